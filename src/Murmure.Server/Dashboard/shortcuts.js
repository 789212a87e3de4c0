// Single keys for what the page's links and menus do. They can be switched off (WCAG 2.2, 2.1.4), and do nothing while somebody writes.
(() => {
  'use strict';
  const dialog = document.getElementById('keys'), button = document.querySelector('[data-keys]');
  if (!dialog || !button) return;
  const off = dialog.querySelector('[name=off]'), store = 'murmure.keys';
  try { off.checked = localStorage.getItem(store) === 'off'; } catch { /* a browser that keeps nothing keeps the keys on */ }
  off.addEventListener('change', () => {
    try {
      if (off.checked) localStorage.setItem(store, 'off');
      else localStorage.removeItem(store);
    } catch { /* as above: it holds for this page */ }
  });
  button.hidden = false;
  button.addEventListener('click', () => dialog.showModal());
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || off.checked || dialog.open || event.target.closest('input, select, textarea, [contenteditable]')) return;
    if (event.key === '?') dialog.showModal();
    else {
      const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (!found) return;
      const menu = found.closest('details');
      if (found.tagName === 'SUMMARY') {
        menu.open = !menu.open;
        (menu.open ? menu.querySelector('.menu-body a, .menu-body select, .menu-body input:not([type=hidden])') : found).focus();
      } else location.href = found.href;
    }
    event.preventDefault();
  });
})();
