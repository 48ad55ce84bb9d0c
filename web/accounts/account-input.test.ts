import { describe, expect, it } from 'vitest';
import { readIdentity, readRegions, readRole } from './account-input.ts';

describe('an account as it is typed', () => {
  it.each([
    ['111122223333', 'arn:aws:iam::111122223333:role/AssayReadOnly'],
    [' 1111-2222-3333 ', 'arn:aws:iam::111122223333:role/AssayReadOnly'],
    ['1111 2222 3333', 'arn:aws:iam::111122223333:role/AssayReadOnly'],
    ['arn:aws:iam::111122223333:role/security/readers/Assay', 'arn:aws:iam::111122223333:role/security/readers/Assay'],
    ['arn:aws-us-gov:iam::111122223333:role/Assay', 'arn:aws-us-gov:iam::111122223333:role/Assay'],
  ])('%s is the role %s', (typed, roleArn) => {
    expect(readRole(typed)).toEqual({ ok: true, value: { accountUid: '111122223333', roleArn } });
  });

  it.each([
    ['', /^Type the twelve digits/],
    ['  ', /^Type the twelve digits/],
    ['11112222333', /twelve digits/],
    ['1111222233334', /twelve digits/],
    ['arn:aws:iam::111122223333:user/ann', /^That is no role/],
    ['arn:aws:iam::111122223333:role/', /^That is no role/],
    ['arn:aws:iam::111122223333:role/a b', /^That is no role/],
    ["arn:aws:iam::111122223333:role/a';rm", /^That is no role/],
  ])('“%s” is refused in words', (typed, problem) => {
    expect(readRole(typed)).toEqual({ ok: false, problem: expect.stringMatching(problem) as string });
  });
});

it('regions come by commas or spaces, each once, or not at all', () => {
  expect(readRegions('')).toEqual({ ok: true, value: [] });
  expect(readRegions('eu-west-1, us-gov-west-1\neu-west-1;ap-southeast-2')).toEqual({
    ok: true,
    value: ['eu-west-1', 'us-gov-west-1', 'ap-southeast-2'],
  });
  expect(readRegions('eu-west-1 Ireland')).toMatchObject({
    ok: false,
    problem: expect.stringContaining('“Ireland”') as string,
  });
  expect(readRegions(Array.from({ length: 61 }, (_, at) => `eu-${'x'.repeat(at + 1)}-1`).join()).ok).toBe(false);
});

describe('the identity that Assay runs as', () => {
  it.each([
    ['arn:aws:iam::444455556666:role/path/assay', 'arn:aws:iam::444455556666:role/path/assay'],
    ['"arn:aws:iam::444455556666:user/assay"', 'arn:aws:iam::444455556666:user/assay'],
    ['arn:aws:iam::444455556666:root', 'arn:aws:iam::444455556666:root'],
    ['arn:aws-cn:sts::444455556666:assumed-role/assay/i-0123', 'arn:aws-cn:iam::444455556666:role/assay'],
  ])('%s is trusted as %s', (typed, arn) => {
    expect(readIdentity(typed)).toEqual({ ok: true, value: arn });
  });

  it.each([
    ['*', /^That is no user or role/],
    ['444455556666', /^That is no user or role/],
    ['arn:aws:iam::444455556666:role/*', /^That is no user or role/],
    ["arn:aws:iam::444455556666:role/x'", /^That is no user or role/],
    ['arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Admin_0123/ann', /^A session of IAM Identity Center/],
  ])('%s is refused in words', (typed, problem) => {
    expect(readIdentity(typed)).toEqual({ ok: false, problem: expect.stringMatching(problem) as string });
  });
});
