// A share tag: the channel's letters and a generation (w2), perhaps with a cohort's symbol (w2-k7), or a campaign's random token.
const tag = /([?&])mm=(?:[a-z]{1,2}([1-6])(?:-\w\w?)?|[a-z2-7]{8})(&|#|$)/i;

/** The generation of the tag that was last taken off, or 0. */
export let generation = 0;

/** The address without its share tag; nothing else of it changes. */
export const untagged = (address: string) =>
  address.replace(tag, (_, before: string, digit: any, after: string) => {
    generation = digit | 0;
    return after == '&' ? before : after;
  });

/** Scheme and host. */
export const origin = (address: string) => address.split('/', 3).join('/');

/** The address with the path of the page's canonical address, where it declares one on its own host. */
export const canonical = (address: string, declared = '') =>
  address.replace(/[^?#]*/, own => (origin(declared) == origin(own) ? declared.match(/[^?#]*/)![0] : own));

/** The address without what follows a question mark; a fragment that stands for the page stays. */
export const withoutQuery = (address: string) => address.replace(/\?[^#]*/g, '');
