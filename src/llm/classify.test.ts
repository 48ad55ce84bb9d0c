/** What the real SDKs make of each fault on the wire, and the class we make of that: every fault, every provider. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classifyBedrockError } from './classify-bedrock.ts';
import { classifyGeminiError, classifyRpcError } from './classify-gemini.ts';
import { classifyNetwork } from './classify-network.ts';
import { classifyPayload } from './classify-openai.ts';
import type { ProviderError } from './provider.ts';
import { UPSTREAM_SECRETS } from '../test/providers/fault.ts';
import { FAULTS } from '../test/providers/faults.ts';
import { textOfAttempt } from '../test/providers/observe.ts';
import { createProviderAt } from '../test/providers/providers.ts';
import { startProviderStandIn } from '../test/providers/stand-in.ts';
import type { ProviderStandIn } from '../test/providers/stand-in.ts';
import { toPieces, WIRE_KINDS } from '../test/providers/wire.ts';
import type { WireKind } from '../test/providers/wire.ts';

const ANSWER = { pieces: toPieces('Two users have no second factor: alice and bob.') };
const LIMITS = { connectMs: 3_000, firstTokenMs: 3_000, idleMs: 3_000, totalMs: 9_000, slowestCharsPerSecond: 0 };

const standIns = new Map<WireKind, ProviderStandIn>();
beforeAll(async () => {
  for (const kind of WIRE_KINDS) standIns.set(kind, await startProviderStandIn(kind));
});
afterAll(async () => {
  await Promise.all([...standIns.values()].map((standIn) => standIn.close()));
});

/** Faults that end by themselves; those that wait for our timers are in the matrix. */
const QUICK = FAULTS.filter(
  ({ classes, address }) =>
    address !== 'unknown-host' && !classes.some((errorClass) => errorClass.startsWith('timeout_')),
);

describe.each(WIRE_KINDS)('%s', (kind) => {
  const cases = QUICK.filter(({ kinds }) => kinds.includes(kind)).flatMap((fault) =>
    fault.positions.filter((position) => fault.outcome(position) === 'fails').map((position) => ({ fault, position })),
  );

  test.each(cases.map(({ fault, position }) => [`${fault.id} @${position}`, fault, position] as const))(
    '%s',
    async (_name, fault, position) => {
      const standIn = standIns.get(kind);
      if (!standIn) throw new Error('no stand-in');
      standIn.script(() => fault.script(kind, position, ANSWER));
      const provider = createProviderAt(kind, standIn.baseUrl);
      const error = (await textOfAttempt(provider, LIMITS).catch((thrown: unknown) => thrown)) as ProviderError;
      expect(fault.classes).toContain(error.errorClass);
      for (const secret of UPSTREAM_SECRETS) expect(error.upstream).not.toContain(secret);
    },
  );
});

describe('by name and status, not by text', () => {
  test.each([
    [{ code: 'rate_limit_exceeded' }, 413, 'context_too_long'],
    [{ code: 'rate_limit_exceeded' }, 429, 'throttled'],
    [{ code: 'insufficient_quota' }, 429, 'quota_exhausted'],
    [{ message: 'context length exceeded, model not found, invalid api key' }, 500, 'server'],
    [{ message: 'please slow down' }, 400, 'invalid_request'],
    [{ type: 'overloaded_error' }, null, 'server'],
    [{ type: 'rate_limit_error' }, null, 'throttled'],
    [{ code: '503' }, null, 'server'],
    [{ code: 200 }, null, 'server'],
    ['{"error":{"code":401}}', null, 'auth'],
    ['overloaded', 529, 'server'],
    [[{ error: { code: 429 } }], null, 'throttled'],
    [null, 418, 'invalid_request'],
    [undefined, 302, 'malformed'],
  ])('%o with %s is %s', (body, status, expected) => {
    expect(classifyPayload(body, { status, nowMs: 0 }).errorClass).toBe(expected);
  });

  test('an error that refers to itself, or is nested without end, is read no further', () => {
    const loop: { error?: unknown } = {};
    loop.error = loop;
    expect(classifyPayload(loop, { status: 500, nowMs: 0 })).toMatchObject({ errorClass: 'server', upstream: '' });
  });

  test.each([
    [{ name: 'ThrottlingException' }, 'throttled'],
    [{ name: 'throttlingException' }, 'throttled'],
    [{ name: 'ThrottlingException:http://internal' }, 'throttled'],
    [{ name: 'TimeoutError', code: 'ECONNRESET' }, 'network'],
    [{ name: 'Error', message: 'Truncated event message received.' }, 'malformed'],
    [{ name: 'CredentialsProviderError' }, 'auth'],
    [{ name: 'WhateverException', $metadata: { httpStatusCode: 429 } }, 'throttled'],
    [{ name: 'WhateverException', $metadata: { httpStatusCode: 403 } }, 'access_not_granted'],
    [{ name: 'SyntaxError', $metadata: { httpStatusCode: 503 } }, 'server'],
  ])('%o is %s', (thrown, expected) => {
    expect(classifyBedrockError(thrown, 0).errorClass).toBe(expected);
  });

  test('a daily quota is used up, whatever delay it claims', () => {
    const details = [
      { violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }] },
      { retryDelay: '36s' },
    ];
    expect(classifyRpcError({ code: 429, status: 'RESOURCE_EXHAUSTED', details }, { nowMs: 0 })).toMatchObject({
      errorClass: 'quota_exhausted',
      retryAfterMs: null,
    });
    expect(classifyRpcError({ code: 429, details: [{ retryDelay: '2s' }] }, { nowMs: 0 })).toMatchObject({
      errorClass: 'throttled',
      retryAfterMs: 2_000,
    });
  });

  test.each([
    ['', 120_000],
    ['Try again after 2 minutes.', 120_000],
    ['Try again after 5 minutes.', 300_000],
  ])('a Marketplace subscription that is under way is tried again: "%s" after %i ms', (when, retryAfterMs) => {
    const message = `not authorized to perform the required AWS Marketplace actions (aws-marketplace:Subscribe). ${when}`;
    expect(classifyBedrockError({ name: 'AccessDeniedException', message }, 0)).toMatchObject({
      errorClass: 'access_not_granted',
      retryAfterMs,
    });
  });

  test('an error in an array counts by what the SDK drops of it', () => {
    const thrown = Object.assign(new Error('Error fetching'), { status: 429 });
    const details = [{ violations: [{ quotaId: 'GenerateRequestsPerDay' }] }, { retryDelay: '36s' }];
    const classify = (body: string) => classifyGeminiError(thrown, { nowMs: 0, body });
    expect(classify(JSON.stringify([{ error: { code: 429, details } }]))).toMatchObject({
      errorClass: 'quota_exhausted',
      retryAfterMs: null,
    });
    expect(classify('[{"error":')).toMatchObject({ errorClass: 'throttled', httpStatus: 429 });
    expect(classify('"words"')).toMatchObject({ errorClass: 'throttled' });
  });

  test.each([
    [{ cause: { code: 'ENOTFOUND' } }, 'network'],
    [{ cause: { errors: [{ code: 'ECONNREFUSED' }] } }, 'network'],
    [{ cause: { code: 'UND_ERR_CONNECT_TIMEOUT' } }, 'timeout_connect'],
    [{ code: 'Z_DATA_ERROR' }, 'malformed'],
    [{ code: 'HPE_INVALID_CONSTANT' }, 'malformed'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'network'],
  ])('%o is %s', (thrown, expected) => {
    expect(classifyNetwork(Object.assign(new Error('x'), thrown))?.errorClass).toBe(expected);
  });

  test('an error without a code is not a network fault', () => {
    expect(classifyNetwork(new TypeError('terminated'))).toBeNull();
    expect(classifyNetwork(undefined)).toBeNull();
  });
});
