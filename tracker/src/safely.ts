/** The same without its faults: a page never sees an error of its tracker. */
export const safely = <T>(act: (given: T) => unknown) => (given: T) => { try { act(given); } catch { } };

/** On the window, in the capture phase: no script of the page can keep the event from it by stopping it further down. */
export const on = (type: string, act: (event: any) => unknown) => addEventListener(type, safely(act), true);
