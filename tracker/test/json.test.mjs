import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json } from '../src/json.ts';

test('what it writes reads back the same', () => {
  const value = { n: 'é "quoted" \\ \u2028 😀 </script>', e: 0, d: 12.5, p: { 'a"b': 'c', deep: { x: -1e21 } } };
  assert.deepEqual(JSON.parse(json(value)), value);
});

test('members without a value are left out', () => assert.equal(json({ a: null, b: undefined, c: '' }), '{"c":""}'));

test('truth values and what is no number become text', () =>
  assert.deepEqual(JSON.parse(json({ a: true, b: false, c: NaN })), { a: 'true', b: 'false', c: 'NaN' }));

test('control characters become spaces, so that no text can break the line', () =>
  assert.deepEqual(JSON.parse(json({ a: 'x\u0000y\n\tz' })), { a: 'x y  z' }));

test('neither a replaced JSON.stringify nor a toJSON of the page is asked', t => {
  t.mock.method(JSON, 'stringify', () => { throw new Error('not ours'); });
  Array.prototype.toJSON = String.prototype.toJSON = Object.prototype.toJSON = () => 'hostile';
  t.after(() => { delete Array.prototype.toJSON; delete String.prototype.toJSON; delete Object.prototype.toJSON; });
  assert.equal(json({ a: 'b', p: { c: 1 } }), '{"a":"b","p":{"c":1}}');
});

test('random texts survive', () => {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  for (let i = 0; i < 2000; i++) {
    const text = String.fromCharCode(...Array.from({ length: 20 }, () => Math.floor(random() * (i % 2 ? 0xffff : 0x80))));
    const [back] = Object.entries(JSON.parse(json({ [text]: text })));
    assert.deepEqual(back, Array(2).fill(text.replace(/[\0-\x1f]/g, ' ')));
  }
});
