import { describe, expect, it } from 'vitest';
import { coversAction, matchesPattern, parsePolicy, type PolicyStatement } from './policy-document.ts';

function only(text: string): PolicyStatement {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  expect(parsed.document.statements).toHaveLength(1);
  return parsed.document.statements[0]!;
}

describe('parsePolicy', () => {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 's3:Get*',
      Resource: 'arn:aws-cn:s3:::b/*',
      Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' }, Bool: { 'aws:SecureTransport': true } },
    },
  });

  it.each([
    ['as JSON', text],
    ['URL-encoded', encodeURIComponent(text)],
  ])('reads a policy %s, one value or many', (_, written) => {
    expect(only(written)).toMatchObject({
      effect: 'Allow',
      actions: ['s3:Get*'],
      notActions: null,
      resources: ['arn:aws-cn:s3:::b/*'],
      principals: null,
      conditions: [
        { operator: 'StringEquals', key: 'aws:sourceaccount', values: ['111111111111'] },
        { operator: 'Bool', key: 'aws:securetransport', values: ['true'] },
      ],
    });
  });

  it('sorts principals by kind', () => {
    const principals = only(
      '{"Statement":[{"Effect":"Allow","Principal":{"AWS":["*","111111111111"],"Service":"ec2.amazonaws.com","Federated":"arn:aws:iam::1:saml-provider/x","CanonicalUser":"abc"}}]}',
    ).principals;
    expect(principals).toEqual({
      anyone: true,
      aws: ['111111111111'],
      services: ['ec2.amazonaws.com'],
      federated: ['arn:aws:iam::1:saml-provider/x'],
      canonicalUsers: ['abc'],
    });
    expect(only('{"Statement":[{"Effect":"Allow","Principal":"*"}]}').principals?.anyone).toBe(true);
  });

  it.each([
    ['', 'it is not JSON'],
    ['{not json', 'it is not JSON'],
    ['%7B%ZZ', 'it is not JSON'],
    ['[]', 'it is not a JSON object'],
    ['null', 'it is not a JSON object'],
    ['{"Version":"2012-10-17"}', 'it has no Statement'],
    ['{"Statement":[{"Effect":"allow"}]}', 'statement 1 has neither Effect Allow nor Effect Deny'],
    ['{"Statement":["x"]}', 'statement 1 has neither Effect Allow nor Effect Deny'],
  ])('keeps %j as a failed parse', (written, reason) => {
    expect(parsePolicy(written)).toEqual({ ok: false, reason });
  });
});

describe('matchesPattern', () => {
  it.each([
    ['*', 'anything', true],
    ['s3:Get*', 's3:GetObject', true],
    ['s3:Get?bject', 's3:GetObject', true],
    ['s3:Get?', 's3:Get', false],
    ['s3:*Acl', 's3:PutBucketAclX', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a.c', 'abc', false],
    ['', '', true],
  ])('%j against %j is %j', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it('does not explode on hostile patterns', () => {
    expect(matchesPattern(`${'a*'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
  });
});

describe('coversAction', () => {
  it('ignores case and turns NotAction round', () => {
    const allow = only('{"Statement":{"Effect":"Allow","Action":"IAM:passrole"}}');
    const except = only('{"Statement":{"Effect":"Allow","NotAction":["iam:*","sts:*"]}}');
    expect(coversAction(allow, 'iam:PassRole')).toBe(true);
    expect(coversAction(except, 'iam:PassRole')).toBe(false);
    expect(coversAction(except, 's3:GetObject')).toBe(true);
  });

  it('covers nothing without Action and NotAction', () => {
    expect(coversAction(only('{"Statement":{"Effect":"Allow"}}'), 's3:GetObject')).toBe(false);
  });
});
