/** Labelled questions over the demo estate, each with what is right, computed from the lists of the API. */
import {
  daysAgo,
  keysBefore,
  ofType,
  openOf,
  openUids,
  rolesOf,
  type TrueResource,
  type Truth,
  uids,
  usersOf,
} from './truth.ts';

/** What an answer must hold; absent is not asked for. */
export interface Right {
  /** Value of the first fact, or of the named one. */
  fact?: string;
  value?: number;
  denominator?: number;
  /** Ids of everything counted, as a set. */
  members?: string[];
  /** What the text must say. */
  says?: RegExp[];
  /** What it must not say. */
  never?: RegExp[];
  /** Findings that retrieval and facts together must bring, as `check@resource name`. */
  finds?: string[];
}

export interface EvalQuestion {
  question: string;
  /** Asked before, in the same session. */
  before?: string;
  right(truth: Truth): Right | Promise<Right>;
}

const counted = (fact: string, chosen: TrueResource[], all: TrueResource[]): Right => ({
  fact,
  value: chosen.length,
  denominator: all.length,
  members: uids(chosen),
});
const users =
  (choose: (user: TrueResource, truth: Truth) => boolean, finds: string[] = []) =>
  (truth: Truth) => ({
    ...counted(
      'iam_users',
      usersOf(truth).filter((user) => choose(user, truth)),
      usersOf(truth),
    ),
    finds,
  });
const things =
  (type: string, choose: (one: TrueResource, truth: Truth) => boolean, fact = 'resources', finds: string[] = []) =>
  (truth: Truth) => ({
    ...counted(
      fact,
      ofType(truth, type).filter((one) => choose(one, truth)),
      ofType(truth, type),
    ),
    finds,
  });
const findings =
  (choose: (one: ReturnType<typeof openOf>[number], truth: Truth) => boolean) =>
  (truth: Truth): Right => {
    const chosen = openOf(truth).filter((one) => choose(one, truth));
    return { fact: 'findings', value: chosen.length, members: openUids(chosen) };
  };
const BUCKET = 'AWS::S3::Bucket';
const INSTANCE = 'AWS::EC2::Instance';
const VOLUME = 'AWS::EC2::Volume';
const isPublic = (one: TrueResource) => one.attributes['isPublic'] === true;
const noMfa = (user: TrueResource) => user.attributes['mfaActive'] === false;
const isAdmin = (one: TrueResource) => one.attributes['isAdmin'] === true;
const PUBLIC_BUCKET = ['s3_bucket_public_access@larkfield-customer-exports'];
const refused: Right = { says: [/cannot|not something|will not|only reads/i, /What you can ask/], never: [/\[Q\d/] };

async function spent(truth: Truth, from: string, to: string): Promise<number> {
  const items = await truth.costs(from, to, 'day');
  return Math.round(items.reduce((sum, item) => sum + item.billedCost, 0) * 100) / 100;
}

export const QUESTIONS: EvalQuestion[] = [
  {
    question: 'which IAM users have no MFA?',
    right: users(noMfa, ['iam_administrator_access_with_mfa@svc-legacy-backup']),
  },
  { question: 'whcih iam usres hav no mfa', right: users(noMfa) },
  { question: 'how many users dont use two factor', right: users(noMfa) },
  { question: 'how many users have mfa?', right: users((user) => user.attributes['mfaActive'] === true) },
  {
    question: 'any console users without mfa?',
    right: users((user) => noMfa(user) && user.attributes['passwordEnabled'] === true),
  },
  {
    question: 'who doesnt have mfa in prod',
    right: (truth) => {
      const here = usersOf(truth).filter((user) => user.accountUid === '111122223333');
      return counted('iam_users', here.filter(noMfa), here);
    },
  },
  {
    question: 'and in staging?',
    before: 'who doesnt have mfa in prod',
    right: (truth) => {
      const here = usersOf(truth).filter((user) => user.accountUid === '444455556666');
      return counted('iam_users', here.filter(noMfa), here);
    },
  },
  { question: 'does jonas.weber have MFA?', right: () => ({ says: [/\*\*No:\*\* `jonas\.weber` has no MFA/] }) },
  {
    question: 'which roles can be assumed from outside our accounts?',
    // Of all that other accounts may assume, those of an account that is not ours are told apart.
    right: () => ({
      says: [
        /`agency-test`\*\* in \d{12}: trusts \*\*999988887777\*\*/,
        /`terraform-apply`\*\* in \d{12}: administrator/,
      ],
    }),
  },
  {
    question: 'did anyone use the root user in the last 30 days?',
    right: () => ({ says: [/`root` called \*\*ConsoleLogin\*\*/] }),
  },
  {
    question: 'which team spends the most on idle or forgotten storage?',
    right: () => ({ says: [/Most lies with \*\*data\*\*: USD 3,915\.73/] }),
  },
  { question: 'list admins', right: users(isAdmin) },
  { question: 'how many users have admin and no mfa', right: users((user) => isAdmin(user) && noMfa(user)) },
  {
    question: 'how many admin roles are there?',
    right: (truth) => counted('iam_roles', rolesOf(truth).filter(isAdmin), rolesOf(truth)),
  },
  {
    question: 'old access keys',
    right: (truth) => ({
      ...counted('iam_users', keysBefore(truth, daysAgo(truth, 90)), usersOf(truth)),
      says: [/Assumed: old means older than 90 days/],
    }),
  },
  {
    question: 'access keys older than 180 days',
    right: (truth) => counted('iam_users', keysBefore(truth, daysAgo(truth, 180)), usersOf(truth)),
  },
  {
    question: 'which users have two active keys',
    right: users((user) => Number(user.attributes['activeAccessKeys']) >= 2),
  },
  { question: 'users that never logged in', right: users((user) => user.attributes['lastActivityAt'] === null) },
  {
    question: 'which admin accounts haven’t logged in this quarter?',
    right: users(
      (user) => isAdmin(user) && ((user.attributes['lastActivityAt'] as string | null) ?? '') < '2026-10-01',
      ['iam_user_administrator_access_policy@svc-legacy-backup'],
    ),
  },
  {
    question: 'roles that trust other accounts',
    right: (truth) =>
      counted(
        'iam_roles',
        rolesOf(truth).filter((role) => role.attributes['trustsOtherAccounts'] === true),
        rolesOf(truth),
      ),
  },
  {
    question: 'is root using mfa?',
    right: (truth) => {
      const roots = ofType(truth, 'AWS::IAM::RootUser');
      return { ...counted('root_users', roots.filter(noMfa), roots), finds: ['iam_root_mfa_enabled@root'] };
    },
  },
  {
    question: 'how many buckets are public, and which matter most?',
    right: things(BUCKET, isPublic, 'public_exposure', PUBLIC_BUCKET),
  },
  {
    question: 'are any of our buckets open to the world',
    right: things(BUCKET, isPublic, 'public_exposure', PUBLIC_BUCKET),
  },
  {
    question: 'is larkfield-customer-exports public?',
    right: () => ({ says: [/\*\*Yes:\*\* `larkfield-customer-exports` is public/], finds: PUBLIC_BUCKET }),
  },
  {
    question: 'is larkfield-erp-exports public?',
    right: () => ({ says: [/\*\*No:\*\* `larkfield-erp-exports` is not public/] }),
  },
  { question: 'is bucket acme-secret-data public?', right: () => ({ says: [/no bucket named `acme-secret-data`/] }) },
  { question: 'buckets without versioning', right: things(BUCKET, (one) => one.attributes['versioning'] === 'Off') },
  {
    question: 'which buckets have no access logging',
    right: things(BUCKET, (one) => one.attributes['loggingEnabled'] === false),
  },
  {
    question: 'how many buckets are unencrypted',
    right: things(BUCKET, (one) => one.attributes['encryption'] === 'none'),
  },
  {
    question: 'which s3 buckets does team payments own',
    right: things(BUCKET, (one) => one.tags['team'] === 'payments'),
  },
  {
    question: 'who owns larkfield-partner-feeds?',
    right: () => ({ says: [/`larkfield-partner-feeds` belongs to team `orders`/] }),
  },
  {
    question: 'how many instances are running',
    right: things(INSTANCE, (one) => one.attributes['state'] === 'running'),
  },
  { question: 'stopped instances', right: things(INSTANCE, (one) => one.attributes['state'] === 'stopped') },
  { question: 'instances with public ips', right: things(INSTANCE, (one) => one.attributes['publicIp'] !== null) },
  {
    question: 'which instances still allow IMDSv1',
    right: things(INSTANCE, (one) => one.attributes['imdsv2Required'] === false),
  },
  { question: 'unencrypted volumes', right: things(VOLUME, (one) => one.attributes['encrypted'] === false) },
  {
    question: 'show unattached volumes and what they cost',
    right: things(VOLUME, (one) => one.attributes['isAttached'] === false, 'unused_resources'),
  },
  {
    question: 'old snapshots',
    right: things('AWS::EC2::Snapshot', (one, truth) => (one.createdTime ?? '9') < daysAgo(truth, 90)),
  },
  {
    question: 'security groups open to the internet on port 22',
    right: things(
      'AWS::EC2::SecurityGroup',
      (one) => (one.attributes['openToInternetPorts'] as string[]).includes('22'),
      'public_exposure',
    ),
  },
  {
    question: 'who launched the GPU instances?',
    right: () => ({ says: [/ci-deployer/, /203\.0\.113\.77/], fact: 'instance_launches', value: 7 }),
  },
  {
    question: 'who stopped the trail?',
    right: (truth) => {
      const event = truth.events.find((one) => one.name === 'StopLogging' && one.errorCode === null)!;
      return { says: [new RegExp(`${event.principalName}.{0,4} called StopLogging`)] };
    },
  },
  {
    question: 'failed console logins in the last 30 days',
    right: (truth) => ({
      fact: 'events_list',
      value: truth.events.filter(
        (one) => one.name === 'ConsoleLogin' && one.errorMessage && one.time >= daysAgo(truth, 30).slice(0, 10),
      ).length,
    }),
  },
  { question: 'how many critical findings are open?', right: findings((one) => one.severity === 'critical') },
  {
    question: 'high findings in eu-west-1',
    right: findings((one) => one.severity === 'high' && one.region === 'eu-west-1'),
  },
  { question: 'findings of the growth team', right: findings((one) => one.resourceTags['team'] === 'growth') },
  {
    question: 'CIS benchmark violations',
    right: findings((one) => 'cis6' in one.compliance || 'cis7' in one.compliance),
  },
  {
    question: 'how many guardduty detections are open',
    right: findings((one) => one.service === 'guardduty' && one.classUid === 2004),
  },
  {
    question: 'what is our biggest risk right now?',
    right: () => ({ fact: 'top_risks', says: [/larkfield-customer-exports/], finds: PUBLIC_BUCKET }),
  },
  {
    question: 'how do I fix the public bucket, and who owns it?',
    right: () => ({ says: [/public access block/i, /growth/], finds: PUBLIC_BUCKET }),
  },
  {
    question: 'is GuardDuty enabled everywhere?',
    right: () => ({ fact: 'service_enabled', value: 10, denominator: 12, says: [/^No: /] }),
  },
  {
    question: 'why did our bill spike on Tuesday?',
    right: () => ({ fact: 'cost_spike', says: [/ap-southeast-2/, /RunInstances/, /correlation/] }),
  },
  {
    question: 'what did we spend in October?',
    right: async (truth) => ({ fact: 'cost_total', value: await spent(truth, '2026-10-01', '2026-11-01') }),
  },
  {
    question: 'what did we spend yesterday',
    right: async (truth) => ({
      fact: 'cost_total',
      value: await spent(truth, daysAgo(truth, 1).slice(0, 10), truth.now.toISOString().slice(0, 10)),
    }),
  },
  {
    question: 'which service costs the most?',
    right: () => ({ fact: 'cost_total', says: [/costs the most/], never: [/biggest risk/] }),
  },
  {
    question: 'how many lambda functions do we have?',
    right: () => ({ says: [/Not collected/], never: [/open findings/] }),
  },
  { question: 'do we have any RDS databases exposed', right: () => ({ says: [/Not collected/] }) },
  {
    question: 'findings in eu-north-1',
    right: () => ({ says: [/Nothing was collected from region eu-north-1/], value: 0 }),
  },
  {
    question: 'show findings in account 999999999999',
    right: () => ({ says: [/Nothing was collected from account 999999999999/], value: 0 }),
  },
  { question: 'which accounts do you know', right: () => ({ fact: 'collected', value: 3 }) },
  {
    question: 'which findings could you not check, and why?',
    right: () => ({ fact: 'unverified_findings', says: [/could not be verified/] }),
  },
  {
    question: 'list instances without any team tag',
    right: things(INSTANCE, (one) => !Object.keys(one.tags).some((key) => key.toLowerCase() === 'team')),
  },
  {
    question: 'which buckets have no versioning and no lifecycle rules?',
    right: things(
      BUCKET,
      (one) =>
        typeof one.attributes['versioning'] === 'string' &&
        one.attributes['versioning'] !== 'Enabled' &&
        one.attributes['lifecycleRules'] === 0,
    ),
  },
  {
    question: 'Are all buckets encrypted with KMS?',
    right: (truth) => ({
      ...things(
        BUCKET,
        (one) => typeof one.attributes['encryption'] === 'string' && one.attributes['encryption'] !== 'aws:kms',
      )(truth),
      says: [/^\*\*No: /],
    }),
  },
  {
    question: 'Which VPCs have no flow logs?',
    right: things('AWS::EC2::VPC', (one) => (one.attributes['flowLogs'] as string[]).length === 0),
  },
  {
    question: 'which buckets were public on 1 November?',
    right: () => ({
      fact: 'findings_at',
      value: 3,
      says: [/larkfield-partner-feeds/, /perhaps already so then/, /larkfield-customer-exports`.*perhaps/],
    }),
  },
  {
    question: 'what happened yesterday between 14:00 and 16:00 UTC?',
    right: (truth) => {
      const day = daysAgo(truth, 1).slice(0, 10);
      const among = ({ time }: { time: string }) => time >= `${day}T14:00` && time < `${day}T16:00`;
      return { fact: 'events_by', value: truth.events.filter(among).length };
    },
  },
  {
    question: 'how much did we spend so far this month compared with the same days last month?',
    right: async (truth) => {
      const today = truth.now.toISOString().slice(8, 10);
      const later = await spent(truth, '2026-11-01', `2026-11-${today}`);
      const before = await spent(truth, '2026-10-01', `2026-10-${today}`);
      const [now, then] = [later, before].map((sum) => sum.toLocaleString('en-US', { minimumFractionDigits: 2 }));
      return { fact: 'cost_compare', says: [new RegExp(`USD ${now} against USD ${then}`)] };
    },
  },
  {
    question: 'what will november cost us in total?',
    right: () => ({ fact: 'cost_forecast', says: [/^About \*\*USD/, /estimate/] }),
  },
  {
    question: 'spend per team',
    right: () => ({ fact: 'resource_costs', says: [/carries no tags/, /no team tag/] }),
  },
  {
    question: 'what access does 999988887777 have to us?',
    right: () => ({ fact: 'outside_access', value: 3, says: [/agency-test/, /orders-replica-audit/, /not connected/] }),
  },
  {
    question: 'are they still running?',
    before: 'who launched the GPU instances?',
    right: () => ({ fact: 'instance_launches', says: [/^\*\*Partly: 1\*\* of the 7/] }),
  },
  {
    question: 'what would break if I did it',
    before: 'delete the user svc-legacy-backup',
    right: () => ({ says: [/no recorded call/, /no proof/] }),
  },
  { question: 'what is the weather?', right: () => refused },
  { question: 'delete the bucket', right: () => refused },
];
