import { untagged } from './address.ts';

/** A channel of the catalogue that has a share address; build.mjs reads them from there. */
export interface Channel {
  slug: string;
  tag: string;
  name: string;
  color: string;
  /** Black or white, whichever is read better on the colour. */
  ink: string;
  /** With {url}, {text} and {title} to fill in. */
  share: string;
}

// The letter of what goes out by a way that nobody tells: copied, or handed to the system's own dialogue. No channel has it (retired in messaging.yaml).
export const untold = 'c';

const most = 6;

/** The generation of what a reader shares whose own page has this one. */
export const after = (generation: number) => Math.min(most, generation + 1);

// Eight letters by eight digits that nobody takes for one another: 64 symbols. It names a crowd, never a reader.
const cohort = (random: number) => 'acefhkmr'[random & 7]! + (2 + (random >> 3 & 7));

/** The tag of an address: the channel's letters, the generation, and with a random number a cohort's symbol. */
export const tagOf = (letters: string, generation: number, random?: number) =>
  letters + generation + (random === undefined ? '' : '-' + cohort(random));

/** A campaign's token: forty random bits in eight letters, and nothing else. */
export const newToken = () => [...crypto.getRandomValues(new Uint8Array(8))].map(byte => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('');

/** The address with a share tag in place of the one that it may have; a fragment stays at the end. */
export const withTag = (address: string, tag: string) => {
  const [, before, fragment] = /^([^#]*)(.*)$/.exec(untagged(address))!;
  return before + (before!.includes('?') ? '&' : '?') + 'mm=' + tag + fragment;
};

/** A short link's address for a channel; the plain one where nobody tells which it is. */
export const variantOf = (link: string, letters: string) => (letters == untold ? link : link + '~' + letters);

/** The channel's share address with these filled in. */
export const fill = (share: string, url: string, text: string, title: string) =>
  share.replace(/\{(url|text|title)\}/g, (_, name: 'url' | 'text' | 'title') => encodeURIComponent({ url, text, title }[name]));

/** The same where the system wants it spelt otherwise: before `body`, iOS reads `&` and Android `?`. */
export const spelt = (share: string, apple: boolean) => share.replace(/^sms:\?&?/, apple ? 'sms:?&' : 'sms:?');

/** Whether a path is one of those listed; `*` stands for any text. */
export const listed = (path: string, patterns: string) =>
  patterns.split(/\s+/).some(pattern => pattern &&
    new RegExp('^' + pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*') + '$').test(path));
