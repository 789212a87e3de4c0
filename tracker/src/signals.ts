import { withoutQuery } from './address.ts';
import { on, safely } from './safely.ts';
import { settings } from './settings.ts';

type Emit = (name: string, given?: Record<string, string | undefined>) => void;

const files = /\.(7z|apk|avi|csv|dmg|docx?|epub|exe|gz|iso|ics|key|mobi|mov|mp3|mp4|msi|numbers|od[spt]|pages|pdf|pkg|pptx?|rar|rtf|tar|tgz|txt|wav|xlsx?|xml|zip)$/i;

// Addresses that open an app's or a network's share dialogue. The names are the catalogue's.
const shares: [name: string, address: RegExp][] = [
  ['whatsapp', /^(https:\/\/(wa\.me\/|(api|web)\.whatsapp\.com\/send)|whatsapp:\/\/send)/],
  ['telegram', /^(https:\/\/(t|telegram)\.me\/share|tg:\/\/msg)/],
  ['messenger', /^(fb-messenger:\/\/share|https:\/\/www\.facebook\.com\/dialog\/send)/],
  ['facebook', /^https:\/\/www\.facebook\.com\/(sharer|dialog\/(share|feed))/],
  ['x', /^https:\/\/(x|twitter)\.com\/(intent|share)/],
  ['linkedin', /^https:\/\/www\.linkedin\.com\/(sharing|shareArticle|feed\/\?shareActive)/],
  ['bluesky', /^https:\/\/bsky\.app\/intent/],
  ['threads', /^https:\/\/www\.threads\.(net|com)\/intent/],
  ['reddit', /^https:\/\/(www\.)?reddit\.com\/(r\/[^/]+\/)?submit/],
  ['line', /^https:\/\/(social-plugins\.line\.me\/lineit\/share|line\.me\/R\/(msg|share))/],
  ['viber', /^viber:\/\/forward/],
  ['email', /^mailto:/],
  ['sms', /^sms:/],
];

/** Where a link shares to, if it shares: it names a channel and carries an address. `mailto:` to a person, without one, is no share. */
export const shareOf = (href: string) =>
  /https?(:|%3a)/i.test(href.slice(6)) ? shares.find(([, address]) => address.test(href))?.[0] : undefined;

/** What following a link is, if it is anything but reading on in the same site. */
export const following = (href: string, host: string, download: boolean): [name: string, given: Record<string, string>] | undefined => {
  const share = shareOf(href);
  if (share) return ['share', { via: share }];
  if (!/^https?:/.test(href)) return undefined;
  const to = new URL(href), address = to.host == host ? to.pathname : to.origin + to.pathname;
  return download || files.test(to.pathname) ? ['download', { file: address }]
    : to.host != host ? ['outbound', { to: address }]
    : undefined;
};

const followed = (emit: Emit) => (event: MouseEvent) => {
  // The right button opens a menu; what is chosen there nobody tells.
  if (event.button > 1) return;
  const link = (event.composedPath()[0] as Element).closest?.('a[href]') as HTMLAnchorElement | null;
  const found = link && typeof link.href == 'string' && following(link.href, location.host, link.hasAttribute('download'));
  if (found) emit(...found);
};

const watchShare = (emit: Emit) => {
  const native = navigator.share;
  if (native) navigator.share = (...given) => {
    const shared = native.apply(navigator, given);
    // What the share buttons do they tell themselves, with the tag that went out.
    if (!(given[0] as { mm?: unknown } | undefined)?.mm) shared.then(() => emit('share', { via: 'system' }), () => { });
    return shared;
  };
};

/** Never what is copied: only whether it is an address of this site, or something else. */
const copied = (emit: Emit) => () => {
  const text = '' + getSelection();
  if (text) emit('copy', { what: text.trim().startsWith(location.origin) ? 'link' : 'text' });
};

/** Links that lead away or download, forms, shares and copies. */
export const watchSignals = (emit: Emit) => {
  on('click', followed(emit));
  on('auxclick', followed(emit));
  on('copy', copied(emit));
  on('submit', event => {
    // A field of the form may be called "name" or "id", and would stand in the way of form.name.
    const form = event.target as HTMLFormElement;
    emit('form', { name: form.getAttribute('name') || form.getAttribute('id') || form.getAttribute('action') || '' });
  });
  safely(watchShare)(emit);
};

/** Tells of a page that is not there: the answer's status, or the page's own word where the browser keeps it. */
export const tellMissing = (emit: Emit, status: number | undefined, referrer: string) => {
  if (status == 404 || settings.status == '404') emit('404', { from: withoutQuery(referrer) });
};
