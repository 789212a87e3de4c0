import { settings } from './settings.ts';

const place = 'murmure-optout';

// The browser's wish, or the site's profile: no consent makes it more.
const limited = navigator.globalPrivacyControl && settings.gpc != 'ignore' || settings.profile == 'fr-exempt';

let gone: unknown;

export let consent: string | null;

/** Carries out what the visitor wants, and says whether it was something else. An objection is the one thing that is ever stored, because the visitor asks for it. */
export const isOther = ([name, given]: ArrayLike<any> & Iterable<any>): boolean | void => {
  if (name == 'consent') consent = given != 'granted' ? 'denied' : limited ? null : given;
  else if (name == 'optout') { gone = 1; localStorage[place] = 1; }
  else if (name == 'optin') { gone = 0; delete localStorage[place]; }
  else return true;
};

/** How much may be told: nothing (0), what audience measurement without consent allows (1), everything (2). */
export const extent = () => {
  try { gone = localStorage[place]; } catch { }
  return gone ? 0 : consent == 'granted' || !limited && !consent && settings.profile == 'uk-stats' ? 2 : 1;
};
