/** The other stories' calls: what people changed in these weeks that a check or a rule will speak of. */
import { ACCOUNT_UIDS, OUTSIDE_ACCOUNT_UID, READER_ROLE } from '../accounts.ts';
import type { AccountName, RegionName } from '../accounts.ts';
import { OFFICE_ADDRESS, STAGING_TRAIL } from '../cast.ts';
import { DAY, HOUR, isoSeconds, MINUTE, startOfDay } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { accessKeyId } from '../identity/credentials.ts';
import { documentOf, INLINE_POLICIES } from '../identity/policies.ts';
import { allInstances } from '../instances.ts';
import { ec2Id } from '../random.ts';
import { exportsOpened, exportsPolicy } from '../s3.ts';
import { groupIdOf } from '../security-groups.ts';
import { SHARED_SNAPSHOT_ID } from '../storage.ts';
import { AGENTS, signIn } from './record.ts';
import type { Call } from './record.ts';

/** People at home and on the road, besides the office. */
const HOME_ADDRESS = '198.51.100.214';
const TRAVEL_ADDRESS = '203.0.113.152';
const TOR_ADDRESS = '192.0.2.171';

export function changeCalls(clock: Clock): Call[] {
  return [
    ...trailStopped(clock),
    readerShutOut(clock),
    ...exportBucketOpened(clock),
    ...partnerBucket(clock),
    ...postgresOpened(clock),
    ...snapshotShared(clock),
    ...sshClosed(clock),
    ...factorEnrolled(clock),
    ...metadataEnforced(clock),
    ...smallerThings(clock),
  ];
}

function trailStopped({ story }: Clock): Call[] {
  const who = byUser('staging', 'marcus.webb', true);
  return [
    signIn('staging', 'marcus.webb', story.trailStopped - 12 * MINUTE, { mfa: true, address: OFFICE_ADDRESS }),
    {
      ...who(story.trailStopped, 'us-east-1', 'cloudtrail', 'StopLogging'),
      request: { name: `arn:aws:cloudtrail:us-east-1:${ACCOUNT_UIDS.staging}:trail/${STAGING_TRAIL}` },
    },
  ];
}

/** Staging in Europe "belongs to nobody", so the reader lost its rights there. */
function readerShutOut({ story }: Clock): Call {
  return {
    ...byUser('staging', 'marcus.webb', true)(story.euDenied, 'us-east-1', 'iam', 'PutRolePolicy'),
    request: {
      roleName: READER_ROLE,
      policyName: 'not-in-europe',
      policyDocument: documentOf(INLINE_POLICIES['not-in-europe']!),
    },
  };
}

function exportBucketOpened({ now }: Clock): Call[] {
  const time = exportsOpened(now);
  const bucketName = 'larkfield-customer-exports';
  const who = byUser('production', 'jonas.weber', false);
  return [
    signIn('production', 'jonas.weber', time - 9 * MINUTE, { mfa: false, address: HOME_ADDRESS }),
    {
      ...who(time - 70_000, 'us-east-1', 's3', 'DeleteBucketPublicAccessBlock'),
      request: { bucketName, Host: 's3.amazonaws.com', publicAccessBlock: '' },
    },
    {
      ...who(time, 'us-east-1', 's3', 'PutBucketPolicy'),
      request: {
        bucketName,
        Host: 's3.amazonaws.com',
        policy: '',
        bucketPolicy: JSON.parse(exportsPolicy()) as object,
      },
    },
  ];
}

function partnerBucket({ story }: Clock): Call[] {
  const bucketName = 'larkfield-partner-feeds';
  const closing = byUser('production', 'priya.raman', true);
  const opening = byKey('production', 'svc-carrier-sync', 1);
  return [
    {
      ...closing(story.partnerBucketClosed, 'eu-west-1', 's3', 'PutBucketAcl'),
      request: { bucketName, 'x-amz-acl': ['private'], acl: '' },
    },
    {
      ...closing(story.partnerBucketClosed + 35_000, 'eu-west-1', 's3', 'PutBucketPublicAccessBlock'),
      request: {
        bucketName,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      },
    },
    {
      ...opening(story.partnerBucketReopened - 4_000, 'eu-west-1', 's3', 'DeleteBucketPublicAccessBlock'),
      request: { bucketName, publicAccessBlock: '' },
    },
    {
      ...opening(story.partnerBucketReopened, 'eu-west-1', 's3', 'PutBucketAcl'),
      request: { bucketName, 'x-amz-acl': ['public-read'], acl: '' },
    },
  ];
}

function postgresOpened({ story }: Clock): Call[] {
  const who = byUser('production', 'tomas.lindqvist', false, TRAVEL_ADDRESS);
  return [
    signIn('production', 'tomas.lindqvist', story.postgresOpened - 5 * MINUTE, { mfa: false, address: TRAVEL_ADDRESS }),
    {
      ...who(story.postgresOpened, 'eu-west-1', 'ec2', 'AuthorizeSecurityGroupIngress'),
      request: ingress(groupIdOf('prod-eu', 'orders-replica'), 5432, '0.0.0.0/0', 'reporting tool, temporary'),
      response: { _return: true },
    },
  ];
}

function snapshotShared({ story }: Clock): Call[] {
  const who = byKey('production', 'diego.herrera', 0);
  const volumeId = ec2Id('vol', 'orders-replica-eu|0|0|data');
  return [
    {
      ...who(story.snapshotShared - 34 * MINUTE, 'eu-west-1', 'ec2', 'CreateSnapshot'),
      request: { volumeId, description: 'orders replica, copy for reporting agency' },
      response: { snapshotId: SHARED_SNAPSHOT_ID, volumeId, status: 'pending', volumeSize: '600', encrypted: true },
    },
    {
      ...who(story.snapshotShared, 'eu-west-1', 'ec2', 'ModifySnapshotAttribute'),
      request: {
        snapshotId: SHARED_SNAPSHOT_ID,
        createVolumePermission: { add: { items: [{ userId: OUTSIDE_ACCOUNT_UID }] } },
        attributeType: 'CREATE_VOLUME_PERMISSION',
      },
      response: { _return: true },
    },
  ];
}

function sshClosed({ story }: Clock): Call[] {
  const who = byUser('production', 'priya.raman', true);
  const groupId = groupIdOf('prod-core', 'bastion');
  return [
    {
      ...who(story.sshClosed - 20_000, 'us-east-1', 'ec2', 'AuthorizeSecurityGroupIngress'),
      request: ingress(groupId, 22, '198.51.100.0/28', 'office'),
      response: { _return: true },
    },
    {
      ...who(story.sshClosed, 'us-east-1', 'ec2', 'RevokeSecurityGroupIngress'),
      request: ingress(groupId, 22, '0.0.0.0/0'),
      response: { _return: true },
    },
  ];
}

function factorEnrolled({ story }: Clock): Call[] {
  const who = byUser('production', 'lucia.moretti', false);
  const serialNumber = `arn:aws:iam::${ACCOUNT_UIDS.production}:mfa/lucia.moretti`;
  return [
    {
      ...who(story.mfaEnrolled - 50_000, 'us-east-1', 'iam', 'CreateVirtualMFADevice'),
      request: { virtualMFADeviceName: 'lucia.moretti', path: '/' },
      response: { virtualMFADevice: { serialNumber } },
    },
    {
      ...who(story.mfaEnrolled, 'us-east-1', 'iam', 'EnableMFADevice'),
      request: { userName: 'lucia.moretti', serialNumber },
    },
  ];
}

function metadataEnforced(clock: Clock): Call[] {
  return allInstances(clock)
    .filter(({ fleet }) => fleet.key === 'etl-batch')
    .map(({ instanceId }, index) => ({
      ...byTerraform(clock.story.imdsEnforced + index * 2_000, 'us-east-1', 'ec2', 'ModifyInstanceMetadataOptions'),
      request: {
        ModifyInstanceMetadataOptionsRequest: {
          InstanceId: instanceId,
          HttpTokens: 'required',
          HttpEndpoint: 'enabled',
        },
      },
    }));
}

/** Root in staging, a second key for a service user, guessed passwords, a Tor exit, forensics switched off for the night. */
function smallerThings(clock: Clock): Call[] {
  const ago = (days: number, hour: number, minute: number) =>
    startOfDay(clock.now) - days * DAY + hour * HOUR + minute * MINUTE;
  const guesses = Array.from({ length: 7 }, (_, index) =>
    signIn('production', 'oliver.grant', ago(9, 3, 12) + index * 47_000, {
      mfa: false,
      address: '192.0.2.44',
      failed: true,
      nth: index,
    }),
  );
  const tor = byKey('production', 'svc-carrier-sync', 0);
  const forensics = allInstances(clock).find(
    ({ fleet, stoppedAt }) => fleet.key === 'forensics' && stoppedAt !== null,
  )!;
  return [
    {
      ...signIn('staging', 'root', ago(26, 13, 0), { mfa: false, address: HOME_ADDRESS }),
      caller: { kind: 'root', mfa: false },
    },
    {
      ...byUser('staging', 'root', false, HOME_ADDRESS)(ago(26, 13, 6), 'us-east-1', 'account', 'PutAlternateContact'),
      caller: { kind: 'root', mfa: false },
      request: { alternateContactType: 'BILLING' },
    },
    {
      ...byUser('production', 'sven.aldous', true)(ago(29, 10, 0), 'us-east-1', 'iam', 'CreateAccessKey'),
      request: { userName: 'svc-carrier-sync' },
      response: {
        accessKey: {
          userName: 'svc-carrier-sync',
          accessKeyId: accessKeyId('production', 'svc-carrier-sync', 1),
          status: 'Active',
          createDate: isoSeconds(ago(29, 10, 0)),
        },
      },
    },
    ...guesses,
    {
      ...tor(ago(12, 23, 13), 'us-east-1', 's3', 'ListBuckets'),
      address: TOR_ADDRESS,
      readOnly: true,
    },
    {
      ...tor(ago(12, 23, 14), 'eu-west-1', 's3', 'GetBucketAcl'),
      address: TOR_ADDRESS,
      readOnly: true,
      request: { bucketName: 'larkfield-partner-feeds', acl: '' },
    },
    {
      ...byTerraform(ago(15, 11, 31), 'us-east-1', 'iam', 'CreatePolicyVersion'),
      request: { policyArn: `arn:aws:iam::${ACCOUNT_UIDS.production}:policy/larkfield-ci-deploy`, setAsDefault: true },
      response: { policyVersion: { versionId: 'v2', isDefaultVersion: true } },
    },
    {
      ...byUser('security', 'rashid.karimi', true)(forensics.stoppedAt!, 'us-east-1', 'ec2', 'StopInstances'),
      request: { instancesSet: { items: [{ instanceId: forensics.instanceId }] } },
    },
    {
      ...byUser('production', 'noor.haddad', true)(ago(18, 9, 48), 'us-east-1', 'ssm', 'StartSession'),
      request: { target: allInstances(clock).find(({ name }) => name === 'jenkins')!.instanceId },
    },
  ];
}

type Maker = (time: number, region: RegionName, source: string, name: string) => Call;

function byUser(account: AccountName, name: string, mfa: boolean, address: string = OFFICE_ADDRESS): Maker {
  return (time, region, source, eventName) => ({
    time,
    account,
    region,
    source,
    name: eventName,
    caller: { kind: 'user', name, console: { mfa } },
    address,
    agent: AGENTS.console,
  });
}

function byKey(account: AccountName, name: string, key: number): Maker {
  return (time, region, source, eventName) => ({
    time,
    account,
    region,
    source,
    name: eventName,
    caller: { kind: 'user', name, key },
    address: '203.0.113.20',
    agent: AGENTS.cli,
  });
}

function byTerraform(time: number, region: RegionName, source: string, name: string): Call {
  return {
    time,
    account: 'production',
    region,
    source,
    name,
    caller: { kind: 'role', name: 'terraform-apply', session: 'terraform-cloud-run' },
    address: '192.0.2.26',
    agent: AGENTS.terraform,
  };
}

function ingress(groupId: string, port: number, cidrIp: string, description?: string): object {
  const range = { cidrIp, ...(description ? { description } : {}) };
  return {
    groupId,
    ipPermissions: {
      items: [
        {
          ipProtocol: 'tcp',
          fromPort: port,
          toPort: port,
          groups: {},
          ipRanges: { items: [range] },
          ipv6Ranges: {},
          prefixListIds: {},
        },
      ],
    },
  };
}
