/** Records as nobody should write them: each costs itself only, and is named. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { createTestDatabase } from '../test/db.ts';
import { importFiles } from './import.ts';
import { createBatch } from './import/batch.ts';
import { createCalendar } from './import/calendar.ts';
import type { Converted } from './import/converted.ts';
import { createReport } from './import/report.ts';
import { createBills } from './import/whole-bills.ts';

let database: Database;
let folder: string;
const NOW = new Date('2026-11-21T00:00:00Z');
const ctx = () => ({ sql: database.sql, tenantId: DEFAULT_TENANT, now: () => NOW });

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'assay-hostile-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, (sql) => sql`select clear_tenant()`),
);

async function importText(name: string, text: string) {
  const file = join(folder, name);
  await writeFile(file, text);
  return importFiles(ctx(), [file]);
}

const ocsf = (uid: string, more: object = {}) => ({
  class_uid: 2003,
  severity_id: 4,
  status_code: 'FAIL',
  time: 1_747_000_000,
  metadata: { event_code: 's3_bucket_public_access', product: { name: 'Prowler' } },
  finding_info: { uid, title: 'A title', created_time: 1_747_000_000 },
  cloud: { provider: 'aws', account: { uid: '111122223333' }, region: 'eu-west-1' },
  resources: [{ uid: 'arn:aws-cn:s3:::b', type: 'AwsS3Bucket' }],
  ...more,
});

it('counts what cannot be counted as far as the store can count', async () => {
  const counts = [1e300, 3e9, -5, 'many', null, 7];
  const report = await importText(
    'counts.json',
    JSON.stringify(counts.map((count, at) => ocsf(`u${at}`, { count, finding_info: { uid: `u${at}`, title: 'T' } }))),
  );
  expect(report).toMatchObject({ added: counts.length, refused: 0 });
  const stored = await database.sql<{ count: number }[]>`select count from findings order by count desc`;
  expect(stored.map(({ count }) => count)).toEqual([2_147_483_647, 2_147_483_647, 7, 1, 1, 1]);
});

it('refuses the one record that the database cannot hold, and stores those around it', async () => {
  const refusals: number[] = [];
  const report = createReport(({ record }) => refusals.push(record ?? -1));
  const file = 'bad.json';
  const batch = createBatch(ctx(), report, createCalendar(), {
    importId: crypto.randomUUID(),
    bills: createBills(),
    file,
  });
  const cost = (number: number, consumedQuantity: number | null) => {
    const row = {
      day: '2025-05-06',
      billingAccountId: '1',
      subAccountId: '1',
      subAccountName: null,
      serviceName: `Service ${number}`,
      regionId: null,
      chargeCategory: 'Usage',
      billedCost: 1,
      effectiveCost: 1,
      listCost: null,
      billingCurrency: 'USD',
      consumedQuantity,
      consumedUnit: null,
      xUsageType: null,
      xEstimated: false,
      xView: 'focus' as const,
    };
    const converted: Converted = { kind: 'cost', row, identity: `${number}`, charge: `${number}`, billingPeriod: null };
    batch.add(number === 4 ? { ...converted, row: { ...row, day: '2025-02-30' } } : converted, { number, chars: 1 });
  };
  for (let number = 1; number <= 9; number++) cost(number, number);
  await batch.flush();
  expect(refusals).toEqual([4]);
  const services = await database.sql<{ name: string }[]>`select service_name as name from cost_daily order by 1`;
  expect(services.map(({ name }) => name)).toEqual([1, 2, 3, 5, 6, 7, 8, 9].map((number) => `Service ${number}`));
  expect(report.build({ leftOut: 0, derived: 0, removedLines: 0 })).toMatchObject({ added: 8, refused: 1 });
});

const HEADER = 'BilledCost,ChargePeriodStart,ServiceName,SubAccountId,BillingCurrency,ProviderName';

it('refuses amounts that no bill holds and days that no calendar has', async () => {
  const lines = ['1e300', '0x10', '"1,000"', '-1e999', 'NaN'].map((cost) => `${cost},2025-05-06,S3,1,USD,AWS`);
  const days = ['2025-02-30', '2025-13-01', '2999-01-01', '06/05/2025'].map((day) => `1,${day},S3,1,USD,AWS`);
  const report = await importText('amounts.csv', [HEADER, ...lines, ...days, '2,2024-02-29,S3,1,USD,AWS'].join('\n'));
  expect(report).toMatchObject({ added: 1, refused: 9 });
  const [row] = await database.sql<{ cost: number }[]>`select sum(billed_cost)::float8 as cost from cost_daily`;
  expect(row!.cost).toBe(2);
});

it('reads the lines around one that is not CSV', async () => {
  const good = Array.from({ length: 30 }, (_, at) => `1,2025-05-06,"Service ""${at}""\n<b>🚀,=cmd()",1,USD,AWS`);
  const odd = '1,2025-05-06,S3,1,DOLLARS,AWS';
  const text = [HEADER, ...good, odd, '1,2025-05-06,"never closed,1,USD,AWS'].join('\n');
  expect(await importText('torn.csv', text)).toMatchObject({
    added: 30,
    refused: 2,
    faults: [],
    refusals: [
      { reason: 'The BillingCurrency of the line is not a currency code.', examples: [{ record: 31 }] },
      { reason: 'The line is not CSV.', examples: [{ record: 32 }] },
    ],
  });
});

it('does not take the thirtieth of February for a day of March', async () => {
  const times = ['2025-02-30T07:08:09Z', '2025-02-28T07:08:09Z'];
  const events = times.map((eventTime, at) => ({ eventID: `e${at}`, eventName: 'StopLogging', eventTime }));
  const findings = times.map((time, at) =>
    ocsf(`f${at}`, {
      time: null,
      finding_info: { uid: `f${at}`, title: 'T', created_time_dt: time, last_seen_time_dt: time },
    }),
  );
  expect(await importText('days.json', JSON.stringify([...events, ...findings]))).toMatchObject({
    events: { added: 1 },
    findings: { added: 1 },
    refused: 2,
  });
});
