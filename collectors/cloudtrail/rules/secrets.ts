import type { CloudTrailEvent } from '../../collector.ts';
import { asList, asText, at, textAt } from '../../untrusted.ts';
import { burstRule } from './burst.ts';
import { callerResource, from, isInfrastructureTool, who } from './describe.ts';

/** Asking many instances for their Windows administrator password; refused tries count as well. */
export const passwordDataPulled = burstRule({
  id: 'cloudtrail_event_password_data_pulled',
  severity: 'high',
  title: 'Windows passwords of many instances were requested',
  description:
    'One principal called GetPasswordData five times or more within ten minutes. Refused calls count: the attempt is the sign.',
  risk: 'GetPasswordData returns the encrypted administrator password of a Windows instance. An intruder asks for all of them and decrypts those whose key pair he holds; it is a known step to move from the control plane onto the machines.',
  consequence: 'Administrator rights on Windows servers, and with them the data and domain credentials they hold.',
  remediation: [
    'Ask the principal why it needed these passwords; hardly any automation does.',
    'If it was not planned: revoke the sessions and keys of the principal.',
    'Change the administrator passwords of the instances named, and look at their sign-in logs.',
    'Deny `ec2:GetPasswordData` to all but a break-glass role; join instances to a domain or use Session Manager.',
  ],
  ownerHint: 'The security team, with the owner of the principal.',
  eventNames: ['GetPasswordData'],
  windowMinutes: 10,
  threshold: 5,
  selects: ({ source, name }) => source === 'ec2.amazonaws.com' && name === 'GetPasswordData',
  describe: (events) => {
    const refused = events.filter(({ errorCode }) => errorCode !== null).length;
    return {
      statusDetail: `${who(events[0]!)} asked for Windows passwords ${events.length} times${from(events[0]!)} between ${events[0]!.time} and ${events.at(-1)!.time}; ${refused} calls were refused.`,
      resource: callerResource(events[0]!),
      severity: refused === events.length ? 'medium' : 'high',
      confidence: 85,
      evidence: { refused },
    };
  },
});

/** Reading many different secrets in a short time. */
export const secretsPulled = burstRule({
  id: 'cloudtrail_event_secrets_pulled',
  severity: 'medium',
  title: 'Many secrets were read in a short time',
  description:
    'One principal read ten or more different secrets within ten minutes: GetSecretValue or BatchGetSecretValue of Secrets Manager, or decrypted parameters of Systems Manager Parameter Store. Calls with a deployment tool’s user agent are told apart and rank low.',
  risk: 'An application reads its own few secrets; reading all of them is what an intruder does with a role that is allowed too much, to collect database passwords, API keys and tokens in one sweep.',
  consequence: 'Every secret in the list must be taken for known to the attacker, with the systems behind it.',
  remediation: [
    'Ask the owner of the principal whether a migration, a backup or a deployment explains it.',
    'If not: revoke the principal’s sessions and keys, and rotate every secret named in the evidence.',
    'Look for use of those secrets from new addresses.',
    'Allow each role `secretsmanager:GetSecretValue` only on the secrets it needs, by ARN or tag.',
  ],
  ownerHint: 'The owner of the principal; the security team if nobody knows.',
  eventNames: ['GetSecretValue', 'BatchGetSecretValue', 'GetParameter', 'GetParameters', 'GetParametersByPath'],
  windowMinutes: 10,
  threshold: 10,
  selects: (event) => event.errorCode === null && secretsOf(event).length > 0,
  unitsOf: secretsOf,
  groupBy: (event) => `${event.principal}${isInfrastructureTool(event) ? '|deployment tool' : ''}`,
  describe: (events, secrets) => {
    const byTool = events.every(isInfrastructureTool);
    return {
      statusDetail: `${who(events[0]!)} read ${secrets.length} different secrets${from(events[0]!)} between ${events[0]!.time} and ${events.at(-1)!.time}${byTool ? ', with a deployment tool by its user agent' : ''}.`,
      resource: callerResource(events[0]!),
      severity: byTool ? 'low' : 'medium',
      confidence: byTool ? 50 : 75,
      evidence: { secrets: secrets.slice(0, 50), secretCount: secrets.length, madeByTool: byTool },
    };
  },
});

function secretsOf({ source, name, raw }: CloudTrailEvent): string[] {
  const asked = at(raw, 'requestParameters');
  if (source === 'secretsmanager.amazonaws.com' && name === 'GetSecretValue') return texts([at(asked, 'secretId')]);
  if (source === 'secretsmanager.amazonaws.com' && name === 'BatchGetSecretValue')
    return texts(asList(at(asked, 'secretIdList')).length > 0 ? asList(at(asked, 'secretIdList')) : ['filtered list']);
  // Parameters read without decryption are configuration, not secrets.
  if (source !== 'ssm.amazonaws.com' || String(at(asked, 'withDecryption')) !== 'true') return [];
  if (name === 'GetParameter') return texts([at(asked, 'name')]);
  if (name === 'GetParameters') return texts(asList(at(asked, 'names')));
  return name === 'GetParametersByPath' ? texts([textAt(asked, 'path')]) : [];
}

function texts(values: unknown[]): string[] {
  return values.map(asText).filter((value) => value !== null);
}
