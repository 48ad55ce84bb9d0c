import { fail, pass, unread, type Verdict } from '../../verdict.ts';
import type { AccessKey, CredentialKey, IamSnapshot } from '../snapshot.ts';
import { daysSince, iamCheck, shown, type IamCheck } from './check.ts';
import { forReportedUsers, unusable, type ReportedUser } from './outcomes.ts';

const ROTATE_WITHIN_DAYS = 90;
const UNUSED_AFTER_DAYS = 45;

const KEY_COLUMNS = [1, 2].flatMap((number) =>
  ['active', 'last_rotated', 'last_used_date'].map((column) => `access_key_${number}_${column}`),
);

const KEY_OWNER =
  "The team in the user's `team` or `owner` tag; without one, whoever runs what the key was last used for, else the platform identity team.";

/** What must hold of the access keys (long-lived API credentials) of IAM users. */
export const USER_KEY_CHECKS: IamCheck[] = [
  iamCheck({
    id: 'iam_rotate_access_key_90_days',
    severity: 'medium',
    resourceType: 'AWS::IAM::User',
    references: 'CIS6 2.13; CIS7 2.12; FSBP IAM.3; N53×26; PCI4×5; ISO22×2; ATTACK×3',
    reads: ['getReport', 'authorizationDetails'],
    title: 'Access keys should be rotated within 90 days',
    description: `Looks at the age of every active access key of IAM users, by the credential report. A key made more than ${ROTATE_WITHIN_DAYS} days before the read fails; users without an active key are left out.`,
    risk: 'An access key works from anywhere until it is deleted. The longer it lives, the more copies exist, in repositories, build logs, laptops and chats, and nobody knows them all. Whoever finds one signs API calls as that user, without MFA.',
    consequence:
      'An old key is the commonest way into an AWS account that nobody notices: data is read or machines are started in the name of a service everybody trusts.',
    remediation: [
      'Find out what uses the key: the last-used service and region in the evidence, and CloudTrail events with its `accessKeyId`.',
      'Replace it by an IAM role where the work runs on AWS, by OpenID Connect in CI, or by IAM Roles Anywhere elsewhere: then there is nothing to rotate.',
      'Where a key must stay, make a second one (`aws iam create-access-key`), put it in place, set the old one inactive (`aws iam update-access-key --status Inactive`), watch for errors, then delete it.',
    ],
    ownerHint: KEY_OWNER,
    evaluate: (snapshot) =>
      forActiveKeys(snapshot, ({ name, keys }) => {
        const future = keys.find(({ lastRotated }) => daysSince(lastRotated, snapshot) === null);
        const old = keys.filter(({ lastRotated }) => (daysSince(lastRotated, snapshot) ?? 0) > ROTATE_WITHIN_DAYS);
        const evidence = keyEvidence(snapshot, name, keys);
        if (old.length > 0) {
          const list = old.map((key) => `key ${key.number} is ${daysSince(key.lastRotated, snapshot)} days old`);
          return fail(`User ${shown({ name })}: access ${list.join(' and ')}, over ${ROTATE_WITHIN_DAYS}.`, evidence);
        }
        if (future)
          return unusable(
            `Access key ${future.number} of user ${shown({ name })}`,
            'its date is missing or lies in the future',
            evidence,
          );
        return pass(
          `Every active access key of user ${shown({ name })} is at most ${ROTATE_WITHIN_DAYS} days old.`,
          evidence,
        );
      }),
  }),
  iamCheck({
    id: 'iam_user_accesskey_unused',
    severity: 'medium',
    resourceType: 'AWS::IAM::User',
    references: 'CIS6 2.11; CIS7 2.11; FSBP IAM.8,IAM.22,IAM.26; N53×38; SOC2×1; PCI4×4; ISO22×1; ATTACK×3',
    reads: ['getReport', 'authorizationDetails'],
    title: 'Unused access keys should be removed',
    description: `Looks at when each active access key of IAM users was last used. A key not used for more than ${UNUSED_AFTER_DAYS} days, or made that long ago and never used, is stale (dormant, forgotten) and fails.`,
    risk: 'Nobody misses a key that nobody uses, so nobody notices when somebody else starts to. It still signs every call that its user may make, and it was often left behind by a person or service that is gone.',
    consequence:
      'Forgotten credentials of former staff and old services stay open doors; after an incident each has to be ruled out one by one.',
    remediation: [
      'Confirm with the owner that the key is not kept for a rare job such as a yearly export or a disaster recovery drill.',
      'Set it inactive: `aws iam update-access-key --user-name <name> --access-key-id <id> --status Inactive`. That can be undone if something fails.',
      'After two quiet weeks delete it with `aws iam delete-access-key`, and the user too if nothing else needs it.',
    ],
    ownerHint: KEY_OWNER,
    evaluate: (snapshot) =>
      forActiveKeys(snapshot, ({ name, keys }) => {
        const idle = keys.map((key) => ({ key, days: daysSince(key.lastUsed ?? key.lastRotated, snapshot) }));
        const evidence = keyEvidence(snapshot, name, keys);
        const unused = idle.filter(({ days }) => days !== null && days > UNUSED_AFTER_DAYS);
        if (unused.length > 0) {
          const list = unused.map(({ key, days }) =>
            key.lastUsed === null
              ? `access key ${key.number} was made ${days} days ago and never used`
              : `access key ${key.number} was last used ${days} days ago`,
          );
          return fail(`User ${shown({ name })}: ${list.join('; ')}.`, evidence);
        }
        const unclear = idle.find(({ days }) => days === null);
        if (unclear)
          return unusable(
            `Access key ${unclear.key.number} of user ${shown({ name })}`,
            'its date is missing or lies in the future',
            evidence,
          );
        return pass(
          `Every active access key of user ${shown({ name })} was used or made within ${UNUSED_AFTER_DAYS} days.`,
          evidence,
        );
      }),
  }),
  iamCheck({
    id: 'iam_user_no_setup_initial_access_key',
    severity: 'medium',
    resourceType: 'AWS::IAM::User',
    references: 'CIS6 2.10; ATTACK×2',
    reads: ['getReport', 'authorizationDetails'],
    title: 'Console users should not carry an access key made at set-up',
    description:
      'Looks at IAM users that have a console password and an active access key which was never used: as a rule a key that was made together with the user, for no purpose. Users without a console password or without an active key are left out.',
    risk: 'A key that was made just in case was downloaded to a laptop as a CSV file and left there. It needs no MFA even when the console does, and since it has no use, nobody watches it.',
    consequence:
      "MFA on the console is worth nothing if a second way in, without MFA, lies in somebody's download folder.",
    remediation: [
      'Delete the unused key: `aws iam delete-access-key --user-name <name> --access-key-id <id>`.',
      'Show people `aws sso login` or `aws login`, which give command-line access with short-lived credentials and MFA.',
      'Make keys only on request, for a named purpose, after the user exists.',
    ],
    ownerHint: 'The person behind the user, or the identity team that set the user up.',
    evaluate: (snapshot) =>
      forReportedUsers(snapshot, [...KEY_COLUMNS, 'password_enabled'], ({ row, resource }) => {
        const active = row.keys.filter((key) => key.active === true);
        if (row.passwordEnabled !== true || active.length === 0) return null;
        const unused = active.filter(({ lastUsed }) => lastUsed === null);
        const evidence = keyEvidence(snapshot, row.user, active);
        return unused.length > 0
          ? fail(
              `User ${shown(resource)} has a console password and ${unused.length === 1 ? 'an access key that was' : 'two access keys that were'} never used.`,
              evidence,
            )
          : pass(`User ${shown(resource)} has a console password, and its access keys are in use.`, evidence);
      }),
  }),
  iamCheck({
    id: 'iam_user_two_active_access_key',
    severity: 'medium',
    resourceType: 'AWS::IAM::User',
    references: 'CIS6 2.12; ATTACK×2',
    reads: ['getReport', 'authorizationDetails'],
    title: 'Users should have only one active access key',
    description:
      'Looks at IAM users with an active access key. Two active keys at once fail: the second place exists for the days of a rotation only.',
    risk: 'With two keys, one is usually an unfinished rotation: the old key was replaced but never switched off, so that the rotation ended nothing. Both work, and it is unclear which system holds which.',
    consequence:
      'A key believed to be retired stays usable, and after a leak both must be traced and replaced under pressure.',
    remediation: [
      'See from the evidence which key was last used when; the one not used lately is the left-over.',
      'Set that one inactive with `aws iam update-access-key --status Inactive`, wait for complaints, then delete it.',
      'If both are used by different systems, give each system a role of its own instead.',
    ],
    ownerHint: KEY_OWNER,
    evaluate: (snapshot) =>
      forActiveKeys(snapshot, ({ name, keys }) => {
        const evidence = keyEvidence(snapshot, name, keys);
        return keys.length > 1
          ? fail(`User ${shown({ name })} has two active access keys.`, evidence)
          : pass(`User ${shown({ name })} has one active access key.`, evidence);
      }),
  }),
  iamCheck({
    id: 'iam_user_with_temporary_credentials',
    severity: 'high',
    resourceType: 'AWS::IAM::User',
    references: '',
    reads: ['getReport', 'authorizationDetails', 'generateLastAccessed', 'getLastAccessed'],
    listedBy: ['getReport', 'authorizationDetails'],
    title: 'Work should be done with temporary credentials, not with access keys of users',
    description:
      'Looks at IAM users with an active access key (long-lived credential) and at what the key is used for. Using it for IAM or STS alone, as for assuming a role, passes; using it directly for any other service (S3, EC2, …) fails.',
    risk: 'Temporary credentials of a role end within hours; an access key never does. When a program uses the key itself for its daily work, the key is on the machine and in its memory all the time, and a copy is as good as the original for years.',
    consequence:
      'One compromised server or build runner turns into lasting access to whatever the user may do, instead of access that ends by itself.',
    remediation: [
      'On EC2, ECS, EKS and Lambda give the workload a role and delete the key.',
      'In GitHub Actions, GitLab and similar use OpenID Connect with `sts:AssumeRoleWithWebIdentity`; outside AWS use IAM Roles Anywhere.',
      'If a key is unavoidable, allow it `sts:AssumeRole` on one role only, and let the work be done by that role.',
    ],
    ownerHint: KEY_OWNER,
    evaluate: (snapshot) => forActiveKeys(snapshot, (reported) => keyUse(snapshot, reported)),
  }),
];

interface KeyHolder extends ReportedUser {
  name: string;
  /** Active keys, at least one. */
  keys: CredentialKey[];
}

function forActiveKeys(snapshot: IamSnapshot, judge: (holder: KeyHolder) => Verdict) {
  return forReportedUsers(snapshot, KEY_COLUMNS, (reported) => {
    const keys = reported.row.keys.filter(({ active }) => active === true);
    return keys.length === 0 ? null : judge({ ...reported, name: reported.row.user, keys });
  });
}

/**
 * The report keeps the last service of a key only. If that is IAM or STS, the record of all services tells the rest,
 * provided that no console password could have caused them.
 */
function keyUse(snapshot: IamSnapshot, { row, name, keys }: KeyHolder): Verdict {
  const evidence = keyEvidence(snapshot, name, keys);
  const user = `User ${shown({ name })}`;
  const direct = keys.filter(({ lastUsedService: service }) => service !== null && !isIdentityService(service));
  if (direct.length > 0) {
    const services = [...new Set(direct.map(({ lastUsedService }) => lastUsedService))].join(' and ');
    return fail(`${user} works with a long-lived access key: last used for ${services}.`, evidence);
  }
  if (keys.every(({ lastUsed }) => lastUsed === null))
    return pass(`${user} has an access key that was never used.`, evidence);
  if (row.passwordEnabled !== false) return pass(`${user} last used its access key for IAM or STS only.`, evidence);
  const access = Object.hasOwn(snapshot.lastAccessed, row.arn) ? snapshot.lastAccessed[row.arn] : undefined;
  if (!access)
    return unusable(`What ${user} uses its access key for`, 'its record of used services was not read', evidence);
  if (!access.ok) return unread([access], `What ${user} uses its access key for`);
  const since = keys.map(({ lastRotated }) => lastRotated ?? '').toSorted()[0]!;
  const others = access.value
    .filter(
      ({ namespace, lastAuthenticated }) =>
        lastAuthenticated !== null && lastAuthenticated >= since && !isIdentityService(namespace),
    )
    .map(({ namespace }) => namespace);
  return others.length > 0
    ? fail(`${user} works with a long-lived access key: used for ${others.toSorted().join(', ')}.`, {
        ...evidence,
        services: others,
      })
    : pass(`${user} uses its access key for IAM and STS only.`, evidence);
}

function isIdentityService(service: string): boolean {
  return service === 'iam' || service === 'sts';
}

function keyEvidence(
  { accessKeys }: IamSnapshot,
  user: string,
  keys: readonly CredentialKey[],
): Record<string, unknown> {
  const listed = Object.hasOwn(accessKeys, user) ? accessKeys[user] : undefined;
  return {
    accessKeys: keys.map(({ number, lastRotated, lastUsed, lastUsedRegion, lastUsedService }) => ({
      number,
      id: listed?.ok ? idOf(listed.value, lastRotated) : null,
      createdAt: lastRotated,
      lastUsed,
      lastUsedRegion,
      lastUsedService,
    })),
  };
}

function idOf(keys: readonly AccessKey[], createdAt: string | null): string | null {
  return keys.find((key) => createdAt !== null && key.createdAt === createdAt)?.id ?? null;
}
