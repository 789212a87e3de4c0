import { send } from './send.ts';

// Engaged time runs while the page is visible and has the focus. A longer step than this means that the machine slept.
const longestStep = 9e3;

let engaged = 0, seen = 0, height = 0;
let since = 0; // when the page got the reader's attention; 0 while it does not have it

/** Adds the time since the last step if the page had the reader's attention, and sees whether it has it now. */
export const tick = () => {
  const now = performance.now();
  if (since) engaged += Math.min(now - since, longestStep);
  since = document.hasFocus() && !document.hidden ? now : 0;
};

/** Sees how far down the reader is. Not when a page has just been replaced: its successor would be measured in its place. */
export const look = () => {
  seen = Math.max(seen, scrollY + innerHeight);
  height = document.documentElement.scrollHeight;
};

/** Tells the attention that a page got since it was last told: milliseconds, and how deep the reader was in that time, in percent. */
export const tellAttention = (u: string) => {
  tick();
  const e = engaged | 0, d = Math.min(100, 100 * seen / height + .5 | 0) || null;
  engaged = seen = 0;
  if (e) send({ n: 'engagement', u, e, d });
};
