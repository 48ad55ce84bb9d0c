import { describe, expect, it } from 'vitest';
import { daysAgo } from '../../src/test/aws/iam-estate.ts';
import type { AwsStandIn } from '../../src/test/aws/server.ts';
import { IAM_APIS } from './apis.ts';
import { ESTATE } from './cases/estate.ts';
import { stageRead, type Scene } from './cases/scene.ts';
import type { IamSnapshot } from './snapshot.ts';

const read = async (scene: Scene = {}) => (await stageRead(scene)).snapshot;

const entryOf = ({ coverage }: IamSnapshot, api: string) => coverage.find((entry) => entry.api === api);

describe('reading IAM', () => {
  it.each([100, 1])('gives back the estate as it is, %i to a page', async (pageSize) => {
    const { snapshot, unknownCalls } = await stageRead({ pageSize });
    expect({ ...snapshot, coverage: [] }).toEqual(ESTATE);
    expect(unknownCalls).toEqual([]);
  });

  it('covers every API it names, in the account or the region, and calls no other', async () => {
    const {
      snapshot: { coverage },
      calls,
    } = await stageRead();
    expect(coverage.every(({ outcome, truncated }) => outcome === 'ok' && !truncated)).toBe(true);
    expect(new Set(coverage.map(({ api }) => api))).toEqual(new Set(Object.values(IAM_APIS).map(({ api }) => api)));
    expect(entryOf({ coverage } as IamSnapshot, 'iam:GetAccountAuthorizationDetails')).toMatchObject({
      region: 'global',
      items: 7,
    });
    const regions = coverage.filter(({ api }) => api === 'access-analyzer:ListAnalyzers').map(({ region }) => region);
    expect(regions).toEqual(['eu-west-1', 'us-east-1']);
    const called = new Set(calls.filter(({ service }) => service !== 'sts').map(({ operation }) => operation));
    expect(called).toEqual(new Set(Object.values(IAM_APIS).map(({ api }) => api.split(':')[1])));
  });

  it('asks for devices and keys only of users that have them', async () => {
    const { calls } = await stageRead();
    expect(calls.filter(({ operation }) => operation === 'ListMFADevices')).toHaveLength(1);
    expect(calls.filter(({ operation }) => operation === 'ListAccessKeys')).toHaveLength(1);
  });
});

describe('the credential report', () => {
  it('is waited for while AWS makes it', async () => {
    const { snapshot, calls } = await stageRead({ reportStates: ['STARTED', 'INPROGRESS', 'COMPLETE'] });
    expect(snapshot.credentialReport).toMatchObject({ ok: true, value: { isStored: false } });
    expect(calls.filter(({ operation }) => operation === 'GenerateCredentialReport')).toHaveLength(3);
  });

  it.each([
    ['AWS will not make another (LimitExceeded)', { reportStates: ['LimitExceeded'] as const }, 'throttled'],
    ['it takes too long', { reportStates: ['INPROGRESS'] as const, timings: { reportDeadlineMs: 5 } }, 'ok'],
    [
      'making one is not permitted',
      {
        fault: (aws: AwsStandIn) =>
          aws.faults.add({ operation: 'GenerateCredentialReport', kind: 'access_denied' as const }),
      },
      'denied',
    ],
  ])('is the stored one, with its own time, when %s', async (_, scene, outcome) => {
    const report = ESTATE.credentialReport;
    const value = { ...(report.ok ? report.value : null!), generatedAt: daysAgo(0.1) };
    const snapshot = await read({ ...scene, snapshot: { ...ESTATE, credentialReport: { ok: true, value } } });
    expect(snapshot.credentialReport).toEqual({ ok: true, value: { ...value, isStored: true } });
    expect(entryOf(snapshot, 'iam:GenerateCredentialReport')?.outcome).toBe(outcome);
  });

  it('is a failed read, never an empty list, when the text is something else', async () => {
    const snapshot = await read({ reportText: '<html>sign in</html>' });
    expect(snapshot.credentialReport).toMatchObject({ ok: false, outcome: 'error', errorCode: 'MalformedResponse' });
    expect(entryOf(snapshot, 'iam:GetCredentialReport')).toMatchObject({ outcome: 'error', items: 0 });
  });
});
