/** What is known of one principal's rights on a service: its policies, and what the names AWS gives to its own say. */
import { z } from 'zod';
import { defineFact, inAccounts } from './fact.ts';

/**
 * AWS managed policies by name: what they grant is published and the same everywhere (AWS managed policy reference).
 * Own policies have no known text here: their documents are judged when read and not kept.
 */
const WHOLE: Record<string, 'read' | 'write'> = {
  AdministratorAccess: 'write',
  PowerUserAccess: 'write',
  ReadOnlyAccess: 'read',
};
const SERVICE_POLICIES: Record<string, Record<string, 'read' | 'write'>> = {
  s3: { AmazonS3FullAccess: 'write', AmazonS3ReadOnlyAccess: 'read' },
  ec2: { AmazonEC2FullAccess: 'write', AmazonEC2ReadOnlyAccess: 'read' },
  iam: { IAMFullAccess: 'write', IAMReadOnlyAccess: 'read' },
  guardduty: { AmazonGuardDutyFullAccess: 'write', AmazonGuardDutyReadOnlyAccess: 'read' },
  cloudtrail: { AWSCloudTrail_FullAccess: 'write', AWSCloudTrail_ReadOnlyAccess: 'read' },
  billing: { Billing: 'write', AWSBillingReadOnlyAccess: 'read' },
  rds: { AmazonRDSFullAccess: 'write', AmazonRDSReadOnlyAccess: 'read' },
  dynamodb: { AmazonDynamoDBFullAccess: 'write', AmazonDynamoDBReadOnlyAccess: 'read' },
  lambda: { AWSLambda_FullAccess: 'write', AWSLambda_ReadOnlyAccess: 'read' },
  secretsmanager: { SecretsManagerReadWrite: 'write' },
  kms: { AWSKeyManagementServicePowerUser: 'write' },
  cloudwatch: { CloudWatchFullAccess: 'write', CloudWatchReadOnlyAccess: 'read' },
  sns: { AmazonSNSFullAccess: 'write', AmazonSNSReadOnlyAccess: 'read' },
  sqs: { AmazonSQSFullAccess: 'write', AmazonSQSReadOnlyAccess: 'read' },
  cloudfront: { CloudFrontFullAccess: 'write', CloudFrontReadOnlyAccess: 'read' },
  route53: { AmazonRoute53FullAccess: 'write', AmazonRoute53ReadOnlyAccess: 'read' },
  ecs: { AmazonECS_FullAccess: 'write' },
  ecr: { AmazonEC2ContainerRegistryFullAccess: 'write', AmazonEC2ContainerRegistryReadOnly: 'read' },
};
/** `ReadOnlyAccess` reads no values of secrets, uses no keys, and sees no bill of its own right. */
const NOT_BY_READING = new Set(['billing', 'secretsmanager', 'kms']);

/** Policies of a user or role, own and through groups, with what is certain of its rights on the service. */
export const principalRights = defineFact({
  name: 'principal_rights',
  description:
    'Policies of one IAM user or role, direct and through groups, and what they certainly allow on a service.',
  parameters: z.object({
    name: z.string().max(200),
    service: z.string().max(40).optional(),
    action: z.enum(['read', 'write', 'use']).optional(),
  }),
  products: () => ['iam'],
  async run(context, given) {
    const { sql, tenantId } = context;
    const rows = await sql<
      {
        uid: string;
        account: string;
        kind: string;
        admin: boolean | null;
        own: string[];
        inline: string[];
        groups: { name: string; policies: string[] }[];
        keys: string[];
      }[]
    >`
      select p.resource_uid as uid, p.account_uid as account, p.type as kind, (p.attributes->>'isAdmin')::boolean as admin,
        array(select jsonb_array_elements_text(coalesce(p.attributes->'attachedPolicies', '[]'))) as own,
        array(select jsonb_array_elements_text(coalesce(p.attributes->'inlinePolicies', '[]'))) as inline,
        coalesce((select jsonb_agg(jsonb_build_object('name', g.name, 'policies',
            coalesce(g.attributes->'attachedPolicies', '[]') || coalesce(g.attributes->'inlinePolicies', '[]')))
          from resources g where g.tenant_id = ${tenantId} and g.type = 'AWS::IAM::Group' and g.deleted_time is null
            and g.account_uid = p.account_uid and p.attributes->'groups' ? g.name), '[]') as groups,
        array(select distinct k->>'lastUsedService' from jsonb_array_elements(
          case when jsonb_typeof(p.attributes->'accessKeys') = 'array' then p.attributes->'accessKeys' else '[]' end) k
          where k->>'lastUsedService' is not null) as keys
      from resources p where p.tenant_id = ${tenantId} and p.type in ('AWS::IAM::User', 'AWS::IAM::Role')
        and p.deleted_time is null and p.name = ${given.name} ${inAccounts(context)}
      order by p.account_uid`;
    return {
      title: `Rights of ${given.name}${given.service ? ` on ${given.service}` : ''}`,
      value: rows.length,
      unit: 'principals',
      members: rows.map(({ uid }) => uid),
      rows: rows.map((row) => {
        const all = [...row.own, ...row.inline, ...row.groups.flatMap(({ policies }) => policies)];
        return {
          name: given.name,
          account: row.account,
          kind: row.kind === 'AWS::IAM::Role' ? 'role' : 'user',
          administrator: row.admin,
          verdict: verdictOf(row.admin, all, given.service, given.action ?? 'use'),
          attached_policies: row.own.join(', ') || null,
          inline_policies: row.inline.join(', ') || null,
          through_groups: row.groups.map(({ name, policies }) => `${name} (${policies.join(', ')})`).join('; ') || null,
          keys_last_used_on: row.keys.join(', ') || null,
        };
      }),
      notes: [
        'Not computed: the text of policies of your own is not kept, and neither resource policies, boundaries nor organisation policies are weighed; the policy simulator of IAM tells for one action.',
      ],
    };
  },
});

/** What is certain of rights on a service, by names of policies alone. */
export function verdictOf(
  admin: boolean | null,
  policies: string[],
  service: string | undefined,
  action: 'read' | 'write' | 'use',
): string {
  if (admin === true) return 'allowed: it has administrator rights';
  if (policies.length === 0) return admin === null ? 'unknown' : 'not by any policy of its own: it holds none';
  const decisive = policies.find((name) => {
    const grants = Object.hasOwn(WHOLE, name) ? WHOLE[name] : service ? SERVICE_POLICIES[service]?.[name] : undefined;
    // PowerUserAccess leaves identities out.
    if (name === 'PowerUserAccess' && service === 'iam') return false;
    if (name === 'ReadOnlyAccess' && service && NOT_BY_READING.has(service)) return false;
    return grants === 'write' || (grants === 'read' && action !== 'write');
  });
  return decisive ? `allowed through ${decisive}` : 'unknown';
}
