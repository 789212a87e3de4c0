import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, languageOf, shuffled, stratumOf } from '../src/asking.ts';

test('an arrival is direct, tagged or public, and whatever is no arrival is nobody\'s to ask', () => {
  const of = (type, referrer, search = '', generation = 0) => stratumOf(type, referrer, 'www.example.org', search, generation);
  assert.equal(of('navigate', ''), 'direct');
  assert.equal(of('navigate', '', '', 2), 'tagged');
  assert.equal(of('navigate', 'https://www.google.com/'), 'public');
  assert.equal(of('navigate', 'https://www.google.com/', '', 2), 'public');
  assert.equal(of('navigate', '', '?a=b&utm_source=lettre'), 'public');
  assert.equal(of('navigate', 'https://www.example.org/sport'), undefined);
  for (const type of ['reload', 'back_forward', 'prerender', undefined]) assert.equal(of(type, ''), undefined);
});

test('nobody is asked in a language that the page does not speak', () => {
  assert.equal(languageOf('fr-CA', ['en', 'fr']), 'fr');
  assert.equal(languageOf('FR', ['en', 'fr']), 'fr');
  assert.equal(languageOf('fr', ['en']), undefined);
  assert.equal(languageOf('de', ['en', 'fr']), undefined);
  assert.equal(languageOf('', ['en', 'fr']), undefined);
});

test('answers come in any order, each once, and what stands for the rest at the end', () => {
  const seen = new Set();
  for (let round = 0; round < 300; round++) {
    const list = shuffled(below => Math.floor(Math.random() * below));
    assert.deepEqual([...list].sort(), [...answers].sort());
    assert.deepEqual(list.slice(-2), ['other', 'unknown']);
    seen.add(list[0]);
  }
  assert.equal(seen.size, answers.length - 2);
});
