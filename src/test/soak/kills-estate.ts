/** The demo estate in versions, so that there is something to write after the first read: gone, changed, back again. */
import type { Read } from '../../../collectors/coverage.ts';
import type { CostExplorerSnapshot } from '../../../collectors/cost-explorer/snapshot.ts';
import type { DemoSnapshot } from '../../../seed/estate.ts';

export interface EstateVersions {
  /** Makes the stand-in serve a version, counted from 1: odd ones are whole, even ones thinned and changed. */
  show(version: number, now: Date): void;
}

/** Keeps `snapshots`, which a stand-in serves, as they are now; `show` changes them in place. */
export function createVersions(snapshots: readonly DemoSnapshot[]): EstateVersions {
  const whole = structuredClone(snapshots);
  for (const { collector, snapshot } of whole) {
    if (collector === 'cost-explorer') keepRecentCosts(snapshot);
    if (collector === 'cloudtrail') snapshot.events = snapshot.events.filter(isRecent(snapshot.collectedAt));
  }
  return {
    show(version, now) {
      for (const [index, { snapshot }] of snapshots.entries()) {
        const next = structuredClone(whole[index]!);
        change(next, version, now);
        Object.assign(snapshot, next.snapshot);
      }
    },
  };
}

/** Five days of events instead of a quarter: hundreds of pages would be most of every first pass. */
const isRecent = (now: string) => (event: { time: string }) =>
  Date.parse(event.time) > Date.parse(now) - 5 * 86_400_000;

/** Five weeks of cost instead of a quarter, for the same reason. */
function keepRecentCosts(snapshot: CostExplorerSnapshot): void {
  const from = new Date(Date.parse(snapshot.to) - 35 * 86_400_000).toISOString().slice(0, 10);
  for (const name of ['usageByAccount', 'usageByRegion', 'usageByUsageType'] as const) {
    const read = snapshot[name];
    if (read.ok) snapshot[name] = { ok: true, value: read.value.filter(({ day }) => day >= from) };
  }
}

/** One in three goes, never the first. */
const most = <T>(items: readonly T[]) => items.filter((_, index) => index % 3 !== 1);
const mostOf = <T>(read: Read<T[]>): Read<T[]> => (read.ok ? { ok: true, value: most(read.value) } : read);

function change(entry: DemoSnapshot, version: number, now: Date): void {
  if (entry.collector === 'guardduty') {
    // GuardDuty tells what was updated since the last read, so each version touches every third finding.
    const { findings } = entry.snapshot;
    if (findings.ok && version > 1)
      for (const [index, finding] of findings.value.entries())
        if (index % 3 === 0) Object.assign(finding, { archived: version % 2 === 0, updatedAt: now.toISOString() });
    return;
  }
  if (version % 2 === 1) return;
  if (entry.collector === 's3') entry.snapshot.buckets = most(entry.snapshot.buckets);
  else if (entry.collector === 'ec2') {
    const { snapshot } = entry;
    snapshot.instances = mostOf(snapshot.instances);
    snapshot.volumes = mostOf(snapshot.volumes);
    snapshot.snapshots = mostOf(snapshot.snapshots);
    snapshot.securityGroups = mostOf(snapshot.securityGroups);
  } else if (entry.collector === 'iam') {
    const { authorization, credentialReport } = entry.snapshot;
    authorization.users = most(authorization.users);
    const left = new Set(authorization.users.map(({ name }) => name));
    if (credentialReport.ok)
      credentialReport.value.rows = credentialReport.value.rows.filter(({ user, isRoot }) => isRoot || left.has(user));
  } else if (entry.collector === 'cost-explorer') {
    const { usageByAccount, to } = entry.snapshot;
    const lastDay = new Date(Date.parse(to) - 86_400_000).toISOString().slice(0, 10);
    if (usageByAccount.ok)
      for (const line of usageByAccount.value)
        if (line.day === lastDay) line.unblendedCost = line.unblendedCost * 2 + 1;
  }
}
