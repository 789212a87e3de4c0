// What the survey decides before it asks; survey.ts shows it.

/** What can be answered; the store's SurveyNames has the same, and a test compares them. */
export const answers = ['private', 'social', 'search', 'newsletter', 'typed', 'other', 'unknown'] as const;

export type Stratum = 'direct' | 'tagged' | 'public';

/**
 * Of which kind the visit is that begins with this document, as far as the page can tell; the server knows it better, and takes no answer of a visit that
 * nobody is asked about. Undefined for what is no arrival: a reload, a step back, a page that another of the site led to.
 */
export const stratumOf = (type: string | undefined, referrer: string, host: string, search: string, generation: number): Stratum | undefined => {
  if (type != 'navigate' || referrer.split('/')[2] == host) return undefined;
  return referrer || /[?&]utm_\w+=/.test(search) ? 'public' : generation ? 'tagged' : 'direct';
};

/** The language of a page, where the site asks in it. */
export const languageOf = (lang: string, asked: readonly string[]) => asked.find(one => lang.toLowerCase().split('-')[0] == one);

/** The answers in any order, so that none gains by its place; what stands for the rest stays at the end. */
export const shuffled = (random: (below: number) => number): string[] => {
  const [rest, list] = [answers.slice(-2), answers.slice(0, -2) as string[]];
  for (let at = list.length - 1; at > 0; at--) {
    const other = random(at + 1);
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
  return [...list, ...rest];
};
