import type { CloudTrailEvent } from '../../collector.ts';
import { textAt } from '../../untrusted.ts';
import { burstRule } from './burst.ts';
import { callerResource, from, who } from './describe.ts';
import { singleEventRule } from './single.ts';

const SIGN_IN = { 'signin.amazonaws.com': ['ConsoleLogin'] };

/** Any act of the root user that AWS did not make on its behalf; one Detection in half an hour, however many calls. */
export const rootUsed = burstRule({
  id: 'cloudtrail_event_root_used',
  severity: 'critical',
  title: 'The root user was used',
  description:
    'API calls or console actions were made by the root user of the account itself (userIdentity type Root, not invoked by an AWS service). Everyday work never needs root. Calls of half an hour are told together.',
  risk: 'Root can do everything and no IAM policy limits it; it can close the account, change the billing and the contact e-mail, and lock everyone else out. Whoever has its password or key owns the account. Its use outside the few tasks that need it is either a bad habit or a takeover.',
  consequence:
    'A taken root user means loss of the whole account, its data and its bills; getting it back goes through AWS support and takes days.',
  remediation: [
    'Confirm with the holder of the root credentials that it was they, and which task needed it.',
    'If not: reset the root password and e-mail access, delete root access keys, renew its MFA device and call AWS support.',
    'Do the task with an IAM role in future; only a short list of tasks needs root.',
    'In an organisation, remove root credentials from member accounts (centralised root access).',
  ],
  ownerHint: 'The account owner who holds the root e-mail address, with the security team.',
  eventNames: ['*'],
  windowMinutes: 30,
  threshold: 1,
  selects: (event) =>
    event.principalType === 'Root' &&
    textAt(event.raw, 'userIdentity', 'invokedBy') === null &&
    textAt(event.raw, 'eventType') !== 'AwsServiceEvent',
  describe: (events) => {
    const first = events[0]!;
    const names = [...new Set(events.map(({ name }) => name))];
    const failed = events.every((event) => event.errorCode !== null || loginResult(event) === 'Failure');
    const calls = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} other calls` : '');
    return {
      statusDetail: `The root user called ${calls}${from(first)}, ${events.length} events from ${first.time} to ${events.at(-1)!.time}${failed ? '; all of them failed' : ''}.`,
      resource: callerResource(first),
      severity: failed ? 'high' : 'critical',
      evidence: { actions: names.slice(0, 50), mfaUsed: textAt(first.raw, 'additionalEventData', 'MFAUsed') },
    };
  },
});

/** A console sign-in with a password alone. */
export const consoleLoginWithoutMfa = singleEventRule({
  id: 'cloudtrail_event_console_login_without_mfa',
  severity: 'high',
  title: 'Console sign-in without MFA',
  description:
    'An IAM user or the root user signed in to the AWS console with a password and no second factor (ConsoleLogin succeeded, MFAUsed No). Federated sign-ins are left out: their second factor is checked by the identity provider and AWS always notes No.',
  risk: 'A password alone can be phished, guessed, reused from a leak or read from a laptop. Nothing else stood between the person who typed it and the console.',
  consequence: 'One stolen password is enough to act with all rights of that user, under their name.',
  remediation: [
    'Ask the user whether the time, address and browser in the evidence are theirs.',
    'If not: remove the console password (`aws iam delete-login-profile`), deactivate the access keys and review what the user did since.',
    'Have the user register an MFA device, best a passkey or security key.',
    'Add a policy that denies everything but self-service MFA set-up unless `aws:MultiFactorAuthPresent` is true, or move people to IAM Identity Center.',
  ],
  ownerHint: 'The user named, and the identity team that hands out console passwords.',
  calls: SIGN_IN,
  match: (event) => {
    if (loginResult(event) !== 'Success' || textAt(event.raw, 'additionalEventData', 'MFAUsed') !== 'No') return null;
    if (event.principalType !== 'IAMUser' && event.principalType !== 'Root') return null;
    return {
      statusDetail: `${who(event)} signed in to the console without MFA${from(event)} at ${event.time}.`,
      resource: callerResource(event),
      severity: event.principalType === 'Root' ? 'critical' : 'high',
      evidence: { mfaUsed: 'No', loginTo: textAt(event.raw, 'additionalEventData', 'LoginTo') },
    };
  },
});

/** Password guessing, or somebody locked out. */
export const consoleLoginFailures = burstRule({
  id: 'cloudtrail_event_console_login_failures',
  severity: 'medium',
  title: 'Many failed console sign-ins',
  description: 'The same user failed to sign in to the AWS console five times or more within ten minutes.',
  risk: 'Someone tries passwords: by guessing, or with lists from other leaks (credential stuffing, brute force). AWS does not lock an IAM user out, so the tries can go on until one fits.',
  consequence: 'If one try succeeds, the attacker holds the user’s rights. At best it is a colleague who cannot work.',
  remediation: [
    'Look whether a successful sign-in of the same user follows, and from which address.',
    'Ask the user; reset the password if it was not they.',
    'Require MFA and long passwords, or move console access to IAM Identity Center.',
    'Block the source addresses where the console is only ever used from known networks.',
  ],
  ownerHint: 'The user named, and the identity team.',
  eventNames: ['ConsoleLogin'],
  windowMinutes: 10,
  threshold: 5,
  selects: (event) =>
    event.source === 'signin.amazonaws.com' && event.name === 'ConsoleLogin' && loginResult(event) === 'Failure',
  describe: (events) => ({
    statusDetail: `${who(events[0]!)} failed to sign in to the console ${events.length} times between ${events[0]!.time} and ${events.at(-1)!.time}.`,
    resource: callerResource(events[0]!),
    confidence: 80,
  }),
});

function loginResult(event: CloudTrailEvent): string | null {
  return textAt(event.raw, 'responseElements', 'ConsoleLogin');
}
