const script = document.currentScript as HTMLScriptElement;

/** The attributes of the script element: data-site, data-profile, data-hash, data-gpc … */
export const settings = script.dataset;

/** Whether the fragment is part of a page's address. */
export const byHash = 'hash' in settings;

/** Beside the script, wherever a proxy has put it. */
export const door = script.src.replace(/[^/]*$/, 'e');
