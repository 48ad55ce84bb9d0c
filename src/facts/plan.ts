/** Which facts a question calls for: intent → calls of the catalogue. Pure. */
import type { Intent } from '../intent/intent.ts';
import { planAsked } from './plan-asked.ts';
import { planCosts } from './plan-costs.ts';
import { planEvents } from './plan-events.ts';
import { planIdentities } from './plan-identities.ts';
import { about, entity, findingGroup, findingServices, has, severities, tagOf } from './plan-reading.ts';
import { besideLead } from './narrowing-aside.ts';
import { narrowed } from './narrowing.ts';
import { planResources } from './plan-resources.ts';
import { planWanted } from './plan-wanted.ts';
import type { FactCall } from './registry.ts';

const DAY_MS = 86_400_000;

/** No question needs more; each is one citable table. */
const MOST_FACTS = 5;

/** The facts for a question, most telling first. Empty for help and for what is out of scope. */
export function planFacts(intent: Intent, now: Date): FactCall[] {
  if (intent.kind === 'out_of_scope' || intent.kind === 'help') return [];
  // What no collector reads has no number; what is collected instead can be said.
  if (intent.details?.notCollected?.length) return [{ name: 'collected', parameters: {} }];
  const own = ownPlan(intent, now);
  return besideLead(narrowed(own, intent), intent);
}

function ownPlan(intent: Intent, now: Date): FactCall[] {
  const wanted = planWanted(intent, now);
  if (wanted.length > 0) return wanted;
  const asked = planAsked(intent, now);
  if (asked.length > 0) return asked;
  const posture = planPosture(intent);
  if (posture.length > 0 && intent.kind !== 'change') return posture;
  const byOthers = [...planChange(intent, now), ...planCosts(intent, now), ...planEvents(intent, now)];
  const calls = [
    ...byOthers,
    ...(isDone(intent, byOthers) ? [] : [...planIdentities(intent, now), ...planResources(intent, now)]),
    // The largest bill and the busiest caller are ranked by their own facts; risks beside them answer another question.
    ...((byOthers.length > 0 || intent.details?.order !== undefined || has(intent, 'savings', 'idle', 'unattached')) &&
    intent.kind === 'rank' &&
    !has(intent, 'risk')
      ? []
      : planRisk(intent)),
  ];
  const chosen = calls.length > 0 ? calls : planFallback(intent);
  const seen = new Set<string>();
  return chosen
    .filter((call) => {
      const key = JSON.stringify(call);
      return seen.has(key) ? false : (seen.add(key), true);
    })
    .slice(0, MOST_FACTS);
}

/** Who did it is told by the calls; a list of all such things beside them answers another question. */
const isDone = (intent: Intent, calls: FactCall[]) =>
  calls[0]?.name === 'instance_launches' ||
  (intent.details?.deed !== undefined && calls[0]?.name === 'events_list' && intent.kind === 'lookup');

function planChange(intent: Intent, now: Date): FactCall[] {
  const stateOnly = intent.states.some((state) => state === 'resolved' || state === 'reopened');
  if (intent.kind !== 'change' && !(stateOnly && intent.timeRange)) return [];
  // What came back is asked of all that history holds; what is new, of the last week.
  const back = intent.states.includes('reopened') ? 400 : 7;
  const from = intent.timeRange?.from ?? new Date(now.getTime() - back * DAY_MS).toISOString();
  const to = intent.timeRange?.to;
  const range = { from, ...(to ? { to } : {}) };
  const services = findingServices(intent);
  const opened = intent.details?.opened ? { change: 'opened' } : {};
  // "Came back after being resolved" names both states; what came back is asked for.
  const change = stateOnly ? { change: intent.states.includes('reopened') ? 'reopened' : 'resolved' } : opened;
  const findingsOnly = stateOnly || intent.severities.length > 0 || about(intent, 'finding');
  return [
    { name: 'changes_since', parameters: { ...range, ...services, ...change, ...severities(intent) } },
    ...(findingsOnly ? [] : [{ name: 'resource_changes', parameters: { ...range, ...services } } as const]),
  ];
}

function planPosture(intent: Intent): FactCall[] {
  const services = findingServices(intent);
  if (intent.states.includes('unverified') || has(intent, 'coverage'))
    return [
      { name: 'unverified_findings', parameters: services },
      { name: 'coverage_gaps', parameters: services },
    ];
  if (has(intent, 'freshness') || intent.states.includes('stale') || about(intent, 'collector'))
    return [
      { name: 'freshness', parameters: services },
      { name: 'coverage_gaps', parameters: services },
    ];
  // Whether it was switched off in a period is told by the calls, not by how it is now.
  if (has(intent, 'deleted') && intent.timeRange) return [];
  const enabled = has(intent, 'enabled') || (intent.kind === 'posture' && about(intent, 'detector', 'trail'));
  const trails = intent.services.includes('cloudtrail') || about(intent, 'trail');
  if (enabled && (intent.services.includes('guardduty') || about(intent, 'detector')))
    return [{ name: 'service_enabled', parameters: { service: 'guardduty' } }];
  if (
    trails &&
    has(intent, 'encryption') &&
    intent.entities.every(({ type }) => type === 'account' || type === 'region')
  )
    return [
      { name: 'resources', parameters: { type: 'AWS::CloudTrail::Trail' } },
      {
        name: 'findings',
        parameters: { services: ['cloudtrail'], checkPattern: 'kms_encryption|log_file_validation' },
      },
    ];
  if (enabled && trails)
    return [
      { name: 'service_enabled', parameters: { service: 'cloudtrail' } },
      { name: 'resources', parameters: { type: 'AWS::CloudTrail::Trail' } },
    ];
  return [];
}

/** "A GuardDuty finding for jenkins" is none of the checks. */
const ofDetector = (intent: Intent) =>
  intent.services.includes('guardduty') && about(intent, 'finding') ? { services: ['guardduty'], classUid: 2004 } : {};

function planRisk(intent: Intent): FactCall[] {
  // "Cost and risk of staging" asks for the risks of the account, not for those of its bill.
  const services = intent.services.every((service) => service === 'cost-explorer') ? {} : findingServices(intent);
  const uid = entity(intent, 'arn', 'bucket', 'instance', 'user', 'role', 'volume', 'security_group');
  if ((intent.kind === 'remediate' || intent.kind === 'explain' || intent.kind === 'lookup') && uid)
    return [{ name: 'findings', parameters: { ...ofDetector(intent), resource: uid } }];
  const group = findingGroup(intent);
  if (has(intent, 'threat') || (intent.services.includes('guardduty') && !has(intent, 'enabled', 'spike')))
    return [
      { name: 'findings', parameters: { services: ['guardduty'], classUid: 2004, ...severities(intent), ...group } },
    ];
  if (intent.kind === 'rank' || (has(intent, 'risk') && intent.kind !== 'count'))
    return [
      { name: 'top_risks', parameters: { ...services, limit: intent.limit ?? 10 } },
      { name: 'severity_overview', parameters: services },
    ];
  return [];
}

function planFallback(intent: Intent): FactCall[] {
  const services = findingServices(intent);
  const check = entity(intent, 'check');
  const group = findingGroup(intent);
  if (intent.details?.inventoryOfAccounts || (about(intent, 'account', 'region') && intent.topics.length === 0))
    if (Object.keys(group).length === 0 && intent.severities.length === 0)
      return [{ name: 'collected', parameters: {} }];
  if (check) return [{ name: 'findings', parameters: { checkIds: [check], ...severities(intent) } }];
  const state = intent.states.find((name) => name === 'resolved' || name === 'suppressed' || name === 'archived');
  // All findings are no answer to a question of which nothing but its kind was understood.
  const { subject, topics, entities, severities: severe } = intent;
  if (intent.details?.unheard && subject === null && [topics, entities, severe].every(({ length }) => length === 0))
    return [];
  const filters = {
    ...services,
    ...severities(intent),
    ...(state ? { state } : {}),
    ...(intent.timeRange ? { since: intent.timeRange.from } : {}),
    ...tagOf(intent),
    ...(intent.details?.framework ? { framework: intent.details.framework } : {}),
  };
  if (intent.details?.framework)
    return [
      { name: 'findings', parameters: { ...filters, groupBy: 'check', ...group } },
      { name: 'findings', parameters: filters },
    ];
  if (intent.kind === 'count' || intent.kind === 'list' || Object.keys(group).length > 0)
    return [{ name: 'findings', parameters: { ...filters, ...group } }];
  return [
    { name: 'findings', parameters: filters },
    { name: 'severity_overview', parameters: services },
  ];
}
