import { on, safely } from './safely.ts';
import { after, fill, listed, newToken, spelt, tagOf, untold, variantOf, withTag, type Channel } from './sharing.ts';
import { untagged } from './address.ts';

// <murmure-share>: buttons that share a page. Nothing is asked of any other server, nothing is stored; what happened is told by the page's tracker, as far
// as its reader's wishes and the site's profile allow. What it shows can be changed by custom properties, ::part and slots.

declare const CHANNELS: readonly Channel[];

const texts = {
  en: { group: 'Share this page', via: 'Share via ', system: 'Share…', copy: 'Copy link', copied: 'Link copied.', take: 'Copy this link:' },
  fr: { group: 'Partager cette page', via: 'Partager via ', system: 'Partager…', copy: 'Copier le lien', copied: 'Lien copié.', take: 'Copiez ce lien :' },
};

// Of no trade mark: an arrow out of a box, two sheets, an envelope, a bubble.
const drawings: Record<string, string> = {
  system: 'M12 15V3M8 7l4-4 4 4M5 11v9h14v-9',
  copy: 'M9 8h11v12H9zM15 8V4H4v12h5',
  email: 'M3 6h18v12H3zM3 7l9 7 9-7',
  sms: 'M4 5h16v11h-9l-5 4v-4H4z',
};

const looks = `
:host{display:block;font:var(--murmure-font,inherit)}
:host([hidden]){display:none}
div{display:flex;flex-wrap:wrap;align-items:center;gap:var(--murmure-gap,.5em)}
button{display:inline-flex;align-items:center;gap:.5em;min-height:2.75em;padding:.25em .9em .25em .5em;font:inherit;cursor:pointer;
color:var(--murmure-color,CanvasText);background:var(--murmure-background,Canvas);
border:1px solid var(--murmure-border,GrayText);border-radius:var(--murmure-radius,999px)}
button:hover{border-color:currentColor}
button:focus-visible{outline:3px solid var(--murmure-focus,currentColor);outline-offset:2px}
i{display:grid;place-items:center;width:1.9em;height:1.9em;border-radius:50%;font:700 .85em/1 system-ui,sans-serif}
[data-s]::before{content:attr(data-s)}
svg{width:1.5em;fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
@media print{:host{display:none}}`;

const script = document.currentScript as HTMLScriptElement | null, settings = script?.dataset;

const agent = navigator.userAgent;
// A tablet of Apple's calls itself a Mac.
const apple = /iP(hone|ad|od)/.test(agent) || /Mac/.test(agent) && navigator.maxTouchPoints > 1;

/** The generation that the page was reached at; `own` is what it was before the address got a tag of its own, which a reload reads like one from elsewhere. */
const reached = (): number => history.state?.own ?? (window.murmure?.g || history.state?.mm || 0);

/** Whether addresses may have tags: not where the profile has none, and not for somebody who objected to being counted. */
const mayTag = () => {
  try { if (localStorage['murmure-optout']) return false; } catch { }
  return !document.querySelector('script[data-profile="fr-exempt"]');
};

interface Tag {
  generation: number;
  token: string | undefined;
}

const random = () => crypto.getRandomValues(new Uint8Array(1))[0];

const element = <Name extends keyof HTMLElementTagNameMap>(name: Name, part: string) => {
  const made = document.createElement(name);
  made.setAttribute('part', part);
  return made;
};

const draw = (lines: string) => {
  const space = 'http://www.w3.org/2000/svg', svg = document.createElementNS(space, 'svg'), path = document.createElementNS(space, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  path.setAttribute('d', lines);
  svg.append(path);
  return svg;
};

class MurmureShare extends HTMLElement {
  static observedAttributes = ['channels', 'lang'];

  #root = this.attachShadow({ mode: 'open' });
  #said = element('span', 'status');
  // One symbol for everything that is shared from one view of the page.
  #cohort = random();

  connectedCallback() { this.#render(); }

  attributeChangedCallback() { if (this.isConnected) this.#render(); }

  get #texts() {
    return texts[/^fr\b/i.test((this.closest('[lang]') || document.documentElement).getAttribute('lang') || '') ? 'fr' : 'en'];
  }

  #render() {
    const group = element('div', 'group'), words = this.#texts;
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', words.group);
    this.#said.setAttribute('role', 'status');
    this.#said.textContent = '';
    for (const slug of (this.getAttribute('channels') || 'system copy whatsapp telegram email sms').split(/\s+/)) {
      const channel = CHANNELS.find(one => one.slug == slug);
      // An address that only an app opens leads nowhere on a desk.
      if (channel && (/^(https|mailto|sms):/.test(channel.share) || matchMedia('(pointer:coarse)').matches))
        group.append(this.#button(slug, channel.name, () => this.#open(channel), channel));
      else if (slug == 'copy')
        group.append(this.#button(slug, words.copy, () => this.#copy()));
      else if (slug == 'system' && 'share' in navigator)
        group.append(this.#button(slug, words.system, () => this.#share()));
    }
    group.append(this.#said);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(looks);
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.replaceChildren(group);
    if (this.hasAttribute('counts') && script) this.#count().catch(() => { });
  }

  /** Puts counts on the buttons, where the site tells them: from beside this script, of the page and not of its reader. */
  async #count() {
    const site = settings!.site || document.querySelector<HTMLElement>('script[data-site]')?.dataset.site || location.hostname;
    const asked = script!.src.replace(/[^/]*$/, 'e/shares') + '?' + new URLSearchParams({ s: site, u: this.#plain });
    const counts: Record<string, number> = await (await fetch(asked, { credentials: 'omit', referrerPolicy: 'no-referrer' })).json();
    for (const [slug, count] of Object.entries(counts)) {
      const button = this.#root.querySelector('button[part~="' + slug + '"]'), shown = element('span', 'count');
      if (!button) continue;
      shown.textContent = count + '';
      button.append(shown);
      button.setAttribute('aria-label', button.getAttribute('aria-label') + ' (' + count + ')');
    }
  }

  get #plain() {
    const own = document.querySelector<HTMLLinkElement>('link[rel=canonical]')?.href;
    return untagged(this.getAttribute('url') || own || location.href);
  }

  #button(slug: string, name: string, act: () => unknown, channel?: Channel) {
    const button = element('button', 'button ' + slug), icon = document.createElement('slot'), label = element('span', 'label');
    button.type = 'button';
    label.textContent = name;
    if (channel) button.setAttribute('aria-label', this.#texts.via + name);
    icon.name = 'icon-' + slug;
    icon.setAttribute('aria-hidden', 'true');
    const sign = element('i', 'icon');
    if (drawings[slug]) sign.append(draw(drawings[slug]));
    // Drawn, not written: the button's name is its label.
    else sign.dataset.s = name[0]!;
    if (channel) {
      sign.style.background = channel.color;
      sign.style.color = channel.ink;
    }
    icon.append(sign);
    button.append(icon, label);
    button.addEventListener('click', safely(act));
    return button;
  }

  get #title() { return this.getAttribute('title') || document.title; }

  get #text() { return this.getAttribute('text') || this.#title; }

  /** What goes out by a channel, and what its tag says. */
  #address(letters: string): [address: string, tag?: Tag] {
    const link = this.getAttribute('link'), level = this.getAttribute('tags');
    if (link) return [mayTag() ? variantOf(link, letters) : link];
    const address = this.#plain;
    if (level == 'none' || !mayTag()) return [address];
    const generation = after(reached()), token = level == 'campaign' ? newToken() : undefined;
    return [withTag(address, token || tagOf(letters, generation, level == 'cohort' ? this.#cohort : undefined)), { generation, token }];
  }

  #tell(name: string, given: Record<string, unknown>, tag?: Tag) { window.murmure?.(name, { ...given, ...tag }); }

  #open({ slug, tag, share }: Channel) {
    const [address, said] = this.#address(tag), to = fill(spelt(share, apple), address, this.#text, this.#title);
    this.#tell('share', { via: slug }, said);
    if (/^https:/.test(to)) open(to, '_blank', 'noopener');
    else location.href = to;
  }

  async #copy() {
    const [address, said] = this.#address(untold);
    try { await navigator.clipboard.writeText(address); } catch {
      // Without a secure context, or where the reader forbids it: they take it themselves.
      if (prompt(this.#texts.take, address) === null) return;
    }
    // Emptied first, so that a second copy is announced as well.
    this.#said.textContent = '';
    setTimeout(() => { this.#said.textContent = this.#texts.copied; }, 50);
    this.#tell('copy', { what: 'link' }, said);
  }

  async #share() {
    const [url, said] = this.#address(untold);
    // `mm` tells the tracker's own watch over this function that the share is told here. Somebody who changed their mind ends in the catch.
    try { await navigator.share({ url, text: this.#text, title: this.#title, mm: 1 } as ShareData); } catch { return; }
    this.#tell('share', { via: 'system' }, said);
  }
}

/** In the paths that data-address lists, the page's own address says what a copy of it will be. */
const tagAddress = () => {
  const { state } = history, own = reached();
  if (settings?.address && listed(location.pathname, settings.address) && mayTag() && typeof state == 'object')
    history.replaceState({ ...state, own }, '', withTag(location.href, tagOf(untold, after(own))));
};

safely(() => {
  if (!customElements.get('murmure-share')) customElements.define('murmure-share', MurmureShare);
  // After the tracker, which takes the tag off that brought the reader.
  if (document.readyState == 'complete') tagAddress();
  else on('load', tagAddress);
})(0);
