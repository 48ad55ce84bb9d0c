import { afterEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  NOW,
  REGION,
  aclEntry,
  address,
  estate,
  image,
  instance,
  launchTemplate,
  networkAcl,
  networkInterface,
  reservation,
  rule,
  securityGroup,
  snapshot,
  subnet,
  volume,
} from '../../src/test/aws/ec2-estate.ts';
import { ec2StandIn } from '../../src/test/aws/ec2.ts';
import type { Ec2StandInOptions } from '../../src/test/aws/ec2.ts';
import type { Fault } from '../../src/test/aws/faults.ts';
import { startAws } from '../../src/test/aws/server.ts';
import type { AwsStandIn } from '../../src/test/aws/server.ts';
import { stsStandIn } from '../../src/test/aws/sts.ts';
import { ec2Reply } from '../../src/test/aws/wire.ts';
import type { Collected } from '../collector.ts';
import { evaluate } from '../evaluate.ts';
import { openSession } from '../session.ts';
import { ec2Collector } from './collector.ts';
import type { Ec2Snapshot } from './snapshot.ts';

let aws: AwsStandIn | undefined;
afterEach(async () => {
  await aws?.close();
  aws = undefined;
});

/** Two of everything, so that a page size of one has a second page. */
const RICH = estate({
  instances: [
    instance({ publicIp: '203.0.113.9', ipv6Addresses: ['2a05:d018::1'], volumeIds: ['vol-1'], enclaveEnabled: true }),
    instance({
      instanceId: 'i-0aaaaaaaaaaaaaaa2',
      tags: { Name: `"quotes" & <b>markup</b> 🚀 \u0007` },
      instanceType: 'm4.large',
      state: 'stopped',
      stateTransitionReason: 'User initiated (2025-11-01 08:00:00 GMT)',
      imageId: 'ami-aws',
      lifecycle: 'spot',
      metadataOptions: null,
      instanceProfileArn: null,
      monitoring: 'disabled',
    }),
  ],
  volumes: [volume(), volume({ volumeId: 'vol-2', state: 'available', attachments: [], encrypted: false, iops: null })],
  snapshots: [
    snapshot({ sharing: { ok: true, value: { isPublic: true, sharedWith: ['999988887777'] } } }),
    snapshot({ snapshotId: 'snap-2', startTime: '2025-01-01T00:00:00.000Z', encrypted: false, storageTier: 'archive' }),
  ],
  addresses: [
    address({ publicIp: '203.0.113.9' }),
    address({
      allocationId: 'eipalloc-2',
      publicIp: '198.51.100.8',
      associationId: null,
      instanceId: null,
      networkInterfaceId: null,
    }),
  ],
  images: [image({ snapshotIds: ['snap-1'] }), image({ imageId: 'ami-0own2', isPublic: true, deprecationTime: null })],
  foreignImages: [
    image({
      imageId: 'ami-aws',
      ownerId: '137112412989',
      ownerAlias: 'amazon',
      deprecationTime: '2025-05-01T00:00:00.000Z',
    }),
  ],
  securityGroups: [
    securityGroup({
      ingress: [
        rule({ port: 22, ipv6: ['::/0'] }),
        rule({
          protocol: '-1',
          fromPort: null,
          toPort: null,
          ipv4: [],
          securityGroupIds: ['sg-2'],
          prefixListIds: ['pl-1'],
        }),
      ],
    }),
    securityGroup({ groupId: 'sg-2', groupName: 'default', egress: [rule({ ipv4: ['52.0.0.0/8'] })] }),
  ],
  networkInterfaces: [
    networkInterface({ publicIp: '203.0.113.9' }),
    networkInterface({ networkInterfaceId: 'eni-2', interfaceType: 'lambda', instanceId: null, securityGroupIds: [] }),
  ],
  networkAcls: [
    networkAcl({
      entries: [
        aclEntry(),
        aclEntry({
          ruleNumber: 120,
          protocol: '6',
          fromPort: 22,
          toPort: 22,
          action: 'deny',
          cidr: null,
          ipv6Cidr: '::/0',
        }),
      ],
    }),
    networkAcl({ networkAclId: 'acl-2', subnetIds: [] }),
  ],
  vpcs: [
    { vpcId: 'vpc-1', tags: { Name: 'main' }, cidrBlock: '10.0.0.0/16', isDefault: false, state: 'available' },
    { vpcId: 'vpc-2', tags: {}, cidrBlock: '172.31.0.0/16', isDefault: true, state: 'available' },
  ],
  subnets: [subnet(), subnet({ subnetId: 'subnet-private', mapPublicIpOnLaunch: false })],
  flowLogs: [1, 2].map((n) => ({
    flowLogId: `fl-${n}`,
    resourceId: 'vpc-1',
    trafficType: 'ALL',
    status: 'ACTIVE',
    destinationType: 's3',
  })),
  natGateways: [1, 2].map((n) => ({
    natGatewayId: `nat-${n}`,
    vpcId: 'vpc-1',
    subnetId: 'subnet-public',
    tags: {},
    state: 'available',
    connectivityType: 'public',
    publicIps: [`198.51.100.${n}`],
    createTime: NOW,
  })),
  reservedInstances: [reservation({ end: '2026-03-20T00:00:00.000Z' })],
  launchTemplates: [
    launchTemplate([
      { userData: { present: true, scanned: true, matchedRules: ['private-key'] } },
      { associatePublicIp: true, httpTokens: null, snapshotIds: ['snap-2'] },
    ]),
    { ...launchTemplate([{}]), launchTemplateId: 'lt-2', name: 'batch' },
  ],
  clientVpnEndpoints: [1, 2].map((n) => ({
    endpointId: `cvpn-endpoint-${n}`,
    description: 'staff',
    tags: {},
    connectionLogEnabled: n === 1,
  })),
  transitGateways: [1, 2].map((n) => ({
    transitGatewayId: `tgw-${n}`,
    arn: `arn:aws:ec2:${REGION}:${ACCOUNT}:transit-gateway/tgw-${n}`,
    description: '',
    tags: {},
    ownerId: ACCOUNT,
    autoAcceptSharedAttachments: 'enable',
  })),
  ebsEncryptionByDefault: false,
  snapshotBlockPublicAccess: 'unblocked',
  instanceMetadataDefaults: { httpTokens: null, httpEndpoint: null, hopLimit: null },
});

async function read(
  options: Partial<Ec2StandInOptions> = {},
  faults: Fault[] = [],
  deadlineMs = 60_000,
  standIn = ec2StandIn({ estates: [RICH], ...options }),
) {
  aws = await startAws({ accountUid: ACCOUNT, services: [standIn, stsStandIn({ identities: () => aws!.identities })] });
  const session = await openSession({
    endpoint: aws.endpoint,
    credentials: { accessKeyId: 'AKIAOPERATOR', secretAccessKey: 'unused' },
    homeRegion: REGION,
    regions: [REGION],
    // Short only where nothing is meant to answer: a busy machine must not look like a hanging AWS.
    timeouts: { requestMs: faults.some(({ kind }) => kind === 'hang') ? 150 : 30_000 },
    retries: { maxAttempts: 3, baseDelayMs: 1, throttleDelayMs: 1, maxDelayMs: 5 },
  });
  for (const fault of faults) aws.faults.add(fault);
  try {
    return await ec2Collector.read(session, {
      accountUid: ACCOUNT,
      region: REGION,
      collectedAt: NOW,
      cursor: null,
      signal: AbortSignal.timeout(deadlineMs),
    });
  } finally {
    session.close();
  }
}

describe('reading EC2', () => {
  it('sees the estate exactly as it was described, over as many pages as it takes', async () => {
    const { coverage, ...seen } = await read({ maxPageSize: 1 });
    const { coverage: _, ...described } = RICH;
    expect(seen).toEqual(described);
    expect(coverage.map(({ api, outcome }) => `${api} ${outcome}`).toSorted()).toEqual(
      ec2Collector.actions.map((api) => `${api} ok`).toSorted(),
    );
    expect(aws!.count({ operation: 'DescribeInstances' })).toBe(2);
    expect(coverage.find(({ api }) => api === 'ec2:DescribeInstances')).toMatchObject({ items: 2, truncated: false });
  });

  it('makes no call that it does not name, and never asks for instance attributes', async () => {
    await read();
    const made = new Set(
      aws!.calls.filter(({ service }) => service === 'ec2').map(({ operation }) => `ec2:${operation}`),
    );
    expect([...made].toSorted()).toEqual(ec2Collector.actions.toSorted());
    expect(aws!.unknownCalls).toEqual([]);
  });

  it('makes one call a list on pages of full size', async () => {
    await read();
    // 16 lists, 4 settings, 2 snapshots' sharing, 2 templates' versions, 1 look-up of foreign images.
    expect(aws!.count({ service: 'ec2' })).toBe(16 + 4 + 2 + 2 + 1);
  });

  it('keeps the verdict on user data and nothing of its text', async () => {
    const text = `DB_PASSWORD='${'correct-'}horse-battery'`;
    const seen = await read({ userData: { 'lt-2:1': text } });
    const template = seen.launchTemplates.ok ? seen.launchTemplates.value[1]! : null;
    expect(template?.versions).toMatchObject({
      ok: true,
      value: [{ userData: { matchedRules: ['password-assignment'] } }],
    });
    expect(JSON.stringify(seen)).not.toContain('horse-battery');
    expect(JSON.stringify(seen)).not.toContain(Buffer.from(text).toString('base64'));
  });

  it('asks for sharing one by one up to a limit, and then lists what is public', async () => {
    const many = Array.from({ length: 1003 }, (_, index) =>
      snapshot({
        snapshotId: `snap-${String(index).padStart(4, '0')}`,
        startTime: new Date(Date.parse(NOW) - index * 1000).toISOString(),
        sharing: { ok: true, value: { isPublic: index === 1001, sharedWith: [] } },
      }),
    );
    const seen = await read({ estates: [estate({ snapshots: many })] });
    expect(aws!.count({ operation: 'DescribeSnapshotAttribute' })).toBe(1000);
    const sharing = seen.snapshots.ok ? seen.snapshots.value.slice(1000).map((each) => each.sharing) : [];
    expect(sharing).toMatchObject([
      { value: { isPublic: false, sharedWith: null } },
      { value: { isPublic: true, sharedWith: null } },
      { value: { isPublic: false, sharedWith: null } },
    ]);
  });

  it('does not take an answer without its list for an empty one', async () => {
    const standIn = ec2StandIn({ estates: [RICH] });
    const strange = { DescribeVolumes: () => ec2Reply('Maintenance', { note: 'back soon' }) };
    const seen = await read({}, [], undefined, { ...standIn, operations: { ...standIn.operations, ...strange } });
    expect(seen.volumes).toMatchObject({ ok: false, outcome: 'error', errorCode: 'MalformedResponse' });
    expect(seen.instances).toEqual(RICH.instances);
  });

  it('ends within its deadline when nothing answers', async () => {
    const seen = await read({}, [{ kind: 'hang', service: 'ec2' }], 400);
    expect(seen.coverage.every(({ outcome }) => outcome === 'error')).toBe(true);
    expect(evaluate(ec2Collector, seen).outcomes.every(({ outcome }) => outcome.status === 'warning')).toBe(true);
  });
});

/** The faults of the matrix, and what coverage must call each. */
const FAULTS: [name: string, fault: Omit<Fault, 'operation'>, outcome: string, errorCode: RegExp][] = [
  ['throttled for ever', { kind: 'throttle' }, 'throttled', /RequestLimitExceeded/],
  ['5xx', { kind: 'server_error' }, 'error', /InternalError/],
  ['denied', { kind: 'access_denied' }, 'denied', /UnauthorizedOperation/],
  ['denied by an SCP', { kind: 'scp_denied' }, 'scp_denied', /UnauthorizedOperation/],
  ['expired token', { kind: 'expired_token' }, 'error', /RequestExpired/],
  ['region disabled', { kind: 'region_disabled' }, 'region_disabled', /AuthFailure/],
  ['hang', { kind: 'hang' }, 'error', /TimeoutError/],
  ['reset', { kind: 'reset' }, 'error', /NetworkError/],
  ['garbage', { kind: 'garbage' }, 'error', /MalformedResponse/],
];

const PAGED = ec2Collector.actions.filter(
  (api) => api.startsWith('ec2:Describe') && !/Addresses|ReservedInstances|SnapshotAttribute/.test(api),
);

describe.each(ec2Collector.actions)('%s failing', (action) => {
  const operation = action.slice('ec2:'.length);

  it.each(FAULTS)('%s', async (_, fault, outcome, errorCode) => {
    const seen = await read({}, [{ ...fault, operation }]);
    const entry = seen.coverage.find(({ api }) => api === action)!;
    expect(entry).toMatchObject({ outcome, permission: action, errorCode: expect.stringMatching(errorCode) as string });
    expect(entry.detail).not.toContain('AssayReadOnly');
    expectNothingFalse(evaluate(ec2Collector, seen), action);
  });

  it('throttled once, then fine', async () => {
    const seen = await read({}, [{ kind: 'throttle', operation, times: 1 }]);
    expect({ ...seen, coverage: [] }).toEqual({ ...RICH, coverage: [] });
    expect(seen.coverage.every((entry) => entry.outcome === 'ok')).toBe(true);
  });
});

it.each(PAGED)('%s failing on page two is read in part, and judged not at all', async (action) => {
  const operation = action.slice('ec2:'.length);
  const seen = await read({ maxPageSize: 1 }, [{ kind: 'access_denied', operation, afterFirstPage: true }]);
  expect(seen.coverage.find(({ api }) => api === action)).toMatchObject({ outcome: 'partial', truncated: true });
  expectNothingFalse(evaluate(ec2Collector, seen), action);
});

const SOUND = evaluate(ec2Collector, RICH);

/**
 * No verdict that a sound read would not give, a Warning where one is missing, and whatever is not seen any more has a
 * listing API that coverage does not call read: so nothing can be taken for resolved.
 */
function expectNothingFalse(collected: Collected, failedApi: string): void {
  const key = ({ checkId, outcome }: Collected['outcomes'][number]) => `${checkId} ${outcome.resource.uid}`;
  const sound = new Map(SOUND.outcomes.map((each) => [key(each), each.outcome.status]));
  const verdicts = collected.outcomes.filter(({ outcome }) => outcome.status !== 'warning');
  expect(verdicts.filter((each) => sound.get(key(each)) !== each.outcome.status)).toEqual([]);

  const seen = new Set(collected.outcomes.map(key));
  const unread = new Set(collected.coverage.filter(({ outcome }) => outcome !== 'ok').map(({ api }) => api));
  const lists = new Map(ec2Collector.checks.map(({ id, listedBy }) => [id, listedBy]));
  const vanished = SOUND.outcomes.filter((each) => !seen.has(key(each)));
  expect(vanished.filter(({ checkId }) => lists.get(checkId)!.every((api) => !unread.has(api)))).toEqual([]);
  const gone = SOUND.resources.filter(({ uid }) => !collected.resources.some((each) => each.uid === uid));
  expect(gone.filter(({ listedBy }) => listedBy.every((api) => !unread.has(api)))).toEqual([]);

  const resting = ec2Collector.checks.filter(({ listedBy }) => listedBy.includes(failedApi));
  for (const { id } of resting)
    expect(collected.outcomes.some(({ checkId, outcome }) => checkId === id && outcome.status === 'warning')).toBe(
      true,
    );
}

it('gives inventory rows whose attributes say what could not be read', async () => {
  const seen: Ec2Snapshot = await read({}, [{ kind: 'access_denied', operation: 'DescribeSecurityGroups' }]);
  const machine = ec2Collector.inventory(seen).find(({ type }) => type === 'AWS::EC2::Instance')!;
  expect(machine.attributes).toMatchObject({ publicIp: '203.0.113.9', internetExposedPorts: null });
});
