import type { CloudTrailEvent } from '../../collector.ts';
import { references } from '../../references.ts';
import { burstRule } from './burst.ts';
import { callerResource, from, isInfrastructureTool, toolNote, who, type Hit } from './describe.ts';

/** Calls that take stock of an account. Different ones in a short time are what counts, not their number. */
const ENUMERATION = new Set([
  'GetCallerIdentity',
  'GetAccountSummary',
  'GetAccountAuthorizationDetails',
  'GetAccountPasswordPolicy',
  'ListUsers',
  'ListRoles',
  'ListGroups',
  'ListPolicies',
  'ListAccessKeys',
  'ListAttachedUserPolicies',
  'ListAttachedRolePolicies',
  'ListUserPolicies',
  'ListRolePolicies',
  'ListGroupsForUser',
  'ListMFADevices',
  'ListInstanceProfiles',
  'GetUser',
  'GetLoginProfile',
  'GetCredentialReport',
  'SimulatePrincipalPolicy',
  'ListBuckets',
  'GetBucketAcl',
  'GetBucketPolicy',
  'DescribeInstances',
  'DescribeSnapshots',
  'DescribeVolumes',
  'DescribeSecurityGroups',
  'DescribeVpcs',
  'DescribeSubnets',
  'DescribeImages',
  'DescribeKeyPairs',
  'DescribeRegions',
  'DescribeDBInstances',
  'ListSecrets',
  'DescribeParameters',
  'ListKeys',
  'ListAliases',
  'ListFunctions',
  'ListFunctions20150331',
  'ListClusters',
  'DescribeTrails',
  'ListDetectors',
  'ListAccounts',
  'DescribeOrganization',
  'ListTables',
  'ListQueues',
  'ListTopics',
  'GetSendQuota',
  'ListIdentities',
  'GetCostAndUsage',
  'ListServiceQuotas',
  'ListStacks',
  'DescribeLoadBalancers',
  'ListHostedZones',
]);

/** Using or preparing models on somebody else's bill. */
const LLM_JACKING = new Set([
  'PutUseCaseForModelAccess',
  'PutFoundationModelEntitlement',
  'PutModelInvocationLoggingConfiguration',
  'DeleteModelInvocationLoggingConfiguration',
  'GetFoundationModelAvailability',
  'ListFoundationModels',
  'ListFoundationModelAgreementOffers',
  'CreateFoundationModelAgreement',
  'GetUseCaseForModelAccess',
  'ListProvisionedModelThroughputs',
  'GetModelInvocationLoggingConfiguration',
  'InvokeModel',
  'InvokeModelWithResponseStream',
  'Converse',
  'ConverseStream',
]);

/** Calls that lend, by themselves or together, more rights than one had. */
const ESCALATION = new Set([
  'AddUserToGroup',
  'AttachGroupPolicy',
  'AttachRolePolicy',
  'AttachUserPolicy',
  'PutGroupPolicy',
  'PutRolePolicy',
  'PutUserPolicy',
  'CreatePolicyVersion',
  'SetDefaultPolicyVersion',
  'CreateAccessKey',
  'CreateLoginProfile',
  'UpdateLoginProfile',
  'UpdateAssumeRolePolicy',
  'DeleteRolePermissionsBoundary',
  'DeleteUserPermissionsBoundary',
  'PutRolePermissionsBoundary',
  'PutUserPermissionsBoundary',
  'AddRoleToInstanceProfile',
  'AssociateIamInstanceProfile',
  'ReplaceIamInstanceProfileAssociation',
  'CreateFunction20150331',
  'UpdateFunctionCode20150331v2',
  'AddPermission20150331v2',
  'CreateDevEndpoint',
  'UpdateDevEndpoint',
  'CreateStack',
  'CreateNotebookInstance',
  'CreatePresignedNotebookInstanceUrl',
  'CreateProject',
]);

const TEXT_OWNER = 'The owner of the principal; the security team if nobody knows it.';

/** Taking stock of an account: many kinds of list and describe calls by one principal. */
export const enumeration = burstRule({
  id: 'cloudtrail_threat_detection_enumeration',
  severity: 'critical',
  compliance: references('SOC2×1; ISO22×1'),
  title: 'Principal enumerates the account (reconnaissance)',
  description:
    'One principal made fifteen or more different kinds of list, get and describe calls within half an hour, spread over at least four services: users, roles, policies, buckets, instances, secrets, keys.',
  risk: 'This is how an intruder with a new credential finds out where he is, what he may do and what is worth taking (discovery, enumeration). Inventory and security scanners make the same pattern; ours is left out, and deployment tools rank low.',
  consequence: 'It is usually the stage before theft or sabotage, and the last one at which it can be stopped cheaply.',
  remediation: [
    'Find out what the principal is: a scanner, an inventory tool, a person exploring, or nobody’s.',
    'If nobody’s: revoke its sessions and keys now, then look at what it called successfully besides.',
    'Give scanners a role of their own with a telling name, so that the next hit can be told apart at once.',
  ],
  ownerHint: TEXT_OWNER,
  eventNames: [...ENUMERATION],
  windowMinutes: 30,
  threshold: 15,
  selects: (event) => event.principalType !== 'AWSService' && ENUMERATION.has(event.name),
  unitsOf: ({ name }) => [name],
  groupBy: byPrincipalAndTool,
  describe: (events, calls) => {
    const byTool = events.every(isInfrastructureTool);
    const services = new Set(events.map(({ source }) => source)).size;
    return {
      ...pattern(events, calls, 'took stock of the account'),
      // Breadth tells a thief from an application that knows its own service well.
      severity: byTool ? 'low' : services >= 4 ? 'critical' : 'medium',
      confidence: byTool ? 30 : services >= 4 ? 70 : 45,
    };
  },
});

/** Models used on the victim's bill. */
export const llmJacking = burstRule({
  id: 'cloudtrail_threat_detection_llm_jacking',
  severity: 'critical',
  compliance: references('SOC2×1; ISO22×1'),
  title: 'Principal probes or takes over Bedrock models (LLM jacking)',
  description:
    'One principal made five or more different kinds of Bedrock calls that prepare the use of models within half an hour: asking for model access, looking at availability and at invocation logging, then invoking models.',
  risk: 'Stolen keys are sold as access to expensive models. The thief checks which models answer, whether prompts are logged, requests access to more, and then resells the capacity (LLM hijacking). Someone setting up Bedrock for the first time looks similar.',
  consequence:
    'Tens of thousands of dollars a day in model charges, and text you would not want produced from your account.',
  remediation: [
    'Ask the principal; a team that starts with Bedrock has a ticket.',
    'If nobody knows: revoke its credentials, and look at model invocations in every region.',
    'Deny Bedrock where it is not used with a service control policy, and switch on model invocation logging and a budget alarm where it is.',
  ],
  ownerHint: TEXT_OWNER,
  eventNames: [...LLM_JACKING],
  windowMinutes: 30,
  threshold: 5,
  selects: (event) => event.source === 'bedrock.amazonaws.com' && LLM_JACKING.has(event.name),
  unitsOf: ({ name }) => [name],
  describe: (events, calls) => ({ ...pattern(events, calls, 'probed Bedrock models'), confidence: 65 }),
});

/** Several different steps that raise rights, in a row. */
export const privilegeEscalation = burstRule({
  id: 'cloudtrail_threat_detection_privilege_escalation',
  severity: 'critical',
  compliance: references('SOC2×1; ISO22×1'),
  title: 'Principal strings together calls that raise its rights (privilege escalation)',
  description:
    'One principal made five or more different kinds of calls within half an hour that can raise rights: attaching or writing policies, changing policy versions or trust, making keys and passwords for others, passing roles to functions, instances or notebooks.',
  risk: 'Each call alone is everyday administration. Different ones in a row are how somebody with a foothold tries each known path to administrator until one works. Deployment tools that build whole environments make the same calls; they are told apart by user agent and rank low.',
  consequence: 'The principal may hold administrator rights now, by a way that no policy review would show.',
  remediation: [
    'Compare the calls with what was deployed at that time.',
    'If nothing explains them: revoke the principal’s credentials, then undo each change named in the evidence.',
    'Look for keys, passwords, policy versions and trust entries made in that time: they are the back doors.',
    'Add a permissions boundary, so that roles cannot give more than they hold.',
  ],
  ownerHint: TEXT_OWNER,
  eventNames: [...ESCALATION],
  windowMinutes: 30,
  threshold: 5,
  selects: (event) => event.errorCode === null && event.principalType !== 'AWSService' && ESCALATION.has(event.name),
  unitsOf: ({ name }) => [name],
  groupBy: byPrincipalAndTool,
  describe: (events, calls) => {
    const byTool = events.every(isInfrastructureTool);
    return {
      ...pattern(events, calls, 'made calls that raise rights'),
      severity: byTool ? 'low' : 'critical',
      confidence: byTool ? 30 : 65,
    };
  },
});

/** A deployment tool reads and changes many things by nature; what the same principal does without it stands apart. */
function byPrincipalAndTool(event: CloudTrailEvent): string {
  return `${event.principal}${isInfrastructureTool(event) ? '|deployment tool' : ''}`;
}

function pattern(events: CloudTrailEvent[], calls: string[], did: string): Hit {
  const first = events[0]!;
  return {
    statusDetail: `${who(first)} ${did}${from(first)}: ${calls.length} different calls (${calls.slice(0, 6).join(', ')}) in ${events.length} events between ${first.time} and ${events.at(-1)!.time}${toolNote(events)}.`,
    resource: callerResource(first),
    evidence: { calls: calls.slice(0, 60), distinctCalls: calls.length },
  };
}
