// A live page as it happens: the stream brings the page's changing part, drawn by the server, and each part that is another than before is put in place.
// Without this script the page has a link that loads it again.
const live = document.querySelector("[data-live]");
if (live && window.EventSource) {
  const refresh = document.querySelector("[data-refresh]");
  const announce = document.querySelector("[data-announce]");
  const over = document.querySelector("[data-over]");
  // A screen reader is told the headline, once a minute at most.
  const pause = 60_000;
  let [source, again, said, told, ended] = [null, 0, "", Date.now(), false];

  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const part of fresh.querySelectorAll("[data-part]")) {
      const here = live.querySelector(`[data-part="${part.dataset.part}"]`);
      if (here && here.innerHTML !== part.innerHTML) here.replaceChildren(...part.childNodes);
    }
    const headline = live.querySelector("[data-headline]")?.textContent ?? "";
    if (headline !== said && Date.now() - told >= pause) {
      announce.textContent = said = headline;
      told = Date.now();
    }
  };

  const close = () => {
    clearTimeout(again);
    source?.close();
    source = null;
    refresh.hidden = false;
  };

  const open = () => {
    if (source || ended || document.hidden) return;
    source = new EventSource(live.dataset.live);
    source.addEventListener("open", () => { refresh.hidden = true; });
    source.addEventListener("drawn", (event) => show(event.data));
    source.addEventListener("over", () => {
      ended = true;
      close();
      over.hidden = false;
    });
    // The browser asks again by itself after a break; where it gave up (the server was away, too many windows), we do.
    source.addEventListener("error", () => {
      refresh.hidden = false;
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      again = setTimeout(open, 15_000);
    });
  };

  // Nobody looks at a hidden page.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}
