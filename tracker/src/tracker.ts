import { canonical, generation, untagged } from './address.ts';
import { look, tellAttention, tick } from './attention.ts';
import { heedConsent } from './consents.ts';
import { describe } from './description.ts';
import { on, safely } from './safely.ts';
import { newId, send, type Fields } from './send.ts';
import { byHash } from './settings.ts';
import { tellMissing, watchSignals } from './signals.ts';
import { extent, isOther } from './wishes.ts';

// Every byte is paid for by every page view: read the budget that build.mjs prints before adding one.

let here: string;       // the address of the page that is shown, without share tag
let page: Fields;       // its page view
let more: Fields;       // and what of it needs consent
let told: number;       // how much of it was told
let settling: number;   // EXTRA: the timer of a page view that waits for its title

/** Sends the page's view: once, and once more when more may be told than the first time; `g` marks the second, of the same id. */
const tell = () => {
  const level = extent();
  if (level > told) {
    send(page, { ...more, g: told || null });
    told = level;
  }
};

const describePage = (sameDocument: boolean) => safely(() => {
  const m = describe(sameDocument);
  page.m = { t: m.t, s: m.s };
  more.m = m;
})(0);

// Applications change the address first and the title later. When they go on before that, the document already shows the next page.
const settled = (described: boolean) => {
  if (!settling) return;
  clearTimeout(settling);
  settling = 0;
  if (described) describePage(true);
  tell();
};

const hide = () => {
  if (EXTRA) settled(true);
  look();
  tellAttention(page.u);
};

const view = (t: string, u: string, r: string, m?: Fields, f?: string) => {
  tick();
  told = 0;
  page = { n: 'pageview', id: newId(), u, r, m };
  more = { t, f, h: Math.min(history.length, 3), a: window.TelegramWebviewProxy || window.TelegramWebview ? 'telegram' : null };
  if (EXTRA) m ? describePage(false) : settling = setTimeout(safely(() => settled(true)), 300);
  if (!EXTRA || m) tell();
};

const address = () => location.href.split(byHash ? ' ' : '#')[0]!;

const moved = safely((back: unknown) => {
  const from = here;
  here = untagged(address());
  if (here != from) {
    if (EXTRA) settled(false);
    tellAttention(page.u);
    view(back ? 'back_forward' : 'navigate', here, from);
  }
});

const run = safely((call: any) => {
  const other = isOther(call);
  if (EXTRA) settled(true);
  if (other && extent() > 1) send({ n: call[0], u: page.u }, { p: call[1], v: call[2]?.revenue });
  tell();
});

const start = (): void => {
  const wait = document.prerendering ? 'prerenderingchange' : document.readyState == 'loading' && 'DOMContentLoaded';
  if (wait) return on(wait, start);

  // What a visitor wants holds for the first page view already; everything else comes after it.
  const waiting = (murmure.q as unknown as any[][]).filter(isOther);
  murmure.q = { push: run };

  const [visit = {} as PerformanceNavigationTiming] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const landing = address();
  here = untagged(landing);
  murmure.g = generation;
  murmure.x = extent;
  view(
    visit.activationStart ? 'prerender' : visit.type,
    canonical(landing, document.querySelector<HTMLLinkElement>('link[rel=canonical]')?.href),
    document.referrer,
    { t: document.title },
    visit.serverTiming?.find(entry => entry.name == 'murmure-fs')?.description);

  // For share buttons, after a reload too. A state that is a text or a number is left alone.
  const { state } = history;
  if (landing != here) history.replaceState(typeof state == 'object' ? { ...state, mm: generation } : state, '', untagged(location.href));

  for (const name of ['pushState', 'replaceState'] as const) {
    const native = history[name];
    history[name] = (...given) => {
      native.apply(history, given);
      moved(0);
    };
  }
  on(byHash ? 'hashchange' : 'popstate', () => moved(!byHash));
  on('pageshow', event => event.persisted && view('back_forward', untagged(page.u), page.r));
  on('pagehide', hide);
  on('visibilitychange', hide); // and show: there is nothing to tell then
  on('focus', tick);
  on('blur', tick);
  on('scroll', look);
  setInterval(() => { tick(); look(); }, 5e3);

  if (EXTRA) {
    const emit = (name: string, given?: unknown) => run([name, given]);
    watchSignals(emit);
    heedConsent(granted => run(['consent', granted ? 'granted' : 'denied']));
    tellMissing(emit, visit.responseStatus, document.referrer);
  }
  waiting.map(run);
};

const murmure = (window.murmure ||= ((...call: any[]) => murmure.q.push(call)) as unknown as Murmure);
murmure.q ||= [];
// A page that somebody saved has no host, and a path of its reader's disk.
if (!murmure.v && (murmure.v = location.host)) start();
