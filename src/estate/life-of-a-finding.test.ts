import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Collected } from '../../collectors/collector.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { storeCollected } from '../intake/store-collected.ts';
import { createTestDatabase } from '../test/db.ts';
import { CHECKS, coverage, onDay, readOn, userUid, verdict } from '../test/estate.ts';
import { noChanges } from './findings-write.ts';
import { clearTenant } from './tenancy.ts';
import { sampleFinding } from '../test/findings.ts';
import { transitionOf } from './transition.ts';
import { getFinding, listFindings } from './findings-read.ts';

const database: Database = await createTestDatabase();
afterAll(() => database.close());
beforeEach(() => clearTenant(database.sql, DEFAULT_TENANT));

const ctx = { sql: database.sql, tenantId: DEFAULT_TENANT };
const store = (collected: Collected) => storeCollected(ctx, collected, CHECKS);
const chat = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, work);
const collect = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, work);

/** The one finding on a user, with its history oldest first. */
async function findingOn(name: string) {
  return chat(async (sql) => {
    const { items } = await listFindings(sql, DEFAULT_TENANT, { resources: [userUid(name)], limit: 5 });
    expect(items).toHaveLength(1);
    const finding = await getFinding(sql, DEFAULT_TENANT, items[0]!.findingUid);
    return { ...finding, changes: finding.history.map((entry) => entry.change).toReversed() };
  });
}

const rawRow = () => collect((sql) => sql`select * from findings order by finding_uid`);
const vectors = () =>
  chat(
    (sql) => sql<{ hash: string; text: string }[]>`
    select content_hash as hash, embedding::text as text from finding_embeddings order by finding_uid, embedder`,
  );

describe('the life of a verdict', () => {
  it('opens once, with its vector and one line of history', async () => {
    const stored = await store(readOn(1, { outcomes: [verdict('ada', 'fail')] }));
    expect(stored.findings).toMatchObject({ opened: 1, changed: 0, resolved: 0 });
    const finding = await findingOn('ada');
    expect(finding).toMatchObject({ status: 'new', severity: 'high', firstSeenTime: onDay(1), resolvedTime: null });
    expect(finding.changes).toEqual(['opened']);
    expect(await vectors()).toHaveLength(1);
  });

  it('changes nothing but the time it was last seen when the same read comes again', async () => {
    await store(readOn(1, { outcomes: [verdict('ada', 'fail'), verdict('ben', 'fail')] }));
    const before = await rawRow();
    const kept = await vectors();
    const again = await store(readOn(2, { outcomes: [verdict('ada', 'fail'), verdict('ben', 'fail')] }));
    expect(again.findings).toMatchObject({ opened: 0, changed: 0, resolved: 0, reopened: 0, unchanged: 2 });
    const after = await rawRow();
    const differing = Object.keys(before[0]!).filter(
      (key) => JSON.stringify(before[0]![key]) !== JSON.stringify(after[0]![key]),
    );
    expect(differing.toSorted()).toEqual(['evidence_time', 'last_seen_time']);
    expect(await vectors()).toEqual(kept);
    expect((await findingOn('ada')).changes).toEqual(['opened']);
  });

  it('resolves by a Pass, reopens by a Fail, and keeps since when it is known', async () => {
    await store(readOn(1, { outcomes: [verdict('ada', 'fail')] }));
    await store(readOn(2, { outcomes: [verdict('ada', 'pass')] }));
    expect(await findingOn('ada')).toMatchObject({ status: 'resolved', resolvedTime: onDay(2) });
    const back = await store(readOn(3, { outcomes: [verdict('ada', 'fail')] }));
    expect(back.findings.reopened).toBe(1);
    const finding = await findingOn('ada');
    expect(finding).toMatchObject({
      status: 'new',
      firstSeenTime: onDay(1),
      reopenedTime: onDay(3),
      resolvedTime: null,
    });
    expect(finding.changes).toEqual(['opened', 'resolved', 'reopened']);
    expect(finding.history.map((entry) => entry.changedAt).toReversed()).toEqual([onDay(1), onDay(2), onDay(3)]);
  });

  it('resolves what a whole read no longer shows, once', async () => {
    await store(readOn(1, { outcomes: [verdict('ada', 'fail'), verdict('ben', 'fail')] }));
    const gone = await store(readOn(2, { outcomes: [verdict('ben', 'fail')] }));
    expect(gone.findings.resolved).toBe(1);
    expect(await findingOn('ada')).toMatchObject({ status: 'resolved', resolvedTime: onDay(2) });
    const later = await store(readOn(3, { outcomes: [verdict('ben', 'fail')] }));
    expect(later.findings.resolved).toBe(0);
    expect((await findingOn('ada')).changes).toEqual(['opened', 'resolved']);
  });

  it.each(['denied', 'scp_denied', 'throttled', 'partial', 'error', 'region_disabled'] as const)(
    'never resolves by a read that ended %s: it stays open, marked once',
    async (outcome) => {
      await store(readOn(1, { outcomes: [verdict('ada', 'fail')] }));
      const blind = await store(readOn(2, { coverage: [coverage(outcome)] }));
      expect(blind.findings).toMatchObject({ resolved: 0, unverified: 1 });
      const marked = await findingOn('ada');
      expect(marked).toMatchObject({ status: 'new', complianceStatus: 'fail', unverifiedSince: onDay(2) });
      expect(marked.unverifiedReason).toMatch(/^iam:ListUsers .*nobody could look again\.$/);
      const still = await store(readOn(3, { coverage: [coverage(outcome)] }));
      expect(still.findings.unverified).toBe(0);
      expect((await findingOn('ada')).unverifiedSince).toBe(onDay(2));
      await store(readOn(4, { outcomes: [verdict('ada', 'fail')] }));
      expect(await findingOn('ada')).toMatchObject({ unverifiedSince: null, unverifiedReason: null });
      expect((await findingOn('ada')).changes).toEqual(['opened']);
    },
  );

  it('never resolves by a list that was cut off', async () => {
    await store(readOn(1, { outcomes: [verdict('ada', 'fail')] }));
    await store(readOn(2, { coverage: [coverage('ok', { truncated: true })] }));
    expect(await findingOn('ada')).toMatchObject({ status: 'new', unverifiedSince: onDay(2) });
  });

  it('marks nothing that this read was not about', async () => {
    await store(readOn(1, { outcomes: [verdict('ada', 'fail')] }));
    await store(readOn(2, { coverage: [coverage('denied', { api: 'iam:ListRoles' })] }));
    await store(readOn(3, { collector: 's3', coverage: [coverage('denied', { product: 's3' })] }));
    await store(readOn(4, { accountUid: '222222222222', coverage: [coverage('denied')] }));
    expect(await findingOn('ada')).toMatchObject({ status: 'new', unverifiedSince: null });
  });

  it('lets no Warning overturn what is known', async () => {
    await store(readOn(1, { outcomes: [verdict('ada', 'fail'), verdict('ben', 'fail')] }));
    await store(readOn(2, { outcomes: [verdict('ada', 'warning'), verdict('ben', 'pass')] }));
    const ada = await findingOn('ada');
    expect(ada).toMatchObject({ complianceStatus: 'fail', status: 'new', unverifiedSince: onDay(2) });
    expect(ada.unverifiedReason).toBe('User ada: warning.');
    await store(readOn(3, { outcomes: [verdict('ada', 'warning'), verdict('ben', 'warning')] }));
    expect((await findingOn('ada')).unverifiedSince).toBe(onDay(2));
    expect(await findingOn('ben')).toMatchObject({ status: 'resolved', complianceStatus: 'pass' });
    expect((await findingOn('ada')).changes).toEqual(['opened']);
  });

  it('keeps a suppression through Fails, and lets a Pass end it', async () => {
    await store(readOn(1, { outcomes: [verdict('ada', 'fail')] }));
    await collect((sql) => sql`update findings set status_id = 3`);
    await store(readOn(2, { outcomes: [verdict('ada', 'fail')] }));
    expect((await findingOn('ada')).status).toBe('suppressed');
    await store(readOn(3, { outcomes: [verdict('ada', 'fail', { evidence: { passwordEnabled: false } })] }));
    expect((await findingOn('ada')).status).toBe('suppressed');
    await store(readOn(4, { outcomes: [verdict('ada', 'pass')] }));
    expect((await findingOn('ada')).status).toBe('resolved');
  });

  it('keeps a Fail that a person is working on in progress', async () => {
    await store(readOn(1, { outcomes: [verdict('ada', 'fail')] }));
    await collect((sql) => sql`update findings set status_id = 2`);
    await store(readOn(2, { outcomes: [verdict('ada', 'fail', { evidence: { passwordEnabled: false } })] }));
    expect((await findingOn('ada')).status).toBe('in_progress');
  });

  it('replaces the vector of a finding whose words changed, and only of that one', async () => {
    await store(readOn(1, { outcomes: [verdict('ada', 'fail'), verdict('ben', 'fail')] }));
    const before = await vectors();
    const moved = verdict('ada', 'fail', {
      evidence: { passwordEnabled: true, groups: ['admins'] },
      statusDetail: 'User ada is now in the group admins and has no MFA.',
    });
    const stored = await store(readOn(2, { outcomes: [moved, verdict('ben', 'fail')] }));
    expect(stored.findings).toMatchObject({ changed: 1, unchanged: 1 });
    const after = await vectors();
    expect(after).toHaveLength(2);
    expect(after.filter((vector) => before.some((old) => old.hash === vector.hash))).toHaveLength(1);
    const orphans = await chat(
      (sql) => sql`
      select 1 from finding_embeddings e join findings f using (tenant_id, finding_uid)
      where e.content_hash <> f.content_hash`,
    );
    expect(orphans).toHaveLength(0);
    expect((await findingOn('ada')).changes).toEqual(['opened', 'changed']);
  });

  it('counts no ages as news', async () => {
    const aged = (days: number) =>
      verdict('ada', 'fail', {
        evidence: { ageDays: days },
        statusDetail: `User ada has been silent for ${days} days.`,
      });
    await store(readOn(1, { outcomes: [aged(10)] }));
    await store(readOn(2, { outcomes: [aged(11)] }));
    const finding = await findingOn('ada');
    expect(finding.changes).toEqual(['opened']);
    expect(finding.statusDetail).toContain('11 days');
  });

  it('keeps one finding when a batch mentions it twice', async () => {
    await store(readOn(1, { outcomes: [verdict('ada', 'fail'), verdict('ada', 'fail')] }));
    expect((await findingOn('ada')).changes).toEqual(['opened']);
  });

  it('resolves by a Pass that was counted and let go, and works out no other', async () => {
    const worked: string[] = [];
    const read = (day: number, statuses: Record<string, 'pass' | 'fail'>) => {
      const all = Object.entries(statuses).map(([name, status]) => verdict(name, status));
      const passes = all.filter(({ outcome }) => outcome.status === 'pass');
      return readOn(day, {
        outcomes: all.filter(({ outcome }) => outcome.status !== 'pass'),
        passed: {
          counts: [{ checkId: verdict('ada', 'pass').checkId, region: 'global', count: passes.length }],
          of: (checkId) => {
            worked.push(`${checkId} on day ${day}`);
            return passes.map(({ outcome }) => outcome);
          },
        },
      });
    };
    await store(read(1, { ada: 'fail', ben: 'pass', cyd: 'fail' }));
    await store(read(2, { ada: 'fail', ben: 'pass', cyd: 'fail' }));
    expect(worked).toEqual([]);
    const stored = await store(read(3, { ada: 'pass', ben: 'pass', cyd: 'fail' }));
    expect(worked).toHaveLength(1);
    expect(stored.findings).toEqual({ ...noChanges(), resolved: 1, unchanged: 1 });
    expect((await findingOn('ada')).status).toBe('resolved');
    expect((await findingOn('ada')).statusDetail).toBe('User ada: pass.');
    const [summary] = await withTenant(
      database.sql,
      { tenantId: DEFAULT_TENANT, role: 'chat' },
      (sql) => sql`select pass, fail, warning from check_summaries where tenant_id = ${DEFAULT_TENANT}`,
    );
    expect(summary).toEqual({ pass: 2, fail: 1, warning: 0 });
  });

  it('is fenced: a run that lost its lease stores nothing', async () => {
    await store(readOn(1));
    await expect(
      storeCollected(ctx, readOn(2, { outcomes: [verdict('ada', 'fail')] }), CHECKS, {
        runId: '00000000-0000-4000-8000-00000000bbbb',
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a detection', () => {
  const threat = (status: 'new' | 'archived') => sampleFinding({ classUid: 2004, complianceStatus: null, status });
  const known = (statusId: number) => ({ statusId, complianceStatusId: null, severityId: 4, evidenceHash: 'same' });

  it.each([
    [null, 'new', { kind: 'insert', change: 'opened' }],
    [null, 'archived', { kind: 'insert', change: 'archived' }],
    [1, 'new', { kind: 'touch' }],
    [1, 'archived', { kind: 'update', change: 'archived' }],
    [5, 'archived', { kind: 'touch' }],
    [5, 'new', { kind: 'update', change: 'reopened' }],
    [3, 'new', { kind: 'touch' }],
  ] as const)('known as %s and declared %s', (statusId, status, expected) => {
    expect(transitionOf(statusId === null ? null : known(statusId), threat(status), 'same')).toEqual(expected);
  });
});
