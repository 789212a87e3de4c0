import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonical, origin, untagged, withoutQuery } from '../src/address.ts';
import * as address from '../src/address.ts';

for (const [tagged, clean, generation] of [
  ['https://a.example/x?mm=w2', 'https://a.example/x', 2],
  ['https://a.example/x?mm=wa6', 'https://a.example/x', 6],
  ['https://a.example/x?mm=W1', 'https://a.example/x', 1],
  ['https://a.example/x?mm=w2-k7&b=1', 'https://a.example/x?b=1', 2],
  ['https://a.example/x?a=%C3%A9+1&mm=w2&b', 'https://a.example/x?a=%C3%A9+1&b', 2],
  ['https://a.example/x?a&mm=t3', 'https://a.example/x?a', 3],
  ['https://a.example/x?mm=w2#part', 'https://a.example/x#part', 2],
  ['https://a.example/x?a=1&mm=w2#part', 'https://a.example/x?a=1#part', 2],
  ['https://a.example/x?mm=k3q7abcd', 'https://a.example/x', 0],
  ['https://a.example/#/x?mm=w4', 'https://a.example/#/x', 4],
])
  test(`the tag of ${tagged} is taken off and its generation is ${generation}`, () => {
    assert.equal(untagged(tagged), clean);
    assert.equal(address.generation, generation);
  });

for (const other of [
  'https://a.example/x', 'https://a.example/x?', 'https://a.example/x?mm=12', 'https://a.example/x?mm=', 'https://a.example/x?mm=w7', 'https://a.example/x?mm=w',
  'https://a.example/x?mm=www2', 'https://a.example/x?gmm=w2', 'https://a.example/x?mm=w2x', 'https://a.example/x?mm=w2-', 'https://a.example/x?mm=w2;a',
  'https://a.example/mm=w2', 'https://a.example/x?a=mm=w2',
])
  test(`${other} carries no tag and stays as it is`, () => assert.equal(untagged(other), other));

test('of a canonical address the path is taken, and the query stays the real one', () => {
  assert.equal(canonical('https://a.example/x?page=2&mm=w2', 'https://a.example/y?z=1#t'), 'https://a.example/y?page=2&mm=w2');
  assert.equal(canonical('https://a.example/x#/route', 'https://a.example/'), 'https://a.example/#/route');
});

test('a canonical address elsewhere, or none, or a broken one changes nothing', () => {
  for (const declared of [undefined, '', 'https://b.example/y', 'https://a.example.evil/y', 'https://', 'x'])
    assert.equal(canonical('https://a.example/x?q', declared), 'https://a.example/x?q');
});

test('a canonical path with dollar signs is taken literally', () =>
  assert.equal(canonical('https://a.example/x', 'https://a.example/$&$1'), 'https://a.example/$&$1'));

test('without consent neither query is left, and a fragment that is the page stays', () => {
  assert.equal(withoutQuery('https://a.example/x?a=1&mm=w2'), 'https://a.example/x');
  assert.equal(withoutQuery('https://a.example/x?a=1#/route?b=2'), 'https://a.example/x#/route');
});

test('a referrer is cut to scheme and host', () => {
  assert.equal(origin('https://www.a.example:8443/path?q=1'), 'https://www.a.example:8443');
  assert.equal(origin('android-app://org.telegram.messenger/x'), 'android-app://org.telegram.messenger');
  assert.equal(origin(''), '');
});
