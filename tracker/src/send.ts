import { origin, withoutQuery } from './address.ts';
import { json } from './json.ts';
import { door, settings } from './settings.ts';
import { consent, extent } from './wishes.ts';

export type Fields = Record<string, any>;

export const newId = () => crypto.getRandomValues(new Uint32Array(3)).join('');

/**
 * Sends an event as far as the visitor's wishes and the site's profile allow.
 * PRIVACY: what needs consent stands in `more`, and nothing of that leaves without it.
 */
export const send = (event: Fields, more?: Fields) => {
  const level = extent();
  if (level)
    // Unlike a beacon, this carries neither cookies nor the page's whole address as referrer.
    fetch(door, {
      method: 'POST', keepalive: true, mode: 'no-cors', credentials: 'omit', referrerPolicy: 'origin',
      body: json({
        s: settings.site || location.hostname, id: newId(), c: consent, ...event,
        ...(level > 1 ? more : { u: withoutQuery(event.u), r: event.r && origin(event.r) }),
      }),
    }).catch(() => { });
};
