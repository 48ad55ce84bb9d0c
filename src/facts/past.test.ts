/** The past from history: what was open at a moment, what only perhaps was, and how the number moved. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collected } from '../../collectors/collector.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { replaceCosts } from '../estate/costs.ts';
import { storeCollected } from '../intake/store-collected.ts';
import { createTestDatabase } from '../test/db.ts';
import { CHECKS, costOn, onDay, readOn, user, userUid, verdict } from '../test/estate.ts';
import { computeFact } from './registry.ts';

let database: Database;
const NOW = new Date(onDay(20));
const store = (collected: Collected) =>
  storeCollected({ sql: database.sql, tenantId: DEFAULT_TENANT }, collected, CHECKS);
const fact = (name: string, parameters: object) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, (sql) =>
    computeFact({ sql, tenantId: DEFAULT_TENANT, now: NOW, scope: { accounts: [], regions: [] } }, name, parameters),
  );

beforeAll(async () => {
  database = await createTestDatabase();
  await store(readOn(1, { outcomes: [verdict('ada', 'fail'), verdict('bob', 'fail')] }));
  await store(readOn(8, { outcomes: [verdict('ada', 'fail'), verdict('bob', 'pass'), verdict('eve', 'fail')] }));
  await store(
    readOn(15, {
      outcomes: [
        verdict('ada', 'fail'),
        verdict('bob', 'fail'),
        verdict('eve', 'fail'),
        verdict('gil', 'fail'),
        verdict('dan', 'warning'),
      ],
      resources: [{ ...user('ada'), tags: { team: 'growth' } }, { ...user('bob'), tags: { Owner: 'x' } }, user('eve')],
    }),
  );
  await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, (sql) =>
    replaceCosts(sql, DEFAULT_TENANT, [
      ...[10, 12, 14, 16].map((cost, index) => costOn(`2026-11-0${index + 1}`, cost)),
      costOn('2026-11-05', 110),
      costOn('2026-11-01', 50, { chargeCategory: 'Tax', serviceName: 'Tax' }),
    ]),
  );
});
afterAll(() => database.close());

describe('findings_at', () => {
  it('knows what was open then, whatever became of it since', async () => {
    const then = await fact('findings_at', { at: onDay(9), checkPattern: 'mfa', label: 'users without MFA' });
    expect(then.value).toBe(2);
    expect(then.members.toSorted()).toEqual([userUid('ada'), userUid('eve')]);
  });

  it('tells apart what the next read first saw', async () => {
    const then = await fact('findings_at', { at: onDay(3), checkPattern: 'mfa', label: 'users without MFA' });
    expect(then.members.toSorted()).toEqual([userUid('ada'), userUid('bob')]);
    expect(then.rows.filter((row) => row['state'] === 'possible').map((row) => row['resource'])).toEqual(['eve']);
    expect(then.notes.join(' ')).toContain('1 more first seen by the next read');
  });

  it('a read that failed is neither open nor possible', async () => {
    const then = await fact('findings_at', { at: onDay(9), resource: 'dan' });
    expect(then).toMatchObject({ value: 0, rows: [] });
  });

  it('before the first read nothing can be known, which is not none', async () => {
    const then = await fact('findings_at', { at: '2026-10-01T00:00:00Z', label: 'users without MFA' });
    expect(then.value).toBeNull();
    expect(then.notes[0]).toContain('cannot be known');
  });
});

it('findings_trend counts at both ends and begins no earlier than the history', async () => {
  const trend = await fact('findings_trend', { from: onDay(2), to: onDay(20), step: 'week' });
  expect(trend.value).toBe(2);
  expect(trend.rows.map(({ open, opened, closed }) => ({ open, opened, closed }))).toEqual([
    { open: 2, opened: 0, closed: 0 },
    { open: 2, opened: 1, closed: 1 },
    { open: 4, opened: 2, closed: 0 },
    { open: 4, opened: 0, closed: 0 },
  ]);
  // Else the same question for now, which counts them, would seem to say something else.
  expect(trend.notes).toContain(
    'Checks that could not be read are left out: 1 of them stand open at the end, beside the 4 counted.',
  );
  const early = await fact('findings_trend', { from: '2026-09-01T00:00:00Z', to: onDay(20) });
  expect(early.notes[0]).toContain('Nothing is known before the first read');
});

it('resources without a tag, whatever its case', async () => {
  const without = (tag: string) => fact('resources', { type: 'AWS::IAM::User', withoutTag: tag });
  expect((await without('team')).members.toSorted()).toEqual([userUid('bob'), userUid('eve')]);
  expect((await without('owner')).members.toSorted()).toEqual([userUid('ada'), userUid('eve')]);
  expect((await without('*')).members).toEqual([userUid('eve')]);
});

it('a forecast repeats the median day, neither the spike nor the tax', async () => {
  const month = await fact('cost_forecast', { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' });
  expect(month.value).toBe(212 + 25 * 14);
});

it('a month to come costs the median of the days before now', async () => {
  const month = await fact('cost_forecast', { from: '2026-12-01T00:00:00Z', to: '2027-01-01T00:00:00Z' });
  expect(month.value).toBe(31 * 14);
});

it('only the charges asked for are added', async () => {
  const of = (charges: string[]) =>
    fact('cost_total', { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', charges });
  expect((await of(['Tax'])).value).toBe(50);
  expect((await of(['Credit'])).notes[0]).toMatch(/^No credit/);
});
