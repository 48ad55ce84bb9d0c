import { describe, expect, it } from 'vitest';
import type { Collected } from '../collectors/collector.ts';
import { evaluateDemo } from './apply.ts';
import { createClock, DAY, iso, weekEve } from './clock.ts';
import { buildEstate, isStale, TARGETS } from './estate.ts';
import { buildTimeline } from './timeline.ts';

const CLOCKS = ['2026-11-19T10:00:00Z', '2026-11-17T10:00:00Z', '2026-11-16T00:05:00Z', '2027-01-01T08:00:00Z'];

describe.each(CLOCKS)('the timeline of %s', (instant) => {
  const now = new Date(instant);
  const steps = buildTimeline(now);
  const collected = steps.flatMap(({ snapshots }) => snapshots.map(evaluateDemo));

  it('goes forward, begins five weeks ago, and ends with everything as it stands', () => {
    const times = steps.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
    expect(new Set(times).size).toBe(times.length);
    expect(now.getTime() - Date.parse(times[0]!)).toBeGreaterThan(34 * DAY);
    expect(times.at(-1)! < instant).toBe(true);
    expect(steps.at(-1)!.snapshots).toHaveLength(TARGETS.filter((target) => !isStale(target)).length);
    const present = buildEstate(now).snapshots.map(({ collector, snapshot }) => [
      collector,
      snapshot.accountUid,
      snapshot.region,
    ]);
    const seen = new Set(collected.map((each) => `${each.collector}|${each.accountUid}|${each.region}`));
    expect(present.filter((key) => !seen.has(key.join('|')))).toEqual([]);
  });

  it('tells each event once, to the read that first could see it', () => {
    const told = collected.flatMap((each) => each.events.map((event) => ({ ...event, at: each.collectedAt })));
    expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(told.length);
    expect(told.every(({ time, at }) => time <= at)).toBe(true);
    const all = buildEstate(now).snapshots.flatMap((each) => evaluateDemo(each).events);
    expect(told).toHaveLength(all.length);
  });

  it('holds something fixed, something reopened and something new since Monday', () => {
    const eve = iso(weekEve(now.getTime()));
    const bastion = statuses(
      'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22',
      (name) => name === 'bastion',
    );
    expect(before(bastion, eve)).toBe('fail');
    expect(bastion.at(-1)!.status).toBe('pass');
    const factor = statuses('iam_user_mfa_enabled_console_access', (name) => name === 'lucia.moretti');
    expect(factor.map(({ status }) => status)).toContain('fail');
    expect(
      before(
        factor.filter(({ accountUid }) => accountUid === '111122223333'),
        eve,
      ),
    ).toBe('fail');
    expect(factor.findLast(({ accountUid }) => accountUid === '111122223333')!.status).toBe('pass');

    const partner = statuses('s3_bucket_public_access', (name) => name === 'larkfield-partner-feeds');
    expect(runs(partner.map(({ status }) => status))).toEqual(['fail', 'pass', 'fail']);
    expect(before(partner, eve)).toBe('pass');

    const database = statuses(
      'ec2_instance_port_postgresql_exposed_to_internet',
      (name) => name === 'orders-replica-eu-01',
    );
    expect(before(database, eve)).toBe('pass');
    expect(database.at(-1)!.status).toBe('fail');

    const trail = statuses('cloudtrail_multi_region_enabled', (name) => name === '444455556666');
    expect(runs(trail.filter(({ region }) => region === 'us-east-1').map(({ status }) => status))).toEqual([
      'pass',
      'fail',
    ]);
    const exports_ = statuses('s3_bucket_public_access', (name) => name === 'larkfield-customer-exports');
    expect(runs(exports_.map(({ status }) => status))).toEqual(['pass', 'fail']);
  });

  it('shows the GPU instances only after they were launched', () => {
    const { p4dLaunched } = createClock(now).story;
    for (const each of collected.filter(
      ({ collector, region }) => collector === 'ec2' && region === 'ap-southeast-2',
    )) {
      const running = each.resources.filter(
        ({ type, accountUid }) => type === 'AWS::EC2::Instance' && accountUid === '111122223333',
      );
      const isThere = each.accountUid === '111122223333' && each.collectedAt > iso(p4dLaunched);
      expect(running).toHaveLength(isThere ? 7 : 0);
    }
  });

  const statuses = (checkId: string, wanted: (name: string) => boolean) =>
    collected.flatMap((each: Collected) =>
      each.outcomes
        .filter((row) => row.checkId === checkId && wanted(row.outcome.resource.name))
        .map(({ outcome }) => ({
          at: each.collectedAt,
          accountUid: each.accountUid,
          region: outcome.resource.region,
          status: outcome.status,
        })),
    );
});

function before(states: readonly { at: string; status: string }[], at: string): string | undefined {
  return states.findLast((state) => state.at <= at)?.status;
}

/** Repeats taken out: fail, fail, pass → fail, pass. */
function runs(states: readonly string[]): string[] {
  return states.filter((state, index) => state !== states[index - 1]);
}
