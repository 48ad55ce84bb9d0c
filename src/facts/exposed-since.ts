/** Since when one thing is open: the calls that opened it, and when its exposure was first seen. */
import { z } from 'zod';
import { effectOf } from './event-effect.ts';
import { defineFact, inScope, ROW_LIMIT } from './fact.ts';

const OPENING = [
  'AuthorizeSecurityGroupIngress',
  'PutBucketPolicy',
  'PutBucketAcl',
  'DeletePublicAccessBlock',
  'DeleteBucketPublicAccessBlock',
  'ModifySnapshotAttribute',
  'ModifyImageAttribute',
];

/** Opening calls on the thing and on its security groups, and its findings of exposure, oldest first. */
export const exposedSince = defineFact({
  name: 'exposed_since',
  description: 'Since when an instance, bucket, snapshot or security group is open: opening calls and first sightings.',
  parameters: z.object({ resource: z.string().max(300).describe('ARN, id or name') }),
  products: () => ['ec2', 's3', 'cloudtrail'],
  async run(context, { resource }) {
    const { sql, tenantId } = context;
    const seen = await sql<{ uid: string; title: string; severity: number; at: Date; detail: string }[]>`
      select finding_uid as uid, title, severity_id as severity, first_seen_time as at, status_detail as detail from findings
      where tenant_id = ${tenantId} and status_id in (1, 2) and compliance_status_id is distinct from 1
        and compliance_status_id is distinct from 2 and class_uid = 2003
        and check_id ~ '(exposed|public_access|public_snapshot|ami_public|allow_ingress_from_internet|internet_facing)'
        and (resource_uid = ${resource} or resource_name = ${resource} or resource_uid like ${`%/${resource}`})
        ${inScope(context)}
      order by severity_id desc, first_seen_time, finding_uid`;
    const things = await sql<{ id: string; groups: string[] }[]>`
      select regexp_replace(resource_uid, '^.*[/:]', '') as id,
        array(select jsonb_array_elements_text(coalesce(attributes->'securityGroups', '[]'))) as groups
      from resources where tenant_id = ${tenantId} and deleted_time is null ${inScope(context)}
        and (resource_uid = ${resource} or name = ${resource} or resource_uid like ${`%/${resource}`})
        and type in ('AWS::EC2::Instance', 'AWS::S3::Bucket', 'AWS::EC2::Snapshot', 'AWS::EC2::Image', 'AWS::EC2::SecurityGroup')`;
    const ids = things.flatMap(({ id, groups }) => [id, ...groups]);
    const calls = await sql<
      { id: string; at: Date; name: string; principal: string; address: string | null; parameters: unknown }[]
    >`
      select event_id as id, time as at, name, principal_name as principal, source_ip_address as address,
        raw->'requestParameters' as parameters
      from events where tenant_id = ${tenantId} and error_code is null and name = any(${OPENING}::text[])
        and resources && ${ids}::text[] order by time limit 50`;
    // A rule for one address is no opening to the internet.
    const opened = calls.filter(({ name, parameters }) =>
      name === 'AuthorizeSecurityGroupIngress'
        ? /0\.0\.0\.0\/0|::\/0/.test(effectOf(parameters) ?? JSON.stringify(parameters ?? ''))
        : true,
    );
    const earliest = [...seen, ...opened].map(({ at }) => at.getTime()).toSorted((left, right) => left - right)[0];
    return {
      title: `Since when ${resource} is open`,
      value:
        earliest === undefined || seen.length === 0
          ? null
          : Math.floor((context.now.getTime() - earliest) / 86_400_000),
      unit: 'days',
      members: seen.map(({ uid }) => uid),
      rows: [
        ...opened.map((call) => ({
          at: call.at.toISOString(),
          what: 'call',
          name: call.name,
          principal: call.principal,
          address: call.address,
          effect: effectOf(call.parameters),
        })),
        ...seen.map((finding) => ({
          at: finding.at.toISOString(),
          what: 'finding first seen',
          name: finding.title,
          principal: null,
          address: null,
          effect: finding.detail,
        })),
      ]
        .toSorted((left, right) => (left.at < right.at ? -1 : 1))
        .slice(0, ROW_LIMIT),
      notes: [
        'It may have been open before: calls are stored for a time only, and findings are as old as the first read.',
      ],
    };
  },
});
