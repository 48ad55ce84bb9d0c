import { expect, test } from 'vitest';
import { ProviderError } from './provider.ts';
import { redactUpstream, UPSTREAM_TEXT_LIMIT, withoutSecret } from './redact.ts';

test.each([
  ['Incorrect API key provided: sk-proj-abcDEF1234567890', 'sk-proj'],
  ['key gsk_A1b2C3d4E5f6G7h8 is not valid', 'gsk_A1'],
  ['API key AIzaSyA1234567890abcdefghijklmnopqrs expired', 'AIza'],
  ['sk-or-v1-0123456789abcdef0123456789abcdef', 'sk-or'],
  ['AKIAIOSFODNN7EXAMPLE may not', 'AKIA'],
  ['ASIAIOSFODNN7EXAMPLE may not', 'ASIA'],
  ['Authorization: Bearer abc.def-ghi', 'abc.def'],
  ['AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120, SignedHeaders=host, Signature=5d672d79c15b', '5d672d79'],
  ['{"password":"hunter2-long"}', 'hunter2'],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', 'wJalr'],
  ['session_token: IQoJb3JpZ2luX2Vj', 'IQoJ'],
  ['see https://user:pa55word@host/path', 'pa55word'],
  ['see https://bucket.s3.amazonaws.com/x?X-Amz-Signature=deadbeef&X-Amz-Date=1', 'deadbeef'],
  ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', 'eyJ'],
  ['ghp_0123456789abcdefABCDEF', 'ghp_'],
  ['bedrock-api-key-YmVkcm9jay5hbWF6b25hd3Mu', 'YmVk'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----', 'MIIE'],
  ['blob 9f8e7d6c5b4a3928170695a4b3c2d1e0f9', '9f8e7d'],
])('takes the secret out of %s', (text, secret) => {
  expect(redactUpstream(text)).not.toContain(secret);
  expect(redactUpstream(text)).toContain('[redacted]');
});

test.each([
  'Invocation of model ID anthropic.claude-sonnet-5-5 with on-demand throughput is not supported.',
  'Request too large for model `openai/gpt-oss-120b`: Limit 6000, Requested 6294',
  'RESOURCE_EXHAUSTED: quota exceeded for GenerateRequestsPerDay',
  'User: arn:aws:iam::123456789012:user/dev is not authorized to perform: bedrock:InvokeModel',
])('leaves %s alone', (text) => {
  expect(redactUpstream(text)).toBe(text);
});

test('cuts, and drops control characters', () => {
  const long = redactUpstream('why '.repeat(5_000));
  expect(long.length).toBeLessThanOrEqual(UPSTREAM_TEXT_LIMIT);
  expect(redactUpstream('a\u0000b\r\nc\u001b[31md\u2028e')).toBe('a b c [31md e');
});

test('anything but text is nothing', () => {
  for (const value of [undefined, null, 7, {}, []]) expect(redactUpstream(value)).toBe('');
});

test('a megabyte costs no time', () => {
  const began = performance.now();
  for (const text of ['a'.repeat(1_048_576), '"secret":'.repeat(100_000), 'https://'.repeat(100_000)])
    redactUpstream(text);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test('a key of no known shape is taken out by the provider that holds it', () => {
  const fault = new ProviderError('auth', { httpStatus: 401, upstream: 'the key swordfish is wrong' });
  expect(withoutSecret(fault, 'swordfish')).toMatchObject({
    errorClass: 'auth',
    httpStatus: 401,
    upstream: 'the key [redacted] is wrong',
  });
  expect(withoutSecret(fault, '')).toBe(fault);
});
