import './page.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { following, shareOf } from '../src/signals.ts';

const follow = (href, download = false) => following(href, 'a.example', download);

test('a link that leads away is outbound, without its query', () =>
  assert.deepEqual(follow('https://b.example/x?token=1#y'), ['outbound', { to: 'https://b.example/x' }]));

test('reading on in the same site is nothing', () => assert.equal(follow('https://a.example/x?y'), undefined));

test('files and what is marked as one are downloads', () => {
  assert.deepEqual(follow('https://a.example/f/report.PDF?x=1'), ['download', { file: '/f/report.PDF' }]);
  assert.deepEqual(follow('https://cdn.example/f.zip'), ['download', { file: 'https://cdn.example/f.zip' }]);
  assert.deepEqual(follow('https://a.example/export', true), ['download', { file: '/export' }]);
});

const page = encodeURIComponent('https://a.example/x');
for (const [href, via] of [
  [`https://wa.me/?text=${page}`, 'whatsapp'], [`https://api.whatsapp.com/send?text=${page}`, 'whatsapp'], [`whatsapp://send?text=${page}`, 'whatsapp'],
  [`https://t.me/share/url?url=${page}`, 'telegram'], [`https://www.facebook.com/sharer/sharer.php?u=${page}`, 'facebook'],
  [`https://x.com/intent/post?url=${page}`, 'x'], [`mailto:?subject=Lu&body=${page}`, 'email'], [`sms:?&body=${page}`, 'sms'],
  [`https://bsky.app/intent/compose?text=${page}`, 'bluesky'], [`fb-messenger://share?link=${page}`, 'messenger'],
])
  test(`${href} shares by ${via}`, () => {
    assert.equal(shareOf(href), via);
    assert.deepEqual(follow(href), ['share', { via }]);
  });

test('a link to a profile, a chat or a person shares nothing', () => {
  for (const href of ['https://wa.me/33612345678', 'https://t.me/somebody', 'mailto:redaction@a.example', 'sms:+33612345678', 'https://x.com/somebody'])
    assert.equal(shareOf(href), undefined);
});

test('other schemes are nothing', () => {
  for (const href of ['javascript:void(0)', 'tel:+331', 'mailto:a@b.example', 'blob:https://a.example/1', ''])
    assert.equal(follow(href), undefined);
});
