/** What GuardDuty found: fifteen findings, each about something of the estate. */
import type { GuardDutyFinding } from '../collectors/guardduty/snapshot.ts';
import { ACCOUNT_UIDS } from './accounts.ts';
import type { AccountName, RegionName } from './accounts.ts';
import { BUCKETS } from './buckets.ts';
import { DAY, HOUR, iso, MINUTE, startOfDay } from './clock.ts';
import type { Clock } from './clock.ts';
import { ATTACKER_ADDRESS, CI_ROLE, CI_SESSION, SCANNER_ADDRESSES } from './cast.ts';
import { allInstances, instanceArn, instanceTags } from './instances.ts';
import type { DemoInstance } from './instances.ts';
import { hexOf, iamId } from './random.ts';
import { standardTags } from './teams.ts';

/** GuardDuty's findings of one account and region that exist at the clock's moment. */
export function threatsOf(account: AccountName, region: RegionName, clock: Clock): GuardDutyFinding[] {
  return threats(clock)
    .filter((each) => each.account === account && each.region === region && each.createdAt <= clock.at)
    .map((each) => describe(each, clock));
}

export function detectorIdOf(account: AccountName, region: string): string {
  return hexOf(`detector|${account}|${region}`, 32);
}

interface Threat {
  key: string;
  account: AccountName;
  region: RegionName;
  type: string;
  title: string;
  description: string;
  severity: number;
  firstSeen: number;
  lastSeen: number;
  createdAt: number;
  count: number;
  archived?: boolean;
  resource: GuardDutyFinding['resource'];
  details: GuardDutyFinding['details'];
}

function threats(clock: Clock): Threat[] {
  const { now, story } = clock;
  const instances = allInstances(clock);
  const named = (name: string) => instances.find((each) => each.name === name && each.terminatedAt === null)!;
  const [miner] = instances.filter(({ fleet }) => fleet.key === 'gpu-p4d');
  const [spareMiner] = instances.filter(({ fleet }) => fleet.key === 'gpu-spare');
  const ago = (days: number, hour: number) => startOfDay(now) - days * DAY + hour * HOUR + 13 * MINUTE;
  const until = (instant: number) => Math.min(instant, now - 40 * MINUTE);
  return [
    on(miner!, {
      type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
      severity: 8,
      firstSeen: story.miningSeen,
      lastSeen: story.gpusStopped - 2 * MINUTE,
      count: 412,
      title: `${miner!.instanceId} is asking for a domain name of a mining pool`,
      description: `EC2 instance ${miner!.instanceId} queries a domain name that is associated with cryptocurrency activity.`,
      details: { actionType: 'DNS_REQUEST', domain: 'eu.pool.example', protocol: 'UDP', blocked: false },
    }),
    on(spareMiner!, {
      type: 'CryptoCurrency:EC2/BitcoinTool.B',
      severity: 8,
      firstSeen: story.miningSeen + 21 * MINUTE,
      lastSeen: until(now - 50 * MINUTE),
      count: 1893,
      title: `${spareMiner!.instanceId} is talking to a mining pool`,
      description: `EC2 instance ${spareMiner!.instanceId} communicates with an address that is associated with cryptocurrency activity.`,
      details: {
        actionType: 'NETWORK_CONNECTION',
        remoteAddress: '192.0.2.200',
        remotePort: 3333,
        remoteCountry: 'NL',
      },
    }),
    onRole('UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom', {
      severity: 5,
      firstSeen: story.tokenAbused,
      lastSeen: story.spareLaunched + 6 * MINUTE,
      count: 23,
      title: `Role ${CI_ROLE} was used from an address on a threat list`,
      description: `API calls with a session of ${CI_ROLE} came from ${ATTACKER_ADDRESS}, which is on a custom threat list.`,
      region: 'us-east-1',
    }),
    onRole('Impact:IAMUser/AnomalousBehavior', {
      severity: 8,
      firstSeen: story.p4dLaunched,
      lastSeen: story.spareLaunched,
      count: 3,
      title: `Role ${CI_ROLE} launched instances in a way it never did before`,
      description: `RunInstances was called by ${CI_ROLE} in a region, for instance types and from a network that are new for it.`,
      region: 'ap-southeast-2',
    }),
    onBucket('larkfield-customer-exports', {
      type: 'Policy:S3/BucketAnonymousAccessGranted',
      severity: 8,
      firstSeen: ago(23, 15),
      lastSeen: ago(23, 15),
      count: 1,
      title: 'Bucket larkfield-customer-exports was opened to everyone',
      description:
        'IAM user jonas.weber changed the bucket policy so that anonymous users may read larkfield-customer-exports.',
      details: { api: 'PutBucketPolicy', principal: 'jonas.weber' },
    }),
    onBucket('larkfield-customer-exports', {
      type: 'Discovery:S3/MaliciousIPCaller.Custom',
      severity: 8,
      firstSeen: ago(19, 4),
      lastSeen: until(ago(2, 4)),
      count: 57,
      title: 'Objects of larkfield-customer-exports were listed from an address on a threat list',
      description: `ListObjects was called anonymously on larkfield-customer-exports from ${SCANNER_ADDRESSES[1]}.`,
      details: {
        api: 'ListObjects',
        remoteAddress: SCANNER_ADDRESSES[1]!,
        remoteCountry: 'RO',
        principal: 'anonymous',
      },
    }),
    onBucket('larkfield-partner-feeds', {
      type: 'Policy:S3/BucketPublicAccessGranted',
      severity: 8,
      firstSeen: story.partnerBucketReopened,
      lastSeen: story.partnerBucketReopened,
      count: 1,
      title: 'Bucket larkfield-partner-feeds was opened by its ACL',
      description: 'IAM user svc-carrier-sync granted READ to AllUsers on larkfield-partner-feeds.',
      details: { api: 'PutBucketAcl', principal: 'svc-carrier-sync' },
    }),
    on(named('bastion'), {
      type: 'UnauthorizedAccess:EC2/SSHBruteForce',
      severity: 2,
      firstSeen: ago(29, 2),
      lastSeen: story.sshClosed - 4 * MINUTE,
      count: 2318,
      title: `${named('bastion').instanceId} is the target of SSH password guessing`,
      description: `${SCANNER_ADDRESSES[0]} is guessing SSH passwords against ${named('bastion').instanceId}.`,
      details: inbound(SCANNER_ADDRESSES[0]!, 22, 'CN'),
    }),
    on(named('jenkins'), {
      type: 'Recon:EC2/PortProbeUnprotectedPort',
      severity: 2,
      firstSeen: ago(26, 9),
      lastSeen: until(ago(1, 9)),
      count: 146,
      title: `Port 8080 of ${named('jenkins').instanceId} is being probed`,
      description: `A known scanner probed port 8080 of ${named('jenkins').instanceId}, which its security group leaves open.`,
      details: inbound(SCANNER_ADDRESSES[2]!, 8080, 'US'),
    }),
    on(named('carrier-sftp'), {
      type: 'Recon:EC2/PortProbeUnprotectedPort',
      severity: 2,
      firstSeen: ago(21, 1),
      lastSeen: until(ago(3, 1)),
      count: 88,
      title: `Port 21 of ${named('carrier-sftp').instanceId} is being probed`,
      description: `A known scanner probed port 21 of ${named('carrier-sftp').instanceId}, which its security group leaves open.`,
      details: inbound(SCANNER_ADDRESSES[3]!, 21, 'DE'),
    }),
    onUser('production', 'svc-carrier-sync', {
      type: 'Recon:IAMUser/TorIPCaller',
      severity: 5,
      firstSeen: ago(12, 23),
      lastSeen: ago(12, 23) + 14 * MINUTE,
      count: 6,
      title: 'User svc-carrier-sync was used from a Tor exit node',
      description:
        'ListBuckets and GetBucketAcl were called with an access key of svc-carrier-sync from a Tor exit node.',
      details: { api: 'GetBucketAcl', principal: 'svc-carrier-sync', remoteAddress: '192.0.2.171' },
    }),
    onUser('production', 'oliver.grant', {
      type: 'UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B',
      severity: 5,
      firstSeen: ago(141, 6),
      lastSeen: ago(141, 6),
      count: 1,
      archived: true,
      title: 'Unusual console sign-in of oliver.grant',
      description: 'oliver.grant signed in to the console from two places far apart within an hour.',
      details: { principal: 'oliver.grant', remoteAddress: '192.0.2.44', remoteCountry: 'PT' },
    }),
    on(named('qa-grid'), {
      type: 'UnauthorizedAccess:EC2/SSHBruteForce',
      severity: 2,
      firstSeen: ago(17, 20),
      lastSeen: until(ago(4, 20)),
      count: 512,
      title: `${named('qa-grid').instanceId} is the target of SSH password guessing`,
      description: `${SCANNER_ADDRESSES[0]} is guessing SSH passwords against ${named('qa-grid').instanceId}.`,
      details: inbound(SCANNER_ADDRESSES[0]!, 22, 'CN'),
    }),
    onUser('staging', 'marcus.webb', {
      type: 'Stealth:IAMUser/CloudTrailLoggingDisabled',
      severity: 2,
      firstSeen: story.trailStopped,
      lastSeen: story.trailStopped,
      count: 1,
      title: 'Trail larkfield-staging-activity was switched off by marcus.webb',
      description: 'IAM user marcus.webb called StopLogging on the trail larkfield-staging-activity.',
      details: { api: 'StopLogging', principal: 'marcus.webb', remoteAddress: '198.51.100.9' },
    }),
    on(named('scanner'), {
      type: 'Recon:EC2/Portscan',
      severity: 5,
      firstSeen: ago(28, 3),
      lastSeen: until(ago(1, 3)),
      count: 9,
      archived: true,
      title: `${named('scanner').instanceId} is scanning ports`,
      description: `${named('scanner').instanceId}, the vulnerability scanner, probes many ports inside the network.`,
      details: { actionType: 'NETWORK_CONNECTION', direction: 'OUTBOUND' },
    }),
  ];
}

type About = Pick<
  Threat,
  'type' | 'title' | 'description' | 'severity' | 'firstSeen' | 'lastSeen' | 'count' | 'details'
> & {
  archived?: boolean;
};

function on(instance: DemoInstance, about: About): Threat {
  const tags = instanceTags(instance);
  const name = tags['Name'] ?? instance.instanceId;
  const resource = { type: 'AWS::EC2::Instance', uid: instanceArn(instance), name, tags };
  return threat(instance.account, instance.region as RegionName, resource, about);
}

function onBucket(bucketName: string, about: About): Threat {
  const row = BUCKETS.find(({ name }) => name === bucketName)!;
  const tags = standardTags(row.team, row.account, row.tags, row.gaps);
  const resource = { type: 'AWS::S3::Bucket', uid: `arn:aws:s3:::${bucketName}`, name: bucketName, tags };
  return threat(row.account, row.region, resource, about);
}

function onUser(account: AccountName, name: string, about: About): Threat {
  const uid = `arn:aws:iam::${ACCOUNT_UIDS[account]}:user/${name}`;
  return threat(account, 'us-east-1', { type: 'AWS::IAM::User', uid, name, tags: {} }, about);
}

function onRole(type: string, about: Omit<About, 'type' | 'details'> & { region: RegionName }): Threat {
  const uid = `arn:aws:iam::${ACCOUNT_UIDS.production}:role/${CI_ROLE}`;
  return threat(
    'production',
    about.region,
    { type: 'AWS::IAM::Role', uid, name: CI_ROLE, tags: {} },
    {
      ...about,
      type,
      details: {
        actionType: 'AWS_API_CALL',
        principal: CI_ROLE,
        sessionName: CI_SESSION,
        accessKeyId: iamId('ASIA', CI_SESSION),
        remoteAddress: ATTACKER_ADDRESS,
      },
    },
  );
}

function threat(account: AccountName, region: RegionName, resource: Threat['resource'], about: About): Threat {
  const { archived } = about;
  const key = `${about.type}|${resource.uid}`;
  return {
    ...about,
    key,
    account,
    region,
    resource,
    createdAt: about.firstSeen + 18 * MINUTE,
    ...(archived ? { archived } : {}),
  };
}

function inbound(remoteAddress: string, port: number, remoteCountry: string): GuardDutyFinding['details'] {
  return { actionType: 'NETWORK_CONNECTION', direction: 'INBOUND', remoteAddress, localPort: port, remoteCountry };
}

function describe(each: Threat, { at }: Clock): GuardDutyFinding {
  const id = hexOf(`finding|${each.key}`, 32);
  const detectorId = detectorIdOf(each.account, each.region);
  const accountUid = ACCOUNT_UIDS[each.account];
  // GuardDuty folds what happens again into the same finding.
  const seenUntil = Math.min(each.lastSeen, at - 15 * MINUTE);
  const share = each.lastSeen > each.firstSeen ? (seenUntil - each.firstSeen) / (each.lastSeen - each.firstSeen) : 1;
  return {
    id,
    arn: `arn:aws:guardduty:${each.region}:${accountUid}:detector/${detectorId}/finding/${id}`,
    type: each.type,
    title: each.title,
    description: each.description,
    severity: each.severity,
    accountUid,
    region: each.region,
    createdAt: iso(each.createdAt),
    updatedAt: iso(Math.max(each.createdAt, seenUntil + 12 * MINUTE)),
    eventFirstSeen: iso(each.firstSeen),
    eventLastSeen: iso(Math.max(each.firstSeen, seenUntil)),
    count: Math.max(1, Math.round(each.count * Math.max(0, share))),
    archived: each.archived ?? false,
    confidence: null,
    resource: each.resource,
    details: each.details,
  };
}
