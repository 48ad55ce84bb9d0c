import { accountResource } from './account-resource.ts';
import type { Check, CheckOutcome, Collected, Collector, Passed, ResourceRecord, SnapshotBase } from './collector.ts';
import type { CoverageEntry } from './coverage.ts';
import { storable } from './storable.ts';

/**
 * Everything a snapshot yields, by the collector's pure functions; never throws. A check that throws becomes one
 * Warning on the account that names the check, and the coverage of the APIs it rests on is lowered to `partial`, so
 * that nothing it said earlier is taken for resolved. A part (inventory, events, …) that throws yields nothing and
 * lowers all coverage. Text that the store could not hold is replaced visibly, before any check sees it.
 * `passes` counted: they are let go check by check, so that a large account's are never all held at once.
 */
export function evaluate<S extends SnapshotBase>(
  collector: Collector<S>,
  read: S,
  { passes = 'kept' }: { passes?: 'kept' | 'counted' } = {},
): Collected {
  const snapshot = storable(read);
  const broken = new Map<string, string>();
  const counts: Passed['counts'] = [];
  const outcomes = collector.checks.flatMap((check) => {
    const all = checkOutcomes(check, snapshot, broken);
    if (passes === 'counted') counts.push(...passesByRegion(check.id, all));
    const held = passes === 'counted' ? all.filter(({ status }) => status !== 'pass') : all;
    return held.map((outcome) => ({ checkId: check.id, outcome }));
  });
  const part = <T>(name: string, make: (snapshot: S) => T, otherwise: T): T => {
    try {
      return make(snapshot);
    } catch {
      for (const { api } of snapshot.coverage) broken.set(api, `the ${name} of this read could not be worked out`);
      return otherwise;
    }
  };
  const parts = {
    detections: part('detections', collector.detections, []),
    resources: part('inventory', collector.inventory, []).map(withPlausibleBirth),
    events: part('events', collector.events, []),
    costs: part('costs', collector.costs, []),
    cursor: part('cursor', collector.cursor, null),
  };
  const { accountUid, region, collectedAt } = snapshot;
  return {
    collector: collector.name,
    accountUid,
    region,
    collectedAt,
    coverage: snapshot.coverage.map((entry) => lowered(entry, broken.get(entry.api))),
    outcomes,
    ...(passes === 'counted' ? { passed: { counts, of: (id: string) => passesOf(collector, snapshot, id) } } : {}),
    ...parts,
    // A cursor must not move past what could not be worked out.
    cursor: broken.size === 0 ? parts.cursor : null,
  };
}

/** A year that PostgreSQL cannot hold (0, or beyond 9999) is no date of birth. */
function withPlausibleBirth(resource: ResourceRecord): ResourceRecord {
  const { createdAt, ...rest } = resource;
  return createdAt === undefined || /^(?!0000)\d{4}-/.test(createdAt) ? resource : rest;
}

function checkOutcomes<S extends SnapshotBase>(
  check: Check<S>,
  snapshot: S,
  broken: Map<string, string>,
): CheckOutcome[] {
  try {
    return worstPerResource(check.evaluate(snapshot));
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    for (const api of [...check.apis, ...check.listedBy]) broken.set(api, `check ${check.id} failed on what was read`);
    return [
      {
        resource: { ...accountResource(snapshot), region: snapshot.region },
        status: 'warning',
        statusDetail: `The check ${check.id} could not be evaluated in ${snapshot.region}: it failed on the data read (${name}).`,
        evidence: { checkId: check.id, errorName: name },
        missingPermission: `none: check ${check.id} failed on the data it was given`,
      },
    ];
  }
}

function passesByRegion(checkId: string, outcomes: CheckOutcome[]): Passed['counts'] {
  const byRegion = new Map<string, number>();
  for (const { status, resource } of outcomes)
    if (status === 'pass') byRegion.set(resource.region, (byRegion.get(resource.region) ?? 0) + 1);
  return [...byRegion].map(([region, count]) => ({ checkId, region, count }));
}

/** The same verdicts again: a check is a pure function of the snapshot. */
function passesOf<S extends SnapshotBase>(collector: Collector<S>, snapshot: S, checkId: string): CheckOutcome[] {
  const check = collector.checks.find(({ id }) => id === checkId);
  return check ? checkOutcomes(check, snapshot, new Map()).filter(({ status }) => status === 'pass') : [];
}

const BADNESS = { pass: 0, warning: 1, fail: 2 } as const;

/** One outcome per resource, the worst: two rows of one finding cannot both be stored. */
function worstPerResource(outcomes: CheckOutcome[]): CheckOutcome[] {
  const byResource = new Map<string, CheckOutcome>();
  for (const outcome of outcomes) {
    const known = byResource.get(outcome.resource.uid);
    if (!known || BADNESS[outcome.status] > BADNESS[known.status]) byResource.set(outcome.resource.uid, outcome);
  }
  return [...byResource.values()];
}

function lowered(entry: CoverageEntry, why: string | undefined): CoverageEntry {
  if (why === undefined || entry.outcome !== 'ok') return entry;
  return { ...entry, outcome: 'partial', errorCode: 'EvaluationFailed', detail: `${entry.api} was read, but ${why}.` };
}
