/** Who may use a service by administrator rights or a policy of AWS's own, and how many more are not known. */
import { z } from 'zod';
import { defineFact, inAccounts, ROW_LIMIT } from './fact.ts';
import { verdictOf } from './principal-rights.ts';

/** Users and roles with a policy that is known to allow it; of the others it says how many cannot be told. */
export const serviceAccess = defineFact({
  name: 'service_access',
  description:
    'IAM users and roles whose policies let them use a service: administrator rights or AWS managed policies, direct or through groups.',
  parameters: z.object({
    service: z.string().max(40),
    action: z.enum(['read', 'write', 'use']).optional(),
    tag: z.string().max(200).optional(),
  }),
  products: () => ['iam'],
  async run(context, given) {
    const { sql, tenantId } = context;
    const principals = await sql<Principal[]>`
      select p.resource_uid as uid, p.name, p.account_uid as account, p.type, (p.attributes->>'isAdmin')::boolean as admin,
        (p.attributes->>'mfaActive')::boolean as mfa, coalesce(p.tags->>'team', p.tags->>'Team') as team,
        array(select jsonb_array_elements_text(coalesce(p.attributes->'attachedPolicies', '[]') || coalesce(p.attributes->'inlinePolicies', '[]'))
          union all select jsonb_array_elements_text(coalesce(g.attributes->'attachedPolicies', '[]') || coalesce(g.attributes->'inlinePolicies', '[]'))
          from resources g where g.tenant_id = ${tenantId} and g.type = 'AWS::IAM::Group' and g.deleted_time is null
            and g.account_uid = p.account_uid and p.attributes->'groups' ? g.name) as policies
      from resources p where p.tenant_id = ${tenantId} and p.type in ('AWS::IAM::User', 'AWS::IAM::Role')
        and p.deleted_time is null and (p.attributes->>'isRoot')::boolean is not true
        and (p.attributes->>'isServiceLinked')::boolean is not true ${inAccounts(context)}
      order by p.type desc, p.name, p.account_uid`;
    const judged = principals.map((one) => ({
      ...one,
      verdict: verdictOf(one.admin, one.policies, given.service, given.action ?? 'use'),
    }));
    const allowed = judged.filter(({ verdict }) => verdict.startsWith('allowed'));
    const unknown = judged.filter(({ verdict }) => verdict === 'unknown').length;
    const what = { read: 'read', write: 'change', use: 'use' }[given.action ?? 'use'];
    return {
      title: `IAM users and roles whose policies let them ${what} ${SAID[given.service] ?? given.service}`,
      value: allowed.length,
      unit: 'users and roles',
      denominator: judged.length,
      members: allowed.map(({ uid }) => uid),
      rows: allowed.slice(0, ROW_LIMIT).map((one) => ({
        name: one.name,
        kind: one.type === 'AWS::IAM::Role' ? 'role' : 'user',
        account: one.account,
        through: one.verdict.replace(/^allowed(?: through|: it has) /, ''),
        mfa: one.type === 'AWS::IAM::Role' ? null : one.mfa,
        team: one.team,
      })),
      notes: [
        `Not computed: of ${unknown} more it is unknown, for they hold policies whose text is not kept; neither explicit denials, policies of resources, boundaries nor organisation policies are weighed${given.service === 'billing' ? ', nor whether root has opened the bill to IAM' : ''}. The root users may do everything.`,
      ],
    };
  },
});

const SAID: Record<string, string> = {
  billing: 'the bill (Billing and Cost Management)',
  secretsmanager: 'Secrets Manager',
  kms: 'KMS',
  s3: 'S3',
  ec2: 'EC2',
  iam: 'IAM',
  rds: 'RDS',
  lambda: 'Lambda',
  dynamodb: 'DynamoDB',
  guardduty: 'GuardDuty',
  cloudtrail: 'CloudTrail',
};

interface Principal {
  uid: string;
  name: string;
  account: string;
  type: string;
  admin: boolean | null;
  mfa: boolean | null;
  team: string | null;
  policies: string[];
}
