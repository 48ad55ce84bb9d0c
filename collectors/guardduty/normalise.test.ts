import { describe, expect, it } from 'vitest';
import { finding } from '../../src/test/aws/guardduty-estate.ts';
import { findingJson } from '../../src/test/aws/guardduty.ts';
import { normaliseFinding } from './normalise.ts';

function resourceOf(resource: object) {
  const normalised = normaliseFinding({ ...findingJson(finding()), resource });
  return normalised.ok ? normalised.finding.resource : normalised;
}

describe('normalising findings', () => {
  it('reads what EventBridge sends', () => {
    expect(normaliseFinding(findingJson(finding()))).toEqual({ ok: true, finding: finding() });
  });

  it('reads what the SDK gives, in its own spelling', () => {
    const pascal = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(pascal)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value).map(([key, item]) => [key.charAt(0).toUpperCase() + key.slice(1), pascal(item)]),
            )
          : value;
    expect(normaliseFinding(pascal(findingJson(finding())))).toEqual({ ok: true, finding: finding() });
  });

  it.each([
    [null, 'object'],
    ['text', 'object'],
    [[], 'object'],
    [{}, 'id'],
    [{ id: 'x' }, 'type'],
    [{ id: 'x', type: 'T' }, 'time'],
    [{ id: 'x', type: 'T', createdAt: 'yesterday' }, 'time'],
  ])('refuses %j by name', (input, word) => {
    const normalised = normaliseFinding(input);
    expect(normalised.ok).toBe(false);
    expect(!normalised.ok && normalised.reason).toContain(word);
  });

  it('survives wrong types everywhere', () => {
    const normalised = normaliseFinding({
      id: 'x',
      type: 'T',
      createdAt: '2026-01-01T00:00:00Z',
      severity: 'high',
      service: { count: -3, archived: 'yes', action: [1, 2], eventFirstSeen: {} },
      resource: 'none',
      confidence: 900,
    });
    expect(normalised).toMatchObject({
      ok: true,
      finding: {
        severity: 1,
        count: 1,
        archived: false,
        eventFirstSeen: null,
        confidence: 100,
        resource: { type: 'AWS::::Account' },
      },
    });
  });

  it.each([
    [{ resourceType: 'S3Bucket', s3BucketDetails: [{ arn: 'arn:aws:s3:::b', name: 'b' }] }, 'arn:aws:s3:::b'],
    [
      { resourceType: 'AccessKey', accessKeyDetails: { userName: 'eve', userType: 'IAMUser' } },
      'arn:aws:iam::123456789012:user/eve',
    ],
    [
      { resourceType: 'AccessKey', accessKeyDetails: { userName: 'app', userType: 'AssumedRole' } },
      'arn:aws:iam::123456789012:role/app',
    ],
    [
      { resourceType: 'AccessKey', accessKeyDetails: { userName: 'Root', userType: 'Root' } },
      'arn:aws:iam::123456789012:root',
    ],
    [{ resourceType: 'Lambda', lambdaDetails: { functionArn: 'arn:f', functionName: 'f' } }, 'arn:f'],
    [{ resourceType: 'EKSCluster', eksClusterDetails: { arn: 'arn:k', name: 'k' } }, 'arn:k'],
    [
      { resourceType: 'RDSDBInstance', rdsDbInstanceDetails: { dbInstanceArn: 'arn:d', dbInstanceIdentifier: 'd' } },
      'arn:d',
    ],
    [{ resourceType: 'SomethingNew' }, 'arn:aws:account::123456789012:account'],
  ])('finds the resource of %j', (resource, uid) => expect(resourceOf(resource)).toMatchObject({ uid }));
});
