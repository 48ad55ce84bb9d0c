/** The stolen build session, call by call: token, look around, quota errors, a region nobody watches, GPU instances. */
import { ACCOUNT_UIDS } from '../accounts.ts';
import type { RegionName } from '../accounts.ts';
import { ATTACKER_ADDRESS, BUILD_ADDRESS, CI_ROLE, CI_SESSION, OFFICE_ADDRESS } from '../cast.ts';
import { isoSeconds, MINUTE } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { imageIdOf } from '../images.ts';
import { allInstances } from '../instances.ts';
import type { DemoInstance } from '../instances.ts';
import { subnetIdOf, vpcIdOf } from '../network.ts';
import { ec2Id, iamId } from '../random.ts';
import { groupIdOf } from '../security-groups.ts';
import { AGENTS, signIn } from './record.ts';
import type { Call } from './record.ts';

const SYDNEY = 'ap-southeast-2';
const PROVIDER = `arn:aws:iam::${ACCOUNT_UIDS.production}:oidc-provider/token.actions.githubusercontent.com`;

export function miningCalls(clock: Clock): Call[] {
  const { story } = clock;
  const gpus = allInstances(clock).filter(({ fleet }) => fleet.key.startsWith('gpu-'));
  const of = (key: string) => gpus.filter(({ fleet }) => fleet.key === key);
  const stopped = [...of('gpu-p4d'), ...of('gpu-g5')];
  return [
    tokenMinted(story.tokenMinted),
    byBuild(story.tokenMinted + 41_000, 'ecr', 'InitiateLayerUpload', { repositoryName: 'storefront-theme' }),
    byBuild(story.tokenMinted + 58_000, 'ecr', 'PutImage', { repositoryName: 'storefront-theme', imageTag: 'pr-418' }),
    ...lookAround(story.tokenAbused),
    refusedByQuota(story.tokenAbused + 4 * MINUTE, 'us-west-2'),
    refusedByQuota(story.tokenAbused + 5 * MINUTE, 'eu-west-1'),
    ...openDoor(story.p4dLaunched - 55_000),
    runInstances(story.p4dLaunched, of('gpu-p4d')),
    runInstances(story.g5Launched, of('gpu-g5')),
    runInstances(story.spareLaunched, of('gpu-spare')),
    nameLikeOurs(story.spareLaunched + 6_000, of('gpu-spare')[0]!),
    ...gpus.map((instance, index) => protect(story.spareLaunched + (2 + index) * 9_000, instance)),
    signIn('production', 'priya.raman', story.gpusStopped - 6 * MINUTE, { mfa: true, address: OFFICE_ADDRESS }),
    ...stopped.map((instance, index) => unprotect(story.gpusStopped - (40 - index * 4) * 1000, instance)),
    stop(story.gpusStopped, stopped),
  ];
}

function tokenMinted(time: number): Call {
  return {
    time,
    account: 'production',
    region: 'us-east-1',
    source: 'sts',
    name: 'AssumeRoleWithWebIdentity',
    caller: { kind: 'web', provider: PROVIDER, subject: 'repo:larkfield/storefront-theme:pull_request' },
    address: BUILD_ADDRESS,
    agent: AGENTS.actions,
    readOnly: true,
    request: {
      roleArn: `arn:aws:iam::${ACCOUNT_UIDS.production}:role/${CI_ROLE}`,
      roleSessionName: CI_SESSION,
      durationSeconds: 43_200,
    },
    response: {
      credentials: { accessKeyId: iamId('ASIA', CI_SESSION), expiration: isoSeconds(time + 720 * MINUTE) },
      assumedRoleUser: { arn: `arn:aws:sts::${ACCOUNT_UIDS.production}:assumed-role/${CI_ROLE}/${CI_SESSION}` },
      provider: PROVIDER,
    },
  };
}

/** What the build itself was there to do. */
function byBuild(time: number, source: string, name: string, request: object): Call {
  return { ...stolen(time, 'us-east-1', source, name), address: BUILD_ADDRESS, agent: AGENTS.actions, request };
}

/** Ten minutes of trying doors: most are shut. */
function lookAround(from: number): Call[] {
  const allowed: [string, string][] = [
    ['sts', 'GetCallerIdentity'],
    ['ec2', 'DescribeRegions'],
    ['ec2', 'DescribeInstances'],
    ['ec2', 'DescribeVpcs'],
    ['ec2', 'DescribeKeyPairs'],
    ['ec2', 'DescribeImages'],
  ];
  const refused: [string, string][] = [
    ['iam', 'ListUsers'],
    ['iam', 'ListRoles'],
    ['iam', 'GetAccountAuthorizationDetails'],
    ['iam', 'CreateUser'],
    ['iam', 'CreateAccessKey'],
    ['s3', 'ListBuckets'],
    ['secretsmanager', 'ListSecrets'],
    ['kms', 'ListKeys'],
    ['organizations', 'ListAccounts'],
    ['servicequotas', 'ListServiceQuotas'],
    ['cloudtrail', 'StopLogging'],
    ['guardduty', 'DeleteDetector'],
  ];
  const who = `arn:aws:sts::${ACCOUNT_UIDS.production}:assumed-role/${CI_ROLE}/${CI_SESSION}`;
  return [
    ...allowed.map(([source, name], index) => ({
      ...stolen(from + index * 4_000, 'us-east-1', source, name),
      readOnly: true,
    })),
    ...refused.map(([source, name], index) => ({
      ...stolen(from + 30_000 + index * 9_000, 'us-east-1', source, name),
      readOnly: /^(List|Get)/.test(name),
      request: name === 'StopLogging' ? { name: 'larkfield-production-audit' } : null,
      error: {
        code: 'AccessDenied',
        message: `User: ${who} is not authorized to perform: ${source}:${name} because no identity-based policy allows the ${source}:${name} action`,
      },
    })),
  ];
}

function refusedByQuota(time: number, region: RegionName): Call {
  return {
    ...stolen(time, region, 'ec2', 'RunInstances'),
    request: launchRequest('p4d.24xlarge', 4, {}),
    error: {
      code: 'Client.VcpuLimitExceeded',
      message:
        'You have requested more vCPU capacity than your current vCPU limit of 0 allows for the instance bucket.',
    },
  };
}

/** A security group of their own, open for SSH, and a key to it. */
function openDoor(time: number): Call[] {
  const groupId = groupIdOf('default-prod-syd', 'launch-wizard-3');
  return [
    {
      ...stolen(time, SYDNEY, 'ec2', 'CreateSecurityGroup'),
      request: {
        groupName: 'launch-wizard-3',
        groupDescription: 'launch-wizard-3 created by an API call',
        vpcId: vpcIdOf('default-prod-syd'),
      },
      response: { groupId, _return: true },
    },
    {
      ...stolen(time + 8_000, SYDNEY, 'ec2', 'AuthorizeSecurityGroupIngress'),
      request: {
        groupId,
        ipPermissions: {
          items: [
            {
              ipProtocol: 'tcp',
              fromPort: 22,
              toPort: 22,
              groups: {},
              ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
              ipv6Ranges: {},
              prefixListIds: {},
            },
          ],
        },
      },
      response: { _return: true },
    },
    {
      ...stolen(time + 15_000, SYDNEY, 'ec2', 'ImportKeyPair'),
      request: { keyName: 'deploy-key-2' },
      response: { keyName: 'deploy-key-2', keyPairId: ec2Id('key', 'deploy-key-2') },
    },
  ];
}

function runInstances(time: number, instances: readonly DemoInstance[]): Call {
  const [first] = instances;
  return {
    ...stolen(time, SYDNEY, 'ec2', 'RunInstances'),
    request: launchRequest(first!.fleet.type, instances.length, {
      imageId: imageIdOf(first!.fleet.image, SYDNEY),
      keyName: 'deploy-key-2',
      groupSet: { items: [{ groupId: groupIdOf('default-prod-syd', 'launch-wizard-3') }] },
    }),
    response: {
      reservationId: ec2Id('r', first!.key),
      ownerId: ACCOUNT_UIDS.production,
      instancesSet: {
        items: instances.map(({ instanceId, zone, fleet, privateIp }) => ({
          instanceId,
          instanceType: fleet.type,
          subnetId: subnetIdOf('default-prod-syd', 'public', zone),
          placement: { availabilityZone: `${SYDNEY}${zone}` },
          privateIpAddress: privateIp,
          instanceState: { code: 0, name: 'pending' },
        })),
      },
    },
  };
}

function launchRequest(instanceType: string, count: number, rest: object): object {
  return {
    instancesSet: { items: [{ minCount: 1, maxCount: count }] },
    instanceType,
    monitoring: { enabled: false },
    disableApiTermination: false,
    ...rest,
  };
}

/** A name that reads like a build machine. */
function nameLikeOurs(time: number, { instanceId, fleet }: DemoInstance): Call {
  return {
    ...stolen(time, SYDNEY, 'ec2', 'CreateTags'),
    request: {
      resourcesSet: { items: [{ resourceId: instanceId }] },
      tagSet: { items: [{ key: 'Name', value: fleet.tags?.['Name'] }] },
    },
    response: { _return: true },
  };
}

/** Termination protection, so that a clean-up script fails. */
function protect(time: number, { instanceId }: DemoInstance): Call {
  return {
    ...stolen(time, SYDNEY, 'ec2', 'ModifyInstanceAttribute'),
    request: { instanceId, disableApiTermination: { value: true } },
    response: { _return: true },
  };
}

function unprotect(time: number, { instanceId }: DemoInstance): Call {
  return {
    ...byOnCall(time, 'ModifyInstanceAttribute'),
    request: { instanceId, disableApiTermination: { value: false } },
    response: { _return: true },
  };
}

function stop(time: number, instances: readonly DemoInstance[]): Call {
  return {
    ...byOnCall(time, 'StopInstances'),
    request: { instancesSet: { items: instances.map(({ instanceId }) => ({ instanceId })) }, force: true },
    response: {
      instancesSet: {
        items: instances.map(({ instanceId }) => ({
          instanceId,
          currentState: { code: 64, name: 'stopping' },
          previousState: { code: 16, name: 'running' },
        })),
      },
    },
  };
}

function byOnCall(time: number, name: string): Call {
  return {
    time,
    account: 'production',
    region: SYDNEY,
    source: 'ec2',
    name,
    caller: { kind: 'user', name: 'priya.raman', console: { mfa: true } },
    address: OFFICE_ADDRESS,
    agent: AGENTS.console,
  };
}

function stolen(time: number, region: RegionName, source: string, name: string): Call {
  return {
    time,
    account: 'production',
    region,
    source,
    name,
    caller: { kind: 'role', name: CI_ROLE, session: CI_SESSION },
    address: ATTACKER_ADDRESS,
    agent: AGENTS.boto,
  };
}
