/** Facts for questions of the estate itself: all that a place holds, who took on a role, whence calls came. Pure. */
import type { Intent } from '../intent/intent.ts';
import { MAKING } from './plan-events.ts';
import { entity, findingServices, has, tagOf } from './plan-reading.ts';
import type { FactCall } from './registry.ts';

/** Calls that answer by themselves; empty for every other question. */
export function planEstate(intent: Intent): FactCall[] {
  const range = intent.timeRange ? { from: intent.timeRange.from, to: intent.timeRange.to } : {};
  if (intent.details?.everything) return planEverything(intent, range);
  if (intent.details?.assumed) return planAssumed(intent, range);
  if (intent.details?.callers)
    return [
      {
        name: 'events_by',
        parameters: { ...range, groupBy: 'address', ...(intent.limit ? { limit: intent.limit } : {}) },
      },
    ];
  return [];
}

/** What accounts that are not connected may do here; of buckets their policies tell, by the findings that name the account. */
export function planStrangers({ subject }: Intent, accounts: readonly string[]): FactCall[] {
  return accounts.flatMap((account): FactCall[] => [
    ...(subject === 'bucket'
      ? [{ name: 'findings', parameters: { services: ['s3'], principal: account } } as const]
      : []),
    { name: 'outside_access', parameters: { account } },
  ]);
}

/** What there is by type; then who made it, or what is wrong with it. */
function planEverything(intent: Intent, range: object): FactCall[] {
  const held: FactCall = { name: 'inventory_by', parameters: { groupBy: 'type', ...tagOf(intent) } };
  if (intent.details?.deed)
    return [
      held,
      {
        name: 'events_list',
        parameters: { ...range, names: MAKING, succeeded: true, label: 'CloudTrail calls that make things' },
      },
    ];
  const services = intent.services.length > 1 ? {} : findingServices(intent);
  return [held, { name: 'findings', parameters: { ...services, ...tagOf(intent) } }];
}

/** CloudTrail marks AssumeRole as a read, and reads come with imported logs only: when the roles were last used IAM knows. */
function planAssumed(intent: Intent, range: object): FactCall[] {
  const named = entity(intent, 'role');
  // "X or an admin role" asks of more roles than the one named.
  const role = has(intent, 'admin') ? undefined : named;
  const stored =
    'Stored calls that assume a role (AssumeRole is a read to CloudTrail; reads come with imported logs only)';
  return [
    {
      name: 'events_list',
      parameters: {
        ...range,
        names: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot'],
        ...(role ? { resource: role } : {}),
        label: stored,
      },
    },
    ...(named ? [{ name: 'iam_roles', parameters: { name: named } } as const] : []),
    ...(role ? [] : [{ name: 'iam_roles', parameters: has(intent, 'admin') ? { admin: true } : {} } as const]),
  ];
}
