export interface Description {
  t?: string | undefined;
  s?: string | undefined;
  a?: string | undefined;
  d?: string | undefined;
  p?: 'paid' | 'free' | undefined;
}

type Node = Record<string, any>;

const longestTitle = 200;
const longestName = 100;
const mostAuthors = 3;

const isArticle = (node: Node) => [node['@type']].flat().some(type => /(Article|BlogPosting|Report)$/.test(type));

/** Every object of a JSON-LD text that may be the article: graphs, arrays, and what a page says it is mainly about. */
const nodesOf = (value: any): Node[] =>
  Array.isArray(value) ? value.flatMap(nodesOf)
  : value && typeof value == 'object' ? [value, ...nodesOf(value['@graph']), ...nodesOf(value.mainEntity)]
  : [];

const parse = (text: string) => { try { return nodesOf(JSON.parse(text)); } catch { return []; } };

const cut = (value: unknown, length: number) => (typeof value == 'string' && value.trim().replace(/\s+/g, ' ').slice(0, length)) || undefined;

/** The names of authors, however they are written: a text, an object, a reference into the graph, a list of these. */
const names = (author: unknown, nodes: Node[]): string[] =>
  [author].flat().flatMap((one: any) => {
    const person = one?.['@id'] && !one.name ? nodes.find(node => node['@id'] == one['@id'] && node.name) : one;
    return [person?.name ?? person].flat().filter((name: unknown): name is string => typeof name == 'string');
  });

const date = (value: unknown) => {
  const text = cut(value, 35);
  return text && /^\d{4}-\d\d-\d\d/.test(text) ? text : undefined;
};

const access = (value: unknown) =>
  /^(http.*\/)?(false|locked|metered)$/i.test('' + value) ? 'paid' : /^(http.*\/)?(true|free)$/i.test('' + value) ? 'free' : undefined;

/** What JSON-LD texts say of a page's article. */
export const fromLinkedData = (texts: string[]): Description | undefined => {
  const nodes = texts.flatMap(parse), article = nodes.find(isArticle);
  return article && {
    t: cut(article.headline, longestTitle) || cut(article.name, longestTitle),
    s: cut([article.articleSection].flat()[0], longestName),
    a: cut(names(article.author, nodes).slice(0, mostAuthors).join(', '), longestName),
    d: date(article.datePublished),
    p: access(article.isAccessibleForFree),
  };
};

/** The same from Open Graph and the names beside it. `author` is often the address of a profile, which is nobody's name. */
export const fromMeta = (meta: (name: string) => string | undefined): Description => {
  const author = meta('article:author');
  return {
    t: cut(meta('og:title'), longestTitle),
    s: cut(meta('article:section'), longestName),
    a: cut(author && !/^https?:/.test(author) ? author : meta('author'), longestName),
    d: date(meta('article:published_time')),
    p: access(meta('article:content_tier')),
  };
};

const metaOf = (name: string) =>
  document.querySelector<HTMLMetaElement>(`meta[property="${name}"],meta[name="${name}"]`)?.content;

let before = '';

/**
 * What the page says of itself. In one document that shows many pages, what has not changed since the last of them was said of that one:
 * then only the title is new.
 */
export const describe = (sameDocument: boolean): Description => {
  const texts = [...document.querySelectorAll('script[type="application/ld+json"]')].map(script => script.textContent || '');
  const meta = fromMeta(metaOf), said = [...texts, ...Object.values(meta)].join('\n');
  const title = { t: cut(document.title, longestTitle) };
  if (sameDocument && said == before) return title;
  before = said;
  const data = fromLinkedData(texts);
  return {
    t: data?.t || meta.t || title.t, s: data?.s || meta.s, a: data?.a || meta.a, d: data?.d || meta.d, p: data?.p || meta.p,
  };
};
