import { expect, test } from 'vitest';
import { createBreakers } from './breaker.ts';
import type { Breakers, Permit } from './breaker.ts';

const KEY = 'groq||model';

function clocked(): { breakers: Breakers; advance(ms: number): void } {
  let now = Date.parse('2026-11-20T12:00:00Z');
  return { breakers: createBreakers({}, () => now), advance: (ms) => void (now += ms) };
}

function take(breakers: Breakers): Permit {
  const permit = breakers.acquire(KEY);
  if (!permit) throw new Error('no permit');
  return permit;
}

test('opens after two failures in a row, not after two with a success between', () => {
  const { breakers } = clocked();
  take(breakers).fail('server', null);
  take(breakers).succeed();
  take(breakers).fail('server', null);
  expect(breakers.state(KEY)).toMatchObject({ state: 'closed', consecutiveFailures: 1 });
  take(breakers).fail('network', null);
  expect(breakers.acquire(KEY)).toBeNull();
  expect(breakers.state(KEY)).toMatchObject({
    state: 'open',
    errorClass: 'network',
    openedAt: '2026-11-20T12:00:00.000Z',
    nextProbeAt: '2026-11-20T12:00:06.000Z',
  });
});

test('lets one probe through, and closes when it succeeds', () => {
  const { breakers, advance } = clocked();
  take(breakers).fail('auth', null);
  advance(59_999);
  expect(breakers.acquire(KEY)).toBeNull();
  advance(1);
  expect(breakers.state(KEY).state).toBe('half_open');
  const probe = take(breakers);
  expect(probe).toMatchObject({ probe: true, openedBy: 'auth' });
  expect(breakers.acquire(KEY)).toBeNull();
  probe.succeed();
  expect(breakers.state(KEY)).toMatchObject({ state: 'closed', consecutiveFailures: 0, nextProbeAt: null });
  expect(take(breakers).probe).toBe(false);
});

test('a failed probe opens again; one given back frees the place at once', () => {
  const { breakers, advance } = clocked();
  for (let index = 0; index < 2; index += 1) take(breakers).fail('server', null);
  advance(6_000);
  take(breakers).release();
  take(breakers).fail('server', null);
  expect(breakers.acquire(KEY)).toBeNull();
  advance(5_999);
  expect(breakers.acquire(KEY)).toBeNull();
  advance(1);
  expect(take(breakers).probe).toBe(true);
});

test('is back within ten seconds of recovery, and asks a sick provider at most eight times in a minute', () => {
  const { breakers, advance } = clocked();
  let tries = 0;
  let backAtMs = -1;
  for (let atMs = 0; atMs < 80_000; atMs += 4_000, advance(4_000)) {
    const permit = breakers.acquire(KEY);
    if (!permit) continue;
    if (atMs < 60_000) {
      tries += 1;
      permit.fail('server', null);
    } else {
      permit.succeed();
      if (backAtMs < 0) backAtMs = atMs;
    }
  }
  expect(tries).toBeLessThanOrEqual(8);
  expect(backAtMs - 60_000).toBeLessThanOrEqual(10_000);
});

test.each([
  ['throttled', 2_000, 2_000],
  ['throttled', 86_400_000, 3_600_000],
  ['quota_exhausted', null, 600_000],
  ['quota_exhausted', 36_000, 600_000],
  ['model_not_found', null, 60_000],
  ['access_not_granted', 120_000, 120_000],
] as const)('%s with Retry-After %s opens for %i ms at once', (errorClass, retryAfterMs, openMs) => {
  const { breakers, advance } = clocked();
  take(breakers).fail(errorClass, retryAfterMs);
  advance(openMs - 1);
  expect(breakers.acquire(KEY)).toBeNull();
  advance(1);
  expect(breakers.acquire(KEY)).not.toBeNull();
});

test('a short Retry-After is believed once: who refuses the probe too rests like the others', () => {
  const { breakers, advance } = clocked();
  take(breakers).fail('throttled', 2_000);
  advance(2_000);
  take(breakers).fail('throttled', 2_000);
  advance(5_999);
  expect(breakers.acquire(KEY)).toBeNull();
  advance(1);
  expect(take(breakers).probe).toBe(true);
});

test('rests a little longer once an outage lasts', () => {
  const { breakers, advance } = clocked();
  take(breakers).fail('server', null);
  for (let failures = 2; failures <= 6; failures += 1, advance(6_000)) take(breakers).fail('server', null);
  take(breakers).fail('server', null);
  advance(8_999);
  expect(breakers.acquire(KEY)).toBeNull();
  advance(1);
  expect(take(breakers).probe).toBe(true);
});

test('is closed by whoever saw it work; a request from before counts anew', () => {
  const { breakers } = clocked();
  const slow = take(breakers);
  take(breakers).fail('auth', null);
  expect(breakers.acquire(KEY)).toBeNull();
  breakers.close(KEY);
  expect(breakers.state(KEY)).toMatchObject({ state: 'closed', errorClass: null });
  slow.fail('server', null);
  expect(breakers.state(KEY)).toMatchObject({ state: 'closed', consecutiveFailures: 1 });
});

test.each(['invalid_request', 'aborted'] as const)('%s says nothing of a provider', (errorClass) => {
  const { breakers } = clocked();
  take(breakers).fail('server', null);
  for (let index = 0; index < 5; index += 1) take(breakers).fail(errorClass, null);
  expect(breakers.state(KEY)).toMatchObject({ state: 'closed', consecutiveFailures: 1 });
});

test.each(['content_blocked', 'context_too_long'] as const)('%s proves that a provider works', (errorClass) => {
  const { breakers, advance } = clocked();
  for (let index = 0; index < 2; index += 1) take(breakers).fail('server', null);
  advance(6_000);
  take(breakers).fail(errorClass, null);
  expect(breakers.state(KEY).state).toBe('closed');
});

test('failures of requests that were under way when it opened do not push the probe out', () => {
  const { breakers, advance } = clocked();
  const slow = [take(breakers), take(breakers), take(breakers), take(breakers)];
  slow[0]?.fail('server', null);
  slow[1]?.fail('server', null);
  advance(5_000);
  slow[2]?.fail('timeout_idle', null);
  slow[3]?.fail('timeout_idle', null);
  advance(1_000);
  expect(take(breakers).probe).toBe(true);
});

test('a permit counts once', () => {
  const { breakers } = clocked();
  const permit = take(breakers);
  permit.fail('server', null);
  permit.fail('server', null);
  permit.succeed();
  expect(breakers.state(KEY)).toMatchObject({ state: 'closed', consecutiveFailures: 1 });
});
