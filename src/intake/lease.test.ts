import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { createTestDatabase } from '../test/db.ts';
import { releaseLease, renewLease, takeLease } from './lease.ts';

const KEY = { collector: 'iam', accountUid: '111122223333', region: 'global' };
const HOLD_MS = 600_000;
let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const take = (runId: string) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, (sql) =>
    takeLease(sql, DEFAULT_TENANT, KEY, runId, HOLD_MS),
  );

it('keeps others out until it is given back, and a late renewal does not take it again', async () => {
  const scope = { sql: database.sql, tenantId: DEFAULT_TENANT };
  const [first, second] = [randomUUID(), randomUUID()];
  expect(await take(first)).toEqual({ cursor: null });
  expect(await take(second)).toBeNull();
  expect(await renewLease(scope, KEY, first, HOLD_MS)).toBe(true);
  await releaseLease(scope, KEY, first);
  expect(await renewLease(scope, KEY, first, HOLD_MS)).toBe(false);
  expect(await take(second)).toEqual({ cursor: null });
  expect(await renewLease(scope, KEY, first, HOLD_MS)).toBe(false);
});
