import { describe, expect, it } from 'vitest';
import { stemOf, tokenize } from './tokens.ts';

describe('compounds', () => {
  it.each([
    ['i-0abc123', 'i-0abc123'],
    ['runs in us-east-1.', 'us-east-1'],
    ['a t3.micro box', 't3.micro'],
    ['svc-legacy-backup', 'svc-legacy-backup'],
    ['arn:aws:iam::123456789012:user/svc-legacy-backup', 'arn:aws:iam::123456789012:user/svc-legacy-backup'],
    ['arn:aws:iam::123456789012:user/svc-legacy-backup', 'svc-legacy-backup'],
    ['who called RunInstances?', 'runinstances'],
    ['iam_user_mfa_enabled_console_access', 'iam_user_mfa_enabled_console_access'],
    ['from 203.0.113.7 and', '203.0.113.7'],
    ['open to 0.0.0.0/0', '0.0.0.0/0'],
    ['open to ::/0', '0.0.0.0/0'],
    ['team=payments', 'team=payments'],
  ])('keeps what AWS people say as one: %s', (text, compound) => {
    expect(tokenize(text).compounds).toContain(compound);
  });

  it('gives their parts among the words too', () => {
    expect(tokenize('RunInstances by svc-legacy-backup').words).toEqual([
      'run',
      'instanc',
      'by',
      'svc',
      'legaci',
      'backup',
    ]);
    expect(tokenize('AdministratorAccess').words).toEqual(['administr', 'access']);
    expect(tokenize('iam_user_mfa_enabled').words).toEqual(['iam', 'user', 'mfa', 'enabl']);
  });

  it('leaves plain words alone', () => {
    expect(tokenize('Which buckets are PUBLIC? EC2, S3, MFA.').compounds).toEqual([]);
  });
});

describe('words', () => {
  it('are stems, so that forms of a word meet', () => {
    expect(tokenize('encrypted').words).toEqual(tokenize('encrypting').words);
    expect(stemOf('policies')).toBe(stemOf('policy'));
  });

  it('open contractions and drop possessives', () => {
    expect(tokenize("hasn't").words).toEqual(['has', 'not']);
    expect(tokenize('hasn’t').words).toEqual(['has', 'not']);
    expect(tokenize("the bucket's owner").words).toEqual(tokenize('the bucket owner').words);
  });

  it('fold accents', () => {
    expect(tokenize('Zürich').words).toEqual(tokenize('Zurich').words);
  });
});

describe('hostile text', () => {
  it.each([
    ['nothing', ''],
    ['signs only', '-_.:/@+=* !!! ???'],
    ['one endless run', 'a'.repeat(100_000)],
    ['endless joints', 'a-'.repeat(50_000)],
    ['endless quotes', "n't'".repeat(25_000)],
    ['control characters', '\0\u0001\u001b[31m\u202e'],
    ['half a surrogate pair', '\ud83d'],
  ])('ends, with something or nothing: %s', (_what, text) => {
    const { words, compounds } = tokenize(text);
    expect([...words, ...compounds].every((token) => !/[\0\s]/.test(token))).toBe(true);
  });
});
