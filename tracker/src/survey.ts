import { languageOf, shuffled, stratumOf, type Stratum } from './asking.ts';
import { safely } from './safely.ts';
import { listed } from './sharing.ts';

// One question to a few readers: how they came to this page. Nobody is recognised: whom to ask is drawn anew on each arrival, by numbers that are the same
// for everybody, and the answer goes by the tracker, as far as its reader's wishes allow. Nothing is stored, unless somebody asks not to be asked again.

interface Asked {
  direct: number;
  tagged: number;
  public: number;
  languages: string[];
  not: string[];
}

const texts: Record<string, Record<string, string>> = {
  en: {
    ask: 'How did you get to this page?', private: 'Someone sent it to me (message, e-mail)', social: 'I saw it on a social network', search: 'Through a search engine',
    newsletter: 'A newsletter or a notification', typed: 'Typed address, bookmark or open tab', other: 'Another way', unknown: 'I don’t know',
    note: 'Your answer is counted, without anything about you.', close: 'Close', never: 'Don’t ask again', thanks: 'Thank you.',
  },
  fr: {
    ask: 'Comment êtes-vous arrivé sur cette page ?', private: 'On me l’a envoyée (message, e-mail)', social: 'Je l’ai vue sur un réseau social', search: 'Par un moteur de recherche',
    newsletter: 'Par une newsletter ou une notification', typed: 'Adresse tapée, favori ou onglet ouvert', other: 'Autrement', unknown: 'Je ne sais pas',
    note: 'Votre réponse est comptée, sans rien qui vous concerne.', close: 'Fermer', never: 'Ne plus demander', thanks: 'Merci.',
  },
};

const looks = `
:host{display:block;color-scheme:light dark;font:16px/1.4 system-ui,sans-serif}
:host([data-edge]){position:fixed;inset:auto 0 0;z-index:2147483000}
section{box-sizing:border-box;max-height:45vh;overflow:auto;padding:.75em 1em;color:CanvasText;background:Canvas;border-top:2px solid currentColor}
h2{margin:0 0 .5em;font-size:1em}
p{margin:.5em 0 0;font-size:.85em}
ul{display:flex;flex-wrap:wrap;gap:.5em;margin:0;padding:0;list-style:none}
button{min-height:2.75em;padding:.35em .9em;font:inherit;color:inherit;background:none;border:1px solid;border-radius:999px;cursor:pointer}
p button{min-height:2em;padding:.2em .5em;border-color:transparent;text-decoration:underline}
button:hover{border-color:currentColor}
button:focus-visible{outline:3px solid currentColor;outline-offset:2px}
@media print{:host{display:none}}`;

const script = document.currentScript as HTMLScriptElement, place = 'murmure-noask';

const random = (below: number) => crypto.getRandomValues(new Uint32Array(1))[0]! % below;

const element = <Name extends keyof HTMLElementTagNameMap>(name: Name, text = '') => {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
};

const show = (words: Record<string, string>, language: string) => {
  const given = document.querySelector('murmure-survey') as HTMLElement | null, host = given || element('murmure-survey' as 'div');
  const root = host.attachShadow({ mode: 'open' }), sheet = new CSSStyleSheet(), section = element('section'), title = element('h2', words.ask), list = element('ul'), end = element('p', words.note + ' ');
  const padded = document.body.style.paddingBottom;
  const close = () => {
    host.remove();
    document.body.style.paddingBottom = padded;
  };
  const button = (text: string, act: () => void) => {
    const made = element('button', text);
    made.type = 'button';
    made.addEventListener('click', safely(act));
    return made;
  };
  for (const said of shuffled(random)) {
    const item = element('li');
    item.append(button(words[said]!, () => {
      window.murmure('answer', { said });
      title.textContent = words.thanks!;
      // Read out, because the title is a status; what had the focus goes.
      list.remove();
      end.remove();
      setTimeout(close, 3e3);
    }));
    list.append(item);
  }
  end.append(button(words.close!, close), button(words.never!, () => {
    localStorage[place] = 1;
    close();
  }));
  sheet.replaceSync(looks);
  root.adoptedStyleSheets = [sheet];
  host.lang = language;
  section.setAttribute('aria-label', words.ask!);
  title.setAttribute('role', 'status');
  section.append(title, list, end);
  section.addEventListener('keydown', event => { if (event.key == 'Escape') close(); });
  root.append(section);
  if (given) return;
  // At the lower edge, and the page grows by as much: nothing of it ends up below the question.
  host.dataset.edge = '';
  document.body.append(host);
  document.body.style.paddingBottom = `calc(${getComputedStyle(document.body).paddingBottom} + ${section.offsetHeight}px)`;
};

const start = async () => {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const stratum: Stratum | undefined = stratumOf(visit?.type, document.referrer, location.host, location.search, window.murmure?.g || 0);
  try { if (localStorage[place]) return; } catch { }
  if (!stratum) return;
  const site = script.dataset.site || document.querySelector<HTMLElement>('script[data-site]')?.dataset.site || location.hostname;
  const asked: Asked = await (await fetch(script.src.replace(/[^/]*$/, 'e/survey') + '?' + new URLSearchParams({ s: site }), { credentials: 'omit', referrerPolicy: 'no-referrer' })).json();
  const language = languageOf(document.documentElement.lang, asked.languages);
  if (!language || random(1000) >= asked[stratum] || listed(location.pathname, asked.not.join(' '))) return;
  // Not to whoever has left meanwhile, nor to whom the tracker may not count.
  setTimeout(safely(() => {
    if (document.visibilityState != 'visible' || (window.murmure?.x?.() || 0) < 2) return;
    window.murmure('answer', { said: 'invited' });
    show(texts[language]!, language);
  }), 5e3);
};

if (document.readyState == 'complete') start().catch(() => { });
else addEventListener('load', () => { start().catch(() => { }); });
