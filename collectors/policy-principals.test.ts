import { describe, expect, it } from 'vitest';
import { parsePolicy } from './policy-document.ts';
import { grantScope, principalNames, type GrantScope } from './policy-principals.ts';

const OWN = '111111111111';
const OTHER = '222222222222';

function scopeOf(statement: object): GrantScope {
  const parsed = parsePolicy(JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:GetObject', ...statement } }));
  if (!parsed.ok) throw new Error(parsed.reason);
  return grantScope(parsed.document.statements[0]!, OWN);
}

describe('grantScope with principal *', () => {
  it.each<[string, Record<string, Record<string, string | string[]>>, boolean]>([
    ['no condition', {}, true],
    ['an organisation', { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } }, false],
    ['an organisation by wildcard', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }, true],
    ['an organisation, IfExists', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abc' } }, true],
    ['any value of an organisation path', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a/*' } }, false],
    ['all values of an organisation path', { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-a/*' } }, true],
    ['a VPC endpoint', { StringEquals: { 'AWS:SourceVpce': 'vpce-1' } }, false],
    ['not a VPC endpoint', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }, true],
    ['a source ARN', { ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${OTHER}:*` } }, false],
    ['a source ARN in any account', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:topic' } }, true],
    ['a source ARN by bucket prefix', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::logs*' } }, true],
    ['a source account', { StringEquals: { 'aws:SourceAccount': OTHER } }, false],
    ['a private range', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, false],
    ['one address', { IpAddress: { 'aws:SourceIp': ['203.0.113.7', '2001:db8::/32'] } }, false],
    ['everywhere by address', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, true],
    ['two halves of everywhere', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }, true],
    ['everywhere in IPv6', { IpAddress: { 'aws:SourceIp': '::/0' } }, true],
    ['not an address', { NotIpAddress: { 'aws:SourceIp': '203.0.113.7' } }, true],
    ['a policy variable', { StringEquals: { 'aws:PrincipalAccount': '${aws:SourceAccount}' } }, true],
    ['a referer', { StringLike: { 'aws:Referer': 'https://example.com/*' } }, true],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }, true],
    ['an empty list', { StringEquals: { 'aws:PrincipalOrgID': [] } }, true],
  ])('limited to %s is public: %#', (_, condition, isPublic) => {
    expect(scopeOf({ Principal: '*', Condition: condition }).isPublic).toBe(isPublic);
    expect(scopeOf({ Principal: { AWS: '*' }, Condition: condition }).isPublic).toBe(isPublic);
  });

  it('names the accounts and organisations that conditions let in', () => {
    const scope = scopeOf({
      Principal: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': [OTHER, OWN], 'aws:PrincipalOrgID': 'o-abc' } },
    });
    expect(scope).toMatchObject({
      otherAccounts: [OTHER],
      organizations: ['o-abc'],
      restrictedBy: ['aws:principalorgid', 'aws:sourceaccount'],
    });
  });
});

describe('grantScope with named principals', () => {
  it('finds other accounts in ARNs of every partition and in bare ids', () => {
    const scope = scopeOf({
      Principal: {
        AWS: [OTHER, `arn:aws-cn:iam::333333333333:root`, `arn:aws:iam::${OWN}:role/own`, 'AIDADELETEDUSER'],
        Service: 'logging.s3.amazonaws.com',
      },
    });
    expect(scope).toMatchObject({
      isPublic: false,
      otherAccounts: [OTHER, '333333333333'],
      services: ['logging.s3.amazonaws.com'],
    });
  });

  it('takes an Allow with NotPrincipal for public, and a Deny for nothing', () => {
    expect(scopeOf({ NotPrincipal: { AWS: OTHER } }).isPublic).toBe(true);
    expect(scopeOf({ Effect: 'Deny', Principal: '*' }).isPublic).toBe(false);
  });

  it('counts canonical users as others and CloudFront’s own identity as nobody’s account', () => {
    const scope = scopeOf({
      Principal: {
        CanonicalUser: 'abc',
        AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1',
      },
    });
    expect(scope.otherAccounts).toEqual(['canonical user abc']);
  });
});

it('names principals as written', () => {
  const parsed = parsePolicy('{"Statement":{"Effect":"Allow","Principal":{"AWS":["*","222222222222"]}}}');
  expect(parsed.ok && principalNames(parsed.document.statements[0]!)).toEqual(['*', OTHER]);
});
