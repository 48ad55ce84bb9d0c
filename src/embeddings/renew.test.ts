import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { upsertFindings } from '../estate/findings-write.ts';
import { createLog } from '../log.ts';
import { createTestDatabase } from '../test/db.ts';
import { sampleFinding } from '../test/findings.ts';
import { LOCAL_MODEL } from './local.ts';
import { renewLocalVectors } from './renew.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const models = async () => {
  const rows = await database.sql<{ tenant: string; model: string }[]>`
    select tenant_id::text as tenant, model from finding_embeddings where embedder = 'local' order by 1`;
  return rows.map((row) => row.model);
};

it('gives the findings of every tenant the vector of today’s model, and then finds nothing to do', async () => {
  for (const tenantId of [DEFAULT_TENANT, DEMO_TENANT])
    await withTenant(database.sql, { tenantId, role: 'collect' }, (sql) =>
      upsertFindings(sql, tenantId, [sampleFinding()], '2026-11-20T00:00:00.000Z'),
    );
  await database.sql`update finding_embeddings set model = 'assay-local-0'`;
  const lines: string[] = [];
  const log = createLog('info', (line) => void lines.push(line));
  await renewLocalVectors(database.sql, [DEFAULT_TENANT, DEMO_TENANT], log).done;
  expect(await models()).toEqual([LOCAL_MODEL, LOCAL_MODEL]);
  expect(lines.filter((line) => line.includes('vectors.renewed'))).toHaveLength(2);
  lines.length = 0;
  await renewLocalVectors(database.sql, [DEFAULT_TENANT, DEMO_TENANT], log).done;
  expect(lines).toEqual([]);
});

it('ends when it is closed', async () => {
  const renewal = renewLocalVectors(
    database.sql,
    [DEFAULT_TENANT],
    createLog('error', () => undefined),
  );
  await renewal.close();
  await expect(renewal.done).resolves.toBeUndefined();
});
