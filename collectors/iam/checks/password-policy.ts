import { accountResource } from '../../account-resource.ts';
import type { CheckOutcome } from '../../collector.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import type { IamSnapshot, PasswordPolicy } from '../snapshot.ts';
import { iamCheck, type IamCheck, type IamCheckInput } from './check.ts';

/** The seven rules on the account's password policy for IAM users. */
export const PASSWORD_POLICY_CHECKS: IamCheck[] = [
  policyCheck({
    id: 'iam_password_policy_minimum_length_14',
    severity: 'medium',
    references: 'CIS6 2.7; CIS7 2.8; FSBP IAM.7,IAM.10; N53×50; ISO22×2; ATTACK×2',
    title: 'IAM password policy should require at least 14 characters',
    description:
      'Looks at the minimum password length in the account password policy, which applies to every IAM user with a console password. It must be 14 or more. Without a policy of its own the account uses the AWS default of 8 characters.',
    risk: 'Console passwords are guessed from lists of leaked passwords and by trying variations of them. Every character more multiplies the guesses needed; below 14 characters, passwords that people choose fall to lists and simple rules. A guessed password without MFA is a full sign-in.',
    consequence:
      'One guessed console password gives an outsider whatever that IAM user may do: read customer data, start machines on the company bill, or make more credentials to stay in.',
    remediation: [
      'Open IAM, Account settings, Password policy, Edit, and set the minimum length to 14; or run `aws iam update-account-password-policy --minimum-password-length 14` together with all other settings, because the call resets those it is not given.',
      'The rule holds from the next password change on: with password expiration on, or by asking users to change their password, old short ones disappear.',
      'Move people to IAM Identity Center or another identity provider, so that no console passwords are kept in IAM.',
    ],
    rule: ({ minimumLength }) => minimumLength >= 14,
    says: ({ minimumLength }) => `requires at least ${minimumLength} characters`,
    without: 'the AWS default of 8 characters applies',
  }),
  policyCheck({
    id: 'iam_password_policy_reuse_24',
    severity: 'medium',
    references: 'CIS6 2.8; CIS7 2.9; FSBP IAM.7,IAM.10; ISO22×2; ATTACK×2',
    title: 'IAM password policy should prevent reuse of the last 24 passwords',
    description:
      'Looks at the password history setting of the account password policy: how many earlier passwords an IAM user may not choose again. It must be 24, the most that AWS remembers.',
    risk: 'Without a history, a user who has to change a password can go straight back to the old one. A password that leaked once, and is already on a list, then works again after every forced change.',
    consequence:
      'A password change after an incident does not end the incident: the leaked password comes back and with it the access that was thought closed.',
    remediation: [
      'In IAM, Account settings, Password policy, turn on "Prevent password reuse" and set it to 24; with the CLI add `--password-reuse-prevention 24` to `aws iam update-account-password-policy` and repeat the other settings, which are otherwise reset.',
      'After a leak, reset the password with `aws iam update-login-profile` and delete access keys of that user too: the history does not cover them.',
    ],
    rule: ({ reusePrevention }) => reusePrevention !== null && reusePrevention >= 24,
    says: ({ reusePrevention }) =>
      reusePrevention === null
        ? 'lets any old password be used again'
        : `remembers the last ${reusePrevention} passwords`,
    without: 'any old password may be used again',
  }),
  policyCheck({
    id: 'iam_password_policy_expires_passwords_within_90_days_or_less',
    severity: 'medium',
    references: 'FSBP IAM.7,IAM.10; PCI4×2; ISO22×2; ATTACK×2',
    title: 'IAM password policy should expire passwords within 90 days',
    description:
      'Looks at password expiration (rotation) in the account password policy: IAM users must have to change their console password at least every 90 days.',
    risk: 'A password that never expires stays useful to whoever took it: from a phished form, a shared note, or a breach of another site where it was also used. Nobody notices, and nothing ends it.',
    consequence:
      'Stolen console access lasts for years instead of weeks, and assessors of PCI DSS ask for this limit where passwords are the only factor.',
    remediation: [
      'In IAM, Account settings, Password policy, turn on password expiration and set it to 90 days or fewer; with the CLI add `--max-password-age 90` to `aws iam update-account-password-policy` and repeat the other settings.',
      'Do not turn on "Password expiration requires administrator reset" unless somebody is there to unlock users: an expired password then locks them out.',
      'Turn on MFA for every console user first; it protects more than rotation does.',
    ],
    rule: ({ maxAgeDays }) => maxAgeDays !== null && maxAgeDays <= 90,
    says: ({ maxAgeDays }) =>
      maxAgeDays === null ? 'never lets passwords expire' : `expires passwords after ${maxAgeDays} days`,
    without: 'passwords never expire',
  }),
  policyCheck({
    id: 'iam_password_policy_lowercase',
    severity: 'low',
    references: 'FSBP IAM.7,IAM.10; ISO22×2; ATTACK×2',
    title: 'IAM password policy should require a lowercase letter',
    description:
      'Looks at whether the account password policy makes IAM users include at least one lowercase letter (a to z) in console passwords.',
    risk: 'With fewer kinds of characters in use, the passwords that people choose become easier to run through. A policy without this rule accepts passwords of digits or capitals alone, such as dates and product names.',
    consequence: 'Weak console passwords fall first in password spraying, and each one is a way into the account.',
    remediation: requireCharacters('lowercase letter', '--require-lowercase-characters'),
    rule: ({ requireLowercase }) => requireLowercase,
    says: ({ requireLowercase }) => `${requireLowercase ? 'requires' : 'does not require'} a lowercase letter`,
    without: 'no lowercase letter is required',
  }),
  policyCheck({
    id: 'iam_password_policy_uppercase',
    severity: 'medium',
    references: 'FSBP IAM.7,IAM.10; ISO22×2; ATTACK×2',
    title: 'IAM password policy should require an uppercase letter',
    description:
      'Looks at whether the account password policy makes IAM users include at least one uppercase (capital) letter in console passwords.',
    risk: 'Lists of leaked passwords are mostly lowercase. A policy that takes them as they are lets an attacker try the lists unchanged against the sign-in page.',
    consequence: 'A password that already circulates opens the AWS console in the name of the employee who chose it.',
    remediation: requireCharacters('uppercase letter', '--require-uppercase-characters'),
    rule: ({ requireUppercase }) => requireUppercase,
    says: ({ requireUppercase }) => `${requireUppercase ? 'requires' : 'does not require'} an uppercase letter`,
    without: 'no uppercase letter is required',
  }),
  policyCheck({
    id: 'iam_password_policy_number',
    severity: 'medium',
    references: 'FSBP IAM.7,IAM.10; ISO22×2; ATTACK×2',
    title: 'IAM password policy should require a number',
    description:
      'Looks at whether the account password policy makes IAM users include at least one digit (0 to 9) in console passwords.',
    risk: 'Words and names alone are what guessing tools try first. Without a required digit the policy accepts any dictionary word that is long enough.',
    consequence:
      'Guessable passwords on console users without MFA turn a spraying attempt into a session inside the account.',
    remediation: requireCharacters('number', '--require-numbers'),
    rule: ({ requireNumbers }) => requireNumbers,
    says: ({ requireNumbers }) => `${requireNumbers ? 'requires' : 'does not require'} a number`,
    without: 'no number is required',
  }),
  policyCheck({
    id: 'iam_password_policy_symbol',
    severity: 'medium',
    references: 'FSBP IAM.7,IAM.10; ISO22×2; ATTACK×2',
    title: 'IAM password policy should require a symbol',
    description:
      'Looks at whether the account password policy makes IAM users include at least one symbol (special character such as ! @ # $ %) in console passwords.',
    risk: 'Passwords of letters and digits only are the bulk of every leaked list. Without a required symbol such a password is accepted unchanged, and credential stuffing needs no variation.',
    consequence:
      'Passwords reused from other sites work in the AWS console, so that a breach elsewhere becomes one here.',
    remediation: requireCharacters('symbol', '--require-symbols'),
    rule: ({ requireSymbols }) => requireSymbols,
    says: ({ requireSymbols }) => `${requireSymbols ? 'requires' : 'does not require'} a symbol`,
    without: 'no symbol is required',
  }),
];

interface PolicyCheckInput extends Omit<
  IamCheckInput,
  'resourceType' | 'reads' | 'evaluate' | 'ownerHint' | 'listedBy'
> {
  rule: (policy: PasswordPolicy) => boolean;
  /** Goes on from "The password policy of account X". */
  says: (policy: PasswordPolicy) => string;
  /** Goes on from "Account X has no password policy of its own:". */
  without: string;
}

function policyCheck({ rule, says, without, ...input }: PolicyCheckInput): IamCheck {
  return iamCheck({
    ...input,
    resourceType: 'AWS::::Account',
    reads: ['passwordPolicy'],
    ownerHint: 'Whoever runs the account itself: the cloud platform or identity team.',
    evaluate: (snapshot: IamSnapshot): CheckOutcome[] => {
      const what = `The password policy of account ${snapshot.accountUid}`;
      const verdict = judgeRead(snapshot.passwordPolicy, what, (policy) => {
        if (policy === null)
          return fail(`Account ${snapshot.accountUid} has no password policy of its own: ${without}.`, {
            passwordPolicy: null,
          });
        const sentence = `${what} ${says(policy)}.`;
        return rule(policy) ? pass(sentence, { ...policy }) : fail(sentence, { ...policy });
      });
      return [{ resource: accountResource(snapshot), ...verdict }];
    },
  });
}

function requireCharacters(what: string, flag: string): string[] {
  return [
    `Open IAM, Account settings, Password policy, Edit, choose Custom and tick "Require at least one ${what}".`,
    `With the CLI add \`${flag}\` to \`aws iam update-account-password-policy\` and repeat every other setting in the same call: those left out are reset.`,
    'Existing passwords stay as they are until they are changed; turn on expiration, or ask users to change theirs.',
  ];
}
