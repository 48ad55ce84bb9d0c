import { fail, pass, unread, type Verdict } from '../../verdict.ts';
import type { IamSnapshot } from '../snapshot.ts';
import { principalsGranted, type TrackedPrincipal, type TrackedService } from '../tracked-access.ts';
import { daysSince, iamCheck, shown, type IamCheck } from './check.ts';
import { accountWarning, unusable } from './outcomes.ts';

const STALE_AFTER_DAYS = 60;

const READS = ['authorizationDetails', 'generateLastAccessed', 'getLastAccessed'] as const;

const REMEDIATE = (service: string) => [
  `See the last use: IAM, the user or role, Access Advisor tab, ${service}; or \`aws iam generate-service-last-accessed-details --arn <arn>\`.`,
  'Ask the owner whether a rare job needs it, such as a yearly retraining.',
  `Detach the policy named in the evidence, or take the ${service} actions out of it.`,
];

/** Rights to expensive or sensitive AI services that nobody uses any more. */
export const STALE_ACCESS_CHECKS: IamCheck[] = [
  iamCheck({
    id: 'iam_user_access_not_stale_to_bedrock',
    severity: 'medium',
    resourceType: 'AWS::IAM::User',
    references: 'N53×10; ISO22×1; ATTACK×1',
    reads: READS,
    listedBy: ['authorizationDetails'],
    title: 'Users should not keep unused rights to Amazon Bedrock',
    description: `Looks at IAM users to which a policy grants Amazon Bedrock by name, and at when they last used it. Not within ${STALE_AFTER_DAYS} days, or never, is stale. Rights by \`*\` on everything are left to the checks of administrators.`,
    risk: "Stolen user keys are tried for model access at once: invoking models at the victim's cost (LLM-jacking) is resold by the hour. A right that nobody uses is one whose abuse nobody expects.",
    consequence: "Model charges of thousands a day can appear in somebody's name who never used the service.",
    remediation: REMEDIATE('Amazon Bedrock'),
    ownerHint: 'The person or team behind the user; the owner of the AI platform decides who needs models.',
    evaluate: (snapshot) => staleAccess(snapshot, 'user', 'bedrock', 'Amazon Bedrock'),
  }),
  iamCheck({
    id: 'iam_role_access_not_stale_to_bedrock',
    severity: 'medium',
    resourceType: 'AWS::IAM::Role',
    references: 'N53×10; ISO22×1; ATTACK×1',
    reads: READS,
    listedBy: ['authorizationDetails'],
    title: 'Roles should not keep unused rights to Amazon Bedrock',
    description: `Looks at IAM roles, service-linked ones aside, to which a policy grants Amazon Bedrock by name, and at when they last used it. Not within ${STALE_AFTER_DAYS} days, or never, is stale. Rights by \`*\` on everything are left to the checks of administrators.`,
    risk: 'A role of a workload is reached through the workload: a flaw in an application that once tried a model lets an intruder run models, read prompts and knowledge bases, and pay with this account.',
    consequence:
      'An experiment that ended long ago still can cost money and expose what was put into its knowledge base.',
    remediation: REMEDIATE('Amazon Bedrock'),
    ownerHint: 'The team that runs the workload which assumes the role.',
    evaluate: (snapshot) => staleAccess(snapshot, 'role', 'bedrock', 'Amazon Bedrock'),
  }),
  iamCheck({
    id: 'iam_user_access_not_stale_to_sagemaker',
    severity: 'medium',
    resourceType: 'AWS::IAM::User',
    references: 'N53×10; ISO22×1; ATTACK×1',
    reads: READS,
    listedBy: ['authorizationDetails'],
    title: 'Users should not keep unused rights to Amazon SageMaker',
    description: `Looks at IAM users to which a policy grants Amazon SageMaker by name, and at when they last used it. Not within ${STALE_AFTER_DAYS} days, or never, is stale. Rights by \`*\` on everything are left to the checks of administrators.`,
    risk: 'SageMaker notebooks and training jobs run code under roles that read training data, often whole data lakes. Whoever gets hold of a user with such rights can start one and read what its role reads, or mine on GPU instances.',
    consequence:
      'Data of the whole analytics platform, and GPU machines on the company bill, hang on a login that nobody uses for it.',
    remediation: REMEDIATE('Amazon SageMaker'),
    ownerHint: "The person or team behind the user; the data science platform's owner decides who needs it.",
    evaluate: (snapshot) => staleAccess(snapshot, 'user', 'sagemaker', 'Amazon SageMaker'),
  }),
];

function staleAccess(snapshot: IamSnapshot, kind: TrackedPrincipal['kind'], service: TrackedService, name: string) {
  const { authorization } = snapshot;
  const outcomes = principalsGranted(authorization, service)
    .filter((principal) => principal.kind === kind)
    .map((principal) => ({
      resource: {
        uid: principal.arn,
        type: kind === 'user' ? 'AWS::IAM::User' : 'AWS::IAM::Role',
        name: principal.name,
        region: snapshot.region,
        ...(Object.keys(principal.tags).length > 0 ? { tags: principal.tags } : {}),
      },
      ...useOf(snapshot, principal, service, name),
    }));
  const { failure } = authorization;
  return failure ? [...outcomes, ...accountWarning(snapshot, failure, `Rights to ${name}`)] : outcomes;
}

function useOf(snapshot: IamSnapshot, principal: TrackedPrincipal, service: TrackedService, name: string): Verdict {
  const { arn, kind, via, createdAt } = principal;
  const who = `${kind === 'user' ? 'User' : 'Role'} ${shown(principal)}`;
  const access = Object.hasOwn(snapshot.lastAccessed, arn) ? snapshot.lastAccessed[arn] : undefined;
  if (!access)
    return unusable(`Use of ${name} by ${kind} ${shown(principal)}`, 'its record of used services was not read');
  if (!access.ok) return unread([access], `Use of ${name} by ${kind} ${shown(principal)}`);
  const last = access.value.find(({ namespace }) => namespace === service)?.lastAuthenticated ?? null;
  const evidence = { service, lastAuthenticated: last, grantedVia: via, createdAt };
  const days = daysSince(last ?? createdAt, snapshot);
  if (days === null)
    return unusable(
      `Use of ${name} by ${kind} ${shown(principal)}`,
      'the date is missing or lies in the future',
      evidence,
    );
  if (last !== null) {
    const sentence = `${who} last used ${name} ${days} days ago (granted by ${via.join(', ')}).`;
    return days > STALE_AFTER_DAYS ? fail(sentence, evidence) : pass(sentence, evidence);
  }
  const sentence = `${who} may use ${name} (granted by ${via.join(', ')}) and has not in the 400 days that AWS remembers.`;
  return days > STALE_AFTER_DAYS
    ? fail(sentence, evidence)
    : pass(`${who} was made ${days} days ago and has not used ${name} yet.`, evidence);
}
