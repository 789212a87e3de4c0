import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLinkedData, fromMeta } from '../src/description.ts';

const of = value => fromLinkedData([JSON.stringify(value)]);
const article = {
  '@type': 'NewsArticle', headline: '  Un titre\n long ', articleSection: 'Culture', author: { '@type': 'Person', name: 'Anne Lefèvre' },
  datePublished: '2026-11-02T08:30:00+01:00', isAccessibleForFree: false,
};
const read = { t: 'Un titre long', s: 'Culture', a: 'Anne Lefèvre', d: '2026-11-02T08:30:00+01:00', p: 'paid' };

test('an article says its title, section, author, date and access', () => assert.deepEqual(of(article), read));

for (const [shape, value] of Object.entries({
  'in a graph': { '@context': 'https://schema.org', '@graph': [{ '@type': 'WebSite', name: 'Site' }, article] },
  'in a list': [{ '@type': 'BreadcrumbList' }, article],
  'in a list of graphs': [{ '@graph': [article] }],
  'as the main entity of a page': { '@type': 'WebPage', mainEntity: article },
  'with several types': { ...article, '@type': ['Thing', 'ReportageNewsArticle'] },
  'with a spelt-out type': { ...article, '@type': 'https://schema.org/BlogPosting' },
  'with the section in a list': { ...article, articleSection: ['Culture', 'Musique'] },
  'with authors by reference': { '@graph': [{ ...article, author: { '@id': '#anne' } }, { '@type': 'Person', '@id': '#anne', name: 'Anne Lefèvre' }] },
  'with the author as a text': { ...article, author: 'Anne Lefèvre' },
  'with access as a text': { ...article, isAccessibleForFree: 'False' },
  'with access as an address': { ...article, isAccessibleForFree: 'http://schema.org/False' },
}))
  test(`an article is found ${shape}`, () => assert.deepEqual(of(value), read));

test('several authors are named, three at most', () =>
  assert.equal(of({ ...article, author: ['A', { name: 'B' }, { name: ['C'] }, 'D'] }).a, 'A, B, C'));

test('an author that refers to itself or to nothing is no author', () => {
  assert.equal(of({ ...article, author: { '@id': '#x' } }).a, undefined);
  assert.equal(of({ '@graph': [{ ...article, author: { '@id': '#x' } }, { '@id': '#x', name: { '@id': '#x' } }] }).a, undefined);
});

test('texts that are not JSON, or hold no article, say nothing', () => {
  assert.equal(fromLinkedData(['{', '', 'null', '[]', '"x"', '{"@type":"Product","name":"p"}']), undefined);
  assert.deepEqual(fromLinkedData(['{ broken', JSON.stringify(article)]), read);
});

test('lengths are bounded, and what is no date is none', () => {
  const long = 'x'.repeat(5000), found = of({ ...article, headline: long, articleSection: long, author: long, datePublished: 'hier' });
  assert.deepEqual([found.t.length, found.s.length, found.a.length, found.d], [200, 100, 100, undefined]);
});

test('values of the wrong kind are left out', () =>
  assert.deepEqual(of({ '@type': 'Article', headline: 7, articleSection: {}, author: [null, 3, {}], datePublished: 2026, isAccessibleForFree: 'perhaps' }),
    { t: undefined, s: undefined, a: undefined, d: undefined, p: undefined }));

test('Open Graph says the same, and an author that is an address is nobody', () => {
  const meta = { 'og:title': 'Titre', 'article:section': 'Sport', 'article:author': 'https://x.example/anne', author: 'Anne', 'article:published_time': '2026-11-02', 'article:content_tier': 'metered' };
  assert.deepEqual(fromMeta(name => meta[name]), { t: 'Titre', s: 'Sport', a: 'Anne', d: '2026-11-02', p: 'paid' });
  assert.equal(fromMeta(name => ({ 'article:content_tier': 'free' })[name]).p, 'free');
});
