import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channels } from '../channels.mjs';
import { after, fill, listed, newToken, spelt, tagOf, variantOf, withTag } from '../src/sharing.ts';

test('a tag goes before the fragment and takes the place of an earlier one', () => {
  assert.equal(withTag('https://news.example/a', 'w1'), 'https://news.example/a?mm=w1');
  assert.equal(withTag('https://news.example/a?b=%C3%A9+1#part', 'w1'), 'https://news.example/a?b=%C3%A9+1&mm=w1#part');
  assert.equal(withTag('https://news.example/a?mm=t2&b', 'w3-k7'), 'https://news.example/a?b&mm=w3-k7');
  assert.equal(withTag('https://news.example/a#/route?x', 'w1'), 'https://news.example/a?mm=w1#/route?x');
});

test('a generation is one more than that of the page, and six at most', () => {
  assert.deepEqual([0, 1, 5, 6].map(after), [1, 2, 6, 6]);
});

test('a cohort is one of sixty-four symbols, each as likely as another', () => {
  const symbols = Array.from({ length: 256 }, (_, random) => tagOf('w', 1, random));
  assert.equal(new Set(symbols).size, 64);
  for (const symbol of symbols) {
    assert.match(symbol, /^w1-[acefhkmr][2-9]$/);
    assert.equal(symbols.filter(other => other == symbol).length, 4);
  }
});

test('a token is eight letters of base 32 that nobody can foretell', () => {
  const tokens = Array.from({ length: 500 }, newToken);
  for (const token of tokens) assert.match(token, /^[a-z2-7]{8}$/);
  assert.equal(new Set(tokens).size, tokens.length);
  assert.equal(new Set(tokens.join('')).size, 32);
});

test('an address and a text are escaped into the place that a channel has for them', () => {
  assert.equal(fill('https://wa.me/?text={text}%20{url}', 'https://a.example/?b&mm=w1', 'Où ? {url}', 'T'), 'https://wa.me/?text=O%C3%B9%20%3F%20%7Burl%7D%20https%3A%2F%2Fa.example%2F%3Fb%26mm%3Dw1');
});

test('a message is spelt as its system reads it', () => {
  const sms = channels.find(channel => channel.slug == 'sms').share;
  assert.equal(spelt(sms, true), 'sms:?&body={text}%20{url}');
  assert.equal(spelt(sms, false), 'sms:?body={text}%20{url}');
  assert.equal(spelt('mailto:?subject=x', true), 'mailto:?subject=x');
});

test('a short link has an address for each channel, and its plain one where nobody tells', () => {
  assert.equal(variantOf('https://go.example/a', 'w'), 'https://go.example/a~w');
  assert.equal(variantOf('https://go.example/a', 'c'), 'https://go.example/a');
});

test('paths are listed with stars for any text, and nothing else in them is a pattern', () => {
  assert.ok(listed('/articles/12', '/articles/*'));
  assert.ok(listed('/a', '/b /a'));
  assert.ok(!listed('/articles', '/articles/*'));
  assert.ok(!listed('/axhtml', '/a.html'));
  assert.ok(!listed('/a/b', '/a'));
  assert.ok(!listed('/', ''));
});

test('every channel with a share address has what its button needs, and no letter stands for two', () => {
  assert.ok(channels.length > 20);
  for (const { slug, tag, name, color, ink, share } of channels) {
    assert.match(tag, /^[a-z]{1,2}$/, slug);
    assert.ok(name, slug);
    assert.match(color, /^#[0-9a-f]{6}$/, slug);
    assert.match(ink, /^#(000|fff)$/, slug);
    assert.match(share, /\{(url|text)\}/, slug);
  }
  assert.equal(new Set([...channels.map(channel => channel.tag), 'c']).size, channels.length + 1);
});
