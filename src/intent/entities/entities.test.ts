import { describe, expect, test } from 'vitest';
import { cleanText, joinTokens, tokenise } from '../language/reading.ts';
import { readEntities } from './entities.ts';
import { nameIndex } from './known.ts';

/** Entities as "type value", in the order found. */
function named(question: string): string[] {
  return readEntities(
    tokenise(cleanText(question), () => false),
    nameIndex(undefined),
  ).entities.map(({ type, value }) => `${type} ${value}`);
}

describe('by form', () => {
  test.each([
    ['arn:aws:iam::111122223333:user/svc-x', 'arn arn:aws:iam::111122223333:user/svc-x'],
    ['arn:aws-cn:s3:::logs', 'arn arn:aws-cn:s3:::logs'],
    [
      'arn:aws-us-gov:ec2:us-gov-west-1:111122223333:instance/i-0abc',
      'arn arn:aws-us-gov:ec2:us-gov-west-1:111122223333:instance/i-0abc',
    ],
    ['i-0abc123def4567890', 'instance i-0abc123def4567890'],
    ['vol-0abc12345', 'volume vol-0abc12345'],
    ['snap-0abc12345', 'snapshot snap-0abc12345'],
    ['sg-0abc12345', 'security_group sg-0abc12345'],
    ['ami-0abc12345', 'image ami-0abc12345'],
    ['vpc-0abc12345', 'vpc vpc-0abc12345'],
    ['111122223333', 'account 111122223333'],
    ['1111-2222-3333', 'account 111122223333'],
    ['EU-West-1', 'region eu-west-1'],
    ['us-east-1b', 'region us-east-1'],
    ['us-gov-west-1', 'region us-gov-west-1'],
    ['203.0.113.7', 'address 203.0.113.7'],
    ['10.0.0.0/8', 'address 10.0.0.0/8'],
    ['2001:db8::1', 'address 2001:db8::1'],
    ['AKIAIOSFODNN7EXAMPLE', 'access_key AKIAIOSFODNN7EXAMPLE'],
    ['ASIAIOSFODNN7EXAMPLE', 'access_key ASIAIOSFODNN7EXAMPLE'],
    ['iam_root_mfa_enabled', 'check iam_root_mfa_enabled'],
    ['RunInstances', 'event_name RunInstances'],
    ['stoplogging', 'event_name StopLogging'],
    ['p4d.24xlarge', 'instance_type p4d.24xlarge'],
    ['F-3k7q', 'finding_label F-3k7q'],
    ['team:payments', 'tag team:payments'],
    ['owner=alice', 'tag owner=alice'],
    ['alice@example.com', 'user alice@example.com'],
  ])('%s', (token, expected) => {
    expect(named(`tell me about ${token}?`)).toEqual([expected]);
    expect(named(`what about "${token}",`)).toEqual([expected]);
  });

  test.each([
    '0.0.0.0/0',
    '256.1.1.1',
    '12345',
    'week-over-week',
    'cross-account',
    'imdsv2',
    'gp3',
    'soc2',
    'q3',
    'open-source',
    'arn',
    'http://x',
    '10:30',
  ])('%s is no entity', (token) => expect(named(`findings ${token} of ours`)).toEqual([]));
});

describe('by the words around', () => {
  test.each([
    ['is bucket acme-customer-exports public', 'bucket acme-customer-exports'],
    ['is the acme-customer-exports bucket public', 'bucket acme-customer-exports'],
    ['the bucket named `reports`', 'bucket reports'],
    ['bukcet acme-logs', 'bucket acme-logs'],
    ['user svc-legacy-backup', 'user svc-legacy-backup'],
    ['svc-legacy-backup', 'user svc-legacy-backup'],
    ['role ci-deployer', 'role ci-deployer'],
    ['what did alice do', 'user alice'],
    ["alice's access keys", 'user alice'],
    ['the payments team', 'tag team:payments'],
    ['buckets in prod', 'account production'],
    ['the security account', 'account security'],
    ['in Ireland', 'region eu-west-1'],
    ['in N. Virginia', 'region us-east-1'],
    ['us east 1', 'region us-east-1'],
  ])('%s', (question, expected) => expect(named(question)).toEqual([expected]));

  test.each([
    'which user has no MFA',
    'our security posture',
    'security groups',
    'user activity',
    'bucket policy',
    'which team owns it',
    'a high-risk bucket',
    'the user that launched it',
    'role trust',
  ])('%s names nothing', (question) => expect(named(question)).toEqual([]));
});

describe('spelling', () => {
  const read = (question: string) => joinTokens(tokenise(cleanText(question), () => false));

  test.each([
    ['wich IAM usres have no MFA', 'which iam users have no mfa'],
    ['gaurdduty enbaled', 'guardduty enabled'],
    ['unatached volmes', 'unattached volumes'],
    ['whats teh biggest risk', 'what is the biggest risk'],
    ["who hasn't logged in, yday", 'who has not logged in, yesterday'],
    ['SGs & EIPs', 'security groups and elastic ips'],
    ['Guard Duty', 'guardduty'],
  ])('%s', (question, expected) => expect(read(question)).toBe(expected));

  test('ordinary words and names stay as they are', () => {
    for (const text of ['the post rules a trial of cast members', 'acme-bukcet svc_usres x1'])
      expect(read(text)).toBe(text);
  });
});
