import { safely } from './safely.ts';
import { settings } from './settings.ts';

type Say = (granted: boolean) => void;

/** Under which the site has entered Murmure in its consent tool. */
const vendorOf = () => settings.consentVendor || 'murmure';

/** Consent tools arrive when they like: waits a minute for the global that they leave. */
const whenThere = (name: string, act: (tool: any) => void, tries = 120) => {
  if ((window as any)[name]) act((window as any)[name]);
  else if (tries) setTimeout(safely(() => whenThere(name, act, tries - 1)), 500);
};

// A tool whose script is still to come reads its callbacks from a list of this name.
const listOf = (name: string) => ((window as any)[name] = (window as any)[name] || []);

/** IAB TCF 2.2: purposes 1 (reading from the device) and 8 (measuring content). Where the GDPR does not apply nobody was asked, so nobody consented. */
const tcf = (say: Say) => whenThere('__tcfapi', api => api('addEventListener', 2, safely((data: any) => {
  const decided = data?.eventStatus == 'tcloaded' || data?.eventStatus == 'useractioncomplete';
  if (decided && data.gdprApplies !== false) say(!!data.purpose.consents[1] && !!data.purpose.consents[8]);
})));

/** Didomi: a vendor that has not been decided on is reported like a refused one, so only a complete choice counts as a refusal. */
const didomi = (say: Say) => {
  const vendor = vendorOf();
  const read = safely(() => {
    const tool = (window as any).Didomi, enabled = !!tool.getCurrentUserStatus().vendors[vendor]?.enabled;
    if (enabled || !tool.isUserStatusPartial()) say(enabled);
  });
  listOf('didomiOnReady').push(read);
  listOf('didomiEventListeners').push({ event: 'consent.changed', listener: read });
};

const axeptio = (say: Say) =>
  listOf('_axcb').push((sdk: any) => sdk.on('cookies:complete', safely((choices: any) => say(!!choices[vendorOf()]))));

/** tarteaucitron: a service of its own, unless the site has defined it. Its fallback runs for an undecided visitor as well; its state tells them apart. */
const tarteaucitron = (say: Say) => whenThere('tarteaucitron', tool => {
  const vendor = vendorOf();
  const refused = () => setTimeout(safely(() => { if (tool.state[vendor] === false) say(false); }));
  tool.services[vendor] = tool.services[vendor] || {
    key: vendor, type: 'analytic', name: 'Murmure', uri: settings.consentUri || location.origin, needConsent: true, cookies: [],
    js() { say(true); }, fallback: refused,
  };
  document.addEventListener(vendor + '_consentModeOk', () => say(true));
  document.addEventListener(vendor + '_consentModeKo', () => say(false));
  (tool.job = tool.job || []).push(vendor);
});

const tools: Record<string, (say: Say) => void> = { tcf, didomi, axeptio, tarteaucitron };

/** Asks the consent tool that data-consent names, now and at every change. */
export const heedConsent = (say: Say) => tools[settings.consent!]?.(say);
