import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsStandIn, startAws } from '../test/aws/server.ts';
import { stsStandIn } from '../test/aws/sts.ts';
import { createIdentityReader } from './own-identity.ts';

const ACCOUNT = '444455556666';

let aws: AwsStandIn;
beforeAll(async () => {
  aws = await startAws({ services: [stsStandIn({ identities: () => aws.identities })] });
});
afterAll(() => aws.close());

function reader(arn: string) {
  aws.identities.set('AKIAOWN', { accountUid: ACCOUNT, arn });
  return createIdentityReader({
    endpoint: aws.endpoint,
    homeRegion: 'us-east-1',
    credentials: { accessKeyId: 'AKIAOWN', secretAccessKey: 'unused' },
    retries: { maxAttempts: 1 },
  });
}

describe('the identity that the roles must trust', () => {
  it.each([
    [`arn:aws:iam::${ACCOUNT}:user/ops/assay`, `arn:aws:iam::${ACCOUNT}:user/ops/assay`],
    [`arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${ACCOUNT}:root`],
    [`arn:aws:sts::${ACCOUNT}:assumed-role/assay/i-0123`, `arn:aws:iam::${ACCOUNT}:role/assay`],
    [`arn:aws-us-gov:sts::${ACCOUNT}:assumed-role/assay/i-0123`, `arn:aws-us-gov:iam::${ACCOUNT}:role/assay`],
    [`arn:aws-cn:iam::${ACCOUNT}:user/assay`, `arn:aws-cn:iam::${ACCOUNT}:user/assay`],
    [`arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann@example.com`, null],
    [`arn:aws:sts::${ACCOUNT}:federated-user/ann`, null],
  ])('%s', async (arn, principal) => {
    const identity = await reader(arn)();
    expect(identity).toMatchObject({ arn, accountUid: ACCOUNT, principal });
    expect(identity.detail).not.toBe('');
  });

  it('asks AWS once for many, and keeps what it knows', async () => {
    const read = reader(`arn:aws:iam::${ACCOUNT}:user/assay`);
    const count = () => aws.count({ service: 'sts', operation: 'GetCallerIdentity' });
    const first = count();
    await Promise.all([read(), read()]);
    await read();
    expect(count()).toBe(first + 1);
  });

  it('says why it is not known, and asks again', async () => {
    const read = reader(`arn:aws:iam::${ACCOUNT}:user/assay`);
    aws.faults.add({ kind: 'region_disabled', service: 'sts' });
    expect(await read()).toMatchObject({ arn: null, principal: null, detail: expect.stringContaining('credentials') });
    aws.faults.clear();
    expect(await read()).toMatchObject({ principal: `arn:aws:iam::${ACCOUNT}:user/assay` });
    const none = createIdentityReader({
      endpoint: aws.endpoint,
      homeRegion: 'us-east-1',
      credentials: () =>
        Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError', tryNextLink: false })),
    });
    expect((await none()).detail).toContain('no AWS credentials of its own');
  });
});
