/** A large account, described: mostly in order, with the faults that such an account has. Deterministic. */
import type { Ec2Snapshot } from '../collectors/ec2/snapshot.ts';
import type { IamSnapshot } from '../collectors/iam/snapshot.ts';
import type { S3Snapshot } from '../collectors/s3/snapshot.ts';
import {
  estate,
  image,
  instance,
  networkInterface,
  securityGroup,
  snapshot,
  subnet,
  volume,
} from '../src/test/aws/ec2-estate.ts';
import {
  attachment,
  credentialKey,
  credentialRow,
  daysAgo,
  iamGroup,
  iamPolicy,
  iamRole,
  iamSnapshot,
  iamUser,
  policyText,
  reportOf,
  rootRow,
} from '../src/test/aws/iam-estate.ts';
import { bucket, s3Estate } from '../src/test/aws/s3-estate.ts';

export const BENCH_ACCOUNT = '123456789012';
export const BENCH_REGION = 'eu-west-1';

export interface AccountSize {
  users: number;
  buckets: number;
  instances: number;
}

export interface LargeAccount {
  iam: IamSnapshot;
  s3: S3Snapshot;
  ec2: Ec2Snapshot;
}

/**
 * Of five users three sign in with a security key, one without MFA and one is a program with an access key; each
 * instance has a volume, an interface and a snapshot. About one resource in four has a fault.
 */
export function largeAccount(size: AccountSize): LargeAccount {
  return { iam: largeIam(size.users), s3: largeS3(size.buckets), ec2: largeEc2(size.instances) };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const tagsOf = (index: number) => ({ team: `team-${index % 40}`, env: index % 3 === 0 ? 'staging' : 'production' });

function largeIam(users: number): IamSnapshot {
  const policy = iamPolicy('base', [{ Action: ['s3:GetObject', 'kms:Decrypt'], Resource: 'arn:aws:s3:::data/*' }]);
  const names = numbers(users).map((index) => `user-${index}`);
  const withMfa = (index: number) => index % 5 < 3;
  const withKey = (index: number) => index % 5 === 4;
  return iamSnapshot({
    accountUid: BENCH_ACCOUNT,
    credentialReport: reportOf([
      rootRow(),
      ...names.map((name, index) =>
        credentialRow(name, {
          passwordEnabled: !withKey(index),
          passwordLastUsed: withKey(index) ? null : daysAgo(index % 50),
          mfaActive: withMfa(index),
          keys: [
            credentialKey(1, withKey(index) ? { active: true, lastRotated: daysAgo(30 + (index % 200)) } : {}),
            credentialKey(2),
          ],
        }),
      ),
    ]),
    authorization: {
      users: names.map((name, index) =>
        iamUser(name, {
          groups: [`group-${index % 50}`],
          inlinePolicies:
            index % 10 === 0
              ? [{ name: 'own', document: policyText({ Action: ['s3:GetObject', 'ec2:Describe*'] }) }]
              : [],
          tags: tagsOf(index),
        }),
      ),
      groups: numbers(50).map((index) => iamGroup(`group-${index}`, { attachedPolicies: [attachment(policy)] })),
      roles: numbers(400).map((index) => iamRole(`role-${index}`, { tags: tagsOf(index) })),
      policies: [policy],
      failure: null,
    },
    mfaDevices: Object.fromEntries(
      names
        .filter((_, index) => withMfa(index))
        .map((name) => {
          const serialNumber = `arn:aws:iam::${BENCH_ACCOUNT}:u2f/user/${name}`;
          return [name, { ok: true, value: [{ serialNumber, kind: 'fido', enabledAt: daysAgo(90) }] }];
        }),
    ),
    accessKeys: Object.fromEntries(
      names
        .filter((_, index) => withKey(index))
        .map((name) => [name, { ok: true, value: [{ id: `AKIA${name}`, active: true, createdAt: daysAgo(100) }] }]),
    ),
  });
}

function largeS3(buckets: number): S3Snapshot {
  return s3Estate({
    accountUid: BENCH_ACCOUNT,
    buckets: numbers(buckets).map((index) =>
      bucket({
        name: `bench-bucket-${index}`,
        region: index % 4 === 0 ? 'us-east-1' : BENCH_REGION,
        tags: { ok: true, value: tagsOf(index) },
        replication: { ok: true, value: [COPY] },
        ...(index % 3 === 0 ? { logging: { ok: true, value: null } } : {}),
        ...(index % 4 === 0 ? { versioning: { ok: true, value: { status: 'Off', mfaDelete: false } } } : {}),
      }),
    ),
  });
}

const COPY = { id: 'copy', enabled: true, destinationBucket: 'arn:aws:s3:::bench-bucket-0', destinationAccount: null };

function largeEc2(instances: number): Ec2Snapshot {
  const launchTime = new Date(Date.now() - 30 * 86_400_000).toISOString();
  const described = estate({
    instances: numbers(instances).map((index) =>
      instance({
        instanceId: idOf('i', index),
        launchTime,
        tags: { Name: `node-${index}`, ...tagsOf(index) },
        volumeIds: [idOf('vol', index)],
        securityGroupIds: [idOf('sg', index % 200)],
        ...(index % 4 === 0
          ? { metadataOptions: { httpTokens: 'optional', httpEndpoint: 'enabled', hopLimit: 1 } }
          : {}),
      }),
    ),
    volumes: numbers(instances).map((index) =>
      volume({
        volumeId: idOf('vol', index),
        encrypted: index % 5 !== 0,
        attachments: [{ instanceId: idOf('i', index), device: '/dev/xvda', deleteOnTermination: true }],
      }),
    ),
    snapshots: numbers(instances).map((index) =>
      snapshot({ snapshotId: idOf('snap', index), startTime: launchTime, volumeId: idOf('vol', index) }),
    ),
    images: [image()],
    networkInterfaces: numbers(instances).map((index) =>
      networkInterface({
        networkInterfaceId: idOf('eni', index),
        instanceId: idOf('i', index),
        securityGroupIds: [idOf('sg', index % 200)],
      }),
    ),
    securityGroups: numbers(200).map((index) =>
      securityGroup({ groupId: idOf('sg', index), groupName: `app-${index}` }),
    ),
    subnets: [subnet()],
    vpcs: [{ vpcId: 'vpc-1', tags: {}, cidrBlock: '10.0.0.0/16', isDefault: false, state: 'available' }],
  });
  return { ...described, accountUid: BENCH_ACCOUNT, region: BENCH_REGION };
}

const idOf = (prefix: string, index: number) => `${prefix}-0${index.toString(16).padStart(16, '0')}`;
