/** The demo estate as AWS: every service's stand-in over the seed's own snapshots, and sessions into its accounts. */
import { ACCOUNT_UIDS, type AccountName, DEMO_ACCOUNTS, READER_ROLE, REGIONS } from '../../../seed/accounts.ts';
import { buildEstate, type DemoSnapshot } from '../../../seed/estate.ts';
import { openSession, type Session } from '../../../collectors/session.ts';
import { cloudTrailStandIn } from '../aws/cloudtrail.ts';
import { costExplorerStandIn } from '../aws/cost-explorer.ts';
import { ec2StandIn } from '../aws/ec2.ts';
import { guardDutyStandIn } from '../aws/guardduty.ts';
import { accessAnalyzerStandIn, iamStandIn } from '../aws/iam.ts';
import { s3StandIn } from '../aws/s3.ts';
import { s3ControlStandIn } from '../aws/s3control.ts';
import { type AwsStandIn, startAws } from '../aws/server.ts';
import { stsStandIn } from '../aws/sts.ts';

export interface DemoAws extends AwsStandIn {
  /** What the estate is described by: what a perfect read gives back. */
  snapshots: DemoSnapshot[];
}

/** Starts a stand-in for the demo estate as it is at `now`. */
export async function startDemoAws(now: Date): Promise<DemoAws> {
  const { snapshots } = buildEstate(now);
  const of = <N extends DemoSnapshot['collector']>(name: N) =>
    snapshots
      .filter((entry): entry is Extract<DemoSnapshot, { collector: N }> => entry.collector === name)
      .map(({ snapshot }) => snapshot as Extract<DemoSnapshot, { collector: N }>['snapshot']);
  const iam = of('iam');
  const estate = (accountUid: string) => iam.find((snapshot) => snapshot.accountUid === accountUid);
  const aws: AwsStandIn = await startAws({
    accountUid: ACCOUNT_UIDS.production,
    services: [
      stsStandIn({
        identities: () => aws.identities,
        roles: DEMO_ACCOUNTS.map(({ name }) => ({ arn: readerRole(name) })),
      }),
      iamStandIn({ estate }),
      accessAnalyzerStandIn({ estate }),
      s3StandIn({ estates: of('s3') }),
      s3ControlStandIn({ estates: of('s3') }),
      ec2StandIn({ estates: of('ec2') }),
      guardDutyStandIn({ estates: of('guardduty') }),
      cloudTrailStandIn({ estates: of('cloudtrail') }),
      costExplorerStandIn({ estates: of('cost-explorer') }),
    ],
  });
  return Object.assign(aws, { snapshots });
}

/** A session into one of the demo's accounts by its reader role, with retries too short to wait for. */
export function openDemoSession(endpoint: string, account: AccountName): Promise<Session> {
  return openSession({
    endpoint,
    credentials: { accessKeyId: 'AKIASTANDIN', secretAccessKey: 'unused' },
    roleArn: readerRole(account),
    accountUid: ACCOUNT_UIDS[account],
    homeRegion: 'us-east-1',
    regions: REGIONS,
    retries: { maxAttempts: 3, baseDelayMs: 1, throttleDelayMs: 1, maxDelayMs: 5 },
  });
}

const readerRole = (account: AccountName) => `arn:aws:iam::${ACCOUNT_UIDS[account]}:role/${READER_ROLE}`;
