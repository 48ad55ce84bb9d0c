/** What a question may see and what it wants to see: hard filters, and wishes that only move the order. */
import type { Entity, EntityType, Intent, ServiceName, SeverityName, StateName } from '../intent/intent.ts';

/** What the caller asked for beside the question, or is allowed. Absent or empty means any. */
export interface RequestScope {
  accounts?: readonly string[];
  regions?: readonly string[];
  services?: readonly string[];
}

/** Null in a filter means any; an empty list means none. */
export interface Scope {
  tenantId: string;
  /** AWS account ids of the request. */
  accounts: string[] | null;
  /** Accounts that the question names, by id or name ("production"): looked up when it is answered. */
  saidAccounts: string[];
  regions: string[] | null;
  services: string[] | null;
  severityIds: number[] | null;
  /** OCSF status ids. */
  statusIds: number[];
  /** Only findings that could not be checked again. */
  unverifiedOnly: boolean;
  /** The question is about what could not be read: such findings come first. */
  wantsUnverified: boolean;
  /** Only findings that came back. */
  reopenedOnly: boolean;
  /** Services that the question speaks of: they come first, others stay possible, for causes cross services. */
  preferredServices: ServiceName[];
  /** Ids, ARNs and names in the question: what bears one of them comes first. */
  names: string[];
  /** ISO, half-open. What began, happened or ended in it comes first. */
  timeRange: { from: string; to: string } | null;
}

/** OCSF ids count from 1 in this order. */
export const SEVERITY_ORDER: readonly SeverityName[] = ['informational', 'low', 'medium', 'high', 'critical', 'fatal'];
const STATUS = { new: 1, inProgress: 2, suppressed: 3, resolved: 4, archived: 5 } as const;
const OPEN = [STATUS.new, STATUS.inProgress];

/**
 * Derives the scope of a question. Accounts, regions, severities and states that the question names are filters; so is
 * everything of the request, and where both speak of the same thing only what satisfies both is seen.
 */
export function scopeOf(tenantId: string, intent: Intent, request: RequestScope = {}): Scope {
  const said = (type: EntityType) =>
    intent.entities.filter((entity) => entity.type === type).map((entity) => entity.value);
  return {
    tenantId,
    accounts: both(request.accounts, []),
    saidAccounts: said('account'),
    regions: both(request.regions, said('region')),
    services: both(request.services, []),
    severityIds:
      intent.severities.length > 0 ? intent.severities.map((name) => SEVERITY_ORDER.indexOf(name) + 1) : null,
    statusIds: statusesOf(intent),
    unverifiedOnly: intent.states.includes('unverified'),
    wantsUnverified: intent.states.includes('unverified') || intent.topics.includes('coverage'),
    reopenedOnly: intent.states.includes('reopened'),
    preferredServices: intent.services,
    names: intent.entities.flatMap(namesOf),
    timeRange: timeRangeOf(intent),
  };
}

/**
 * "Not logged in this quarter" asks for what did not happen in its time, and "spent last week" for sums: in neither does it
 * matter what findings that time brought.
 */
function timeRangeOf({ timeRange, negated, topics, kind }: Intent): Scope['timeRange'] {
  const other = negated || topics.includes('inactive') || kind === 'cost' || kind === 'compare' || kind === 'trend';
  return timeRange && !other ? { from: timeRange.from, to: timeRange.to } : null;
}

/** Open ones, unless the question asks for others, asks what changed, or asks about one named thing. */
function statusesOf({ states, kind, entities }: Intent): number[] {
  const asked = states.flatMap((state) => STATUSES_OF[state]);
  if (asked.length > 0) return [...new Set(asked)];
  if (kind === 'change') return [...OPEN, STATUS.resolved];
  return kind === 'lookup' && entities.some((entity) => namesOf(entity).length > 0) ? Object.values(STATUS) : OPEN;
}

const STATUSES_OF: Record<StateName, number[]> = {
  open: OPEN,
  reopened: OPEN,
  resolved: [STATUS.resolved],
  suppressed: [STATUS.suppressed],
  archived: [STATUS.archived],
  // These two say how well a finding is known, whatever its status.
  unverified: OPEN,
  stale: OPEN,
};

/** Entities that name a thing. Accounts and regions filter instead; labels and AWS services are others' business. */
function namesOf({ type, value }: Entity): string[] {
  if (NOT_NAMES.has(type)) return [];
  return type === 'tag' ? [value.replace(/[:=]/, '='), value] : [value];
}

const NOT_NAMES: ReadonlySet<EntityType> = new Set(['account', 'region', 'finding_label', 'aws_service']);

/** What satisfies both lists, where an absent or empty one means any; null for any. */
export function both(allowed: readonly string[] | undefined, said: string[]): string[] | null {
  if (!allowed || allowed.length === 0) return said.length > 0 ? said : null;
  return said.length > 0 ? said.filter((value) => allowed.includes(value)) : [...allowed];
}
