import { expect, test } from 'vitest';
import { parseDuration, parseRetryAfter } from './retry-after.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

test.each([
  [{}, null],
  [{ 'retry-after': '2' }, 2_000],
  [{ 'retry-after': ' 2 ' }, 2_000],
  [{ 'retry-after': '1.5' }, 1_500],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '86400' }, 86_400_000],
  [{ 'retry-after': 'Fri, 20 Nov 2026 12:00:03 GMT' }, 3_000],
  [{ 'retry-after': 'Fri, 20 Nov 2026 11:59:00 GMT' }, null],
  [{ 'retry-after': '-5' }, null],
  [{ 'retry-after': 'soon' }, null],
  [{ 'retry-after': '' }, null],
  [{ 'retry-after': '2026' }, 2_026_000],
  [{ 'retry-after': '99999999999' }, null],
  [{ 'retry-after-ms': '1500' }, 1_500],
  [{ 'retry-after-ms': '-1', 'retry-after': '2' }, 2_000],
  [{ 'retry-after-ms': 'x', 'retry-after': '2' }, 2_000],
  [{ 'retry-after-ms': '40', 'retry-after': '2' }, 40],
])('%o is %s ms', (headers, expected) => {
  expect(parseRetryAfter(headers, NOW)).toBe(expected);
  expect(parseRetryAfter(new Headers(headers as Record<string, string>), NOW)).toBe(expected);
});

test('no headers, no wait', () => {
  expect(parseRetryAfter(undefined, NOW)).toBeNull();
  expect(parseRetryAfter(null, NOW)).toBeNull();
});

test.each([
  ['36s', 36_000],
  ['1.5s', 1_500],
  ['0s', 0],
  ['-3s', null],
  ['36', null],
  [36, null],
  [undefined, null],
])('the duration %s is %s ms', (value, expected) => {
  expect(parseDuration(value)).toBe(expected);
});
