import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { deleteAccount, registerAccount } from '../estate/accounts.ts';
import { listCoverage, summariseCoverage } from '../estate/coverage.ts';
import { createTestDatabase } from '../test/db.ts';
import { importFiles } from './import.ts';
import type { Refusal } from './import/report.ts';

let database: Database;
let folder: string;
const NOW = new Date('2026-11-21T00:00:00Z');
const ctx = () => ({ sql: database.sql, tenantId: DEFAULT_TENANT, now: () => NOW });

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, (sql) => sql`select clear_tenant()`);
  folder = await mkdtemp(join(tmpdir(), 'assay-import-'));
  return () => rm(folder, { recursive: true, force: true });
});

const write = async (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};

const event = (id: string, more: object = {}) => ({
  eventVersion: '1.08',
  eventID: id,
  eventTime: '2025-05-06T07:08:09Z',
  eventName: 'StopLogging',
  eventSource: 'cloudtrail.amazonaws.com',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '198.51.100.7',
  recipientAccountId: '700000000001',
  userIdentity: {
    type: 'IAMUser',
    arn: 'arn:aws:iam::700000000001:user/vera',
    accountId: '700000000001',
    userName: 'vera',
  },
  requestParameters: { name: 'arn:aws:cloudtrail:eu-west-1:700000000001:trail/main' },
  readOnly: false,
  ...more,
});
const trailFile = (events: object[]) => JSON.stringify({ Records: events });

const BILL = [
  'ProviderName,BilledCost,EffectiveCost,ListCost,ChargePeriodStart,ServiceName,SubAccountId,SubAccountName,ChargeCategory,BillingCurrency,BillingAccountId',
  'AWS,0.1,0.1,0.1,2025-05-06 01:00:00,Amazon S3,700000000002,Quill,Usage,USD,700000000001',
  'AWS,0.1,0.1,0.1,2025-05-06 01:00:00,Amazon S3,700000000002,Quill,Usage,USD,700000000001',
  'AWS,0.2,0.2,0.2,2025-05-06 02:00:00,Amazon S3,700000000002,Quill,Usage,USD,700000000001',
  'AWS,5,5,5,2025-05-07 02:00:00,Amazon EC2,700000000003,Reed,Usage,USD,700000000001',
  'Microsoft,9,9,9,2025-05-07 02:00:00,Storage,x,X,Usage,USD,y',
];

const stored = () =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, async (sql) => ({
    events: (await sql`select event_id as id from events order by 1`).map((row) => row['id'] as string),
    costs: (
      await sql`select charge_period_start::text as day, sub_account_id as account, billed_cost::float8 as cost
        from cost_daily order by 1, 2`
    ).map((row) => [row['day'], row['account'], row['cost']]),
    findings: (await sql`select check_id as id from findings order by 1`).map((row) => row['id'] as string),
    history: (await sql`select count(*)::int as n from finding_history`)[0]!['n'] as number,
    lines: (await sql`select count(*)::int as n from imported_lines`)[0]!['n'] as number,
  }));

test('a folder of logs and bills comes in, rules included, and coverage says so', async () => {
  await mkdir(join(folder, 'deep'));
  await write('deep/a.json.gz', gzipSync(trailFile([event('e1'), event('e2', { eventTime: '2025-05-06T09:00:00Z' })])));
  await write('bill.csv', `\ufeff${BILL.join('\r\n')}\r\n`);
  await write('notes.txt', 'nothing');
  const report = await importFiles(ctx(), [folder]);
  expect(report).toMatchObject({ files: 2, added: 6, known: 0, refused: 1, leftOut: 1, faults: [] });
  const now = await stored();
  expect(now.events).toEqual(['e1', 'e2']);
  expect(now.costs).toEqual([
    ['2025-05-06', '700000000002', expect.closeTo(0.4, 9)],
    ['2025-05-07', '700000000003', 5],
  ]);
  expect(now.findings).toEqual(expect.arrayContaining([expect.stringMatching(/^cloudtrail_event_/)]));
  expect(report.derived).toBe(now.findings.length);
  const rows = await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, (sql) =>
    listCoverage(sql, DEFAULT_TENANT),
  );
  expect(rows.map(({ product, items }) => [product, items])).toEqual([
    ['cloudtrail', 2],
    ['cost-explorer', 4],
  ]);
  expect(summariseCoverage(rows, {}, NOW)[0]).toEqual({
    product: 'cloudtrail',
    accountUid: '700000000001',
    region: '-',
    asOf: '2025-05-06T09:00:00.000Z',
    outcome: 'ok',
    stale: false,
    detail: 'imported',
  });
});

test('the same again, and the same lines in another file and order of columns, change nothing', async () => {
  const paths = [await write('a.json', trailFile([event('e1')])), await write('bill.csv', BILL.join('\n'))];
  await importFiles(ctx(), paths);
  const before = await stored();
  const turned = BILL.map((line) => line.split(',').toReversed().join(',')).join('\n');
  const again = await importFiles(ctx(), [...paths, await write('turned.csv', turned)]);
  expect(again).toMatchObject({ added: 0, known: 9, derived: 0 });
  expect(await stored()).toEqual(before);
  expect(before.lines).toBe(4);
});

test('a restated bill replaces what it restates, whatever its file is called', async () => {
  await importFiles(ctx(), [await write('bill.csv', BILL.join('\n'))]);
  const before = await stored();
  const [header, ...lines] = BILL;
  const dearer = lines.map((line) => line.replace('AWS,5,5,5,', 'AWS,7,6,8,'));
  const restated = [await write('bill-v2.csv', [header, ...dearer.toReversed()].join('\n'))];
  expect(await importFiles(ctx(), restated)).toMatchObject({ added: 1, known: 3 });
  const after = await stored();
  expect(after.costs).toEqual([before.costs[0], ['2025-05-07', '700000000003', 7]]);
  expect(after.lines).toBe(before.lines);
  expect(await importFiles(ctx(), restated)).toMatchObject({ added: 0, known: 4 });
  expect(await stored()).toEqual(after);
});

const MAY = BILL.slice(0, -1).map((line, at) => `${line},${at === 0 ? 'BillingPeriodStart' : '2025-05-01T00:00:00Z'}`);
const JUNE = [
  MAY[0]!,
  // A late charge for May in June's bill: it belongs to June's.
  'AWS,3,3,3,2025-05-31 01:00:00,Amazon EC2,700000000003,Reed,Usage,USD,700000000001,2025-06-01T00:00:00Z',
  'AWS,4,4,4,2025-06-02 01:00:00,Amazon EC2,700000000003,Reed,Usage,USD,700000000001,2025-06-01T00:00:00Z',
];

test('a whole bill takes out what it no longer holds, of itself only, and as often as it comes', async () => {
  const other = MAY.map((line, at) => (at === 0 ? line : line.replaceAll('700000000001', '800000000001')));
  for (const [name, lines] of Object.entries({ may: MAY, june: JUNE, other }))
    await importFiles(ctx(), [await write(`${name}.csv`, lines.join('\n'))]);
  const before = await stored();
  const shorter = await write(
    'may-v2.csv',
    MAY.filter((line) => !line.includes('Reed') && !line.includes('02:00:00')).join('\n'),
  );
  expect(await importFiles(ctx(), [shorter])).toMatchObject({ known: 2, removedLines: 0 });
  expect(await stored()).toEqual(before);
  expect(await importFiles(ctx(), [shorter], { wholeBills: true })).toMatchObject({ known: 2, removedLines: 2 });
  const after = await stored();
  expect(after.lines).toBe(before.lines - 2);
  const cost = (day: string, account: string, amount: number) => [day, account, expect.closeTo(amount, 9)];
  expect(after.costs).toEqual([
    cost('2025-05-06', '700000000002', 0.2),
    cost('2025-05-06', '700000000002', 0.4),
    cost('2025-05-07', '700000000003', 5),
    cost('2025-05-31', '700000000003', 3),
    cost('2025-06-02', '700000000003', 4),
  ]);
  expect(await importFiles(ctx(), [shorter], { wholeBills: true })).toMatchObject({ known: 2, removedLines: 0 });
  expect(await stored()).toEqual(after);
  const whole = await write('may-v3.csv', MAY.join('\n'));
  expect(await importFiles(ctx(), [whole], { wholeBills: true })).toMatchObject({ added: 2, removedLines: 0 });
  expect((await stored()).costs).toEqual(before.costs);
});

test('nothing is taken out of a bill of which something could not be read', async () => {
  await importFiles(ctx(), [await write('may.csv', MAY.join('\n'))]);
  const before = await stored();
  const torn = [
    MAY[0]!,
    MAY[1]!,
    'AWS,much,5,5,2025-05-07 02:00:00,Amazon EC2,700000000003,Reed,Usage,USD,700000000001,',
  ];
  const [file, foreign] = [await write('torn.csv', torn.join('\n')), MAY[1]!.replace('AWS,', 'Microsoft,')];
  const report = await importFiles(ctx(), [file], { wholeBills: true });
  expect(report).toMatchObject({ removedLines: 0, faults: [expect.stringContaining('no line was taken out')] });
  expect(await stored()).toEqual(before);
  const missing = [await write('ok.csv', MAY.slice(0, 2).join('\n')), join(folder, 'gone.csv')];
  expect(await importFiles(ctx(), missing, { wholeBills: true })).toMatchObject({ removedLines: 0 });
  const mixed = await write('mixed.csv', [...MAY.slice(0, 2), foreign].join('\n'));
  expect(await importFiles(ctx(), [mixed], { wholeBills: true })).toMatchObject({ refused: 1, removedLines: 3 });
});

test('lines that were imported before bills were told apart get their bill when they come again', async () => {
  await importFiles(ctx(), [await write('may.csv', MAY.join('\n'))]);
  await database.sql`update imported_lines set billing_account_id = null, billing_period = null`;
  const shorter = await write('may-v2.csv', MAY.slice(0, 2).join('\n'));
  expect(await importFiles(ctx(), [shorter], { wholeBills: true })).toMatchObject({ removedLines: 0 });
  await importFiles(ctx(), [await write('may-v3.csv', MAY.join('\n'))]);
  expect(await importFiles(ctx(), [shorter], { wholeBills: true })).toMatchObject({ removedLines: 3 });
});

test('lines of one charge with other amounts all count when they come in one import, also from two files', async () => {
  const header = BILL[0]!;
  const one = BILL.at(-2)!;
  const parts = [
    await write('part-1.csv', [header, one].join('\n')),
    await write('part-2.csv', [header, one.replace('AWS,5,5,5,', 'AWS,2,2,2,')].join('\n')),
  ];
  await importFiles(ctx(), parts);
  expect((await stored()).costs).toEqual([['2025-05-07', '700000000003', 7]]);
  await importFiles(ctx(), parts.toReversed());
  expect((await stored()).costs).toEqual([['2025-05-07', '700000000003', 7]]);
});

test('with an account its imported lines go, and the same bill can come anew', async () => {
  const bill = await write('bill.csv', BILL.join('\n'));
  await importFiles(ctx(), [bill]);
  const before = await stored();
  await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, async (sql) => {
    await registerAccount(sql, DEFAULT_TENANT, { accountUid: '700000000003', name: 'Reed' });
    await deleteAccount(sql, DEFAULT_TENANT, '700000000003');
  });
  expect(await stored()).toMatchObject({ costs: [before.costs[0]], lines: before.lines - 1 });
  expect(await importFiles(ctx(), [bill])).toMatchObject({ added: 1, known: 3 });
  expect((await stored()).costs).toEqual(before.costs);
});

test('each refused record is named with its reason, and the rest goes on', async () => {
  const file = await write(
    'mixed.jsonl',
    [event('e1'), { odd: 1 }, event('e2', { eventTime: 'no' })].map((item) => JSON.stringify(item)).join('\n') +
      `\n{"broken": \n${JSON.stringify(event('e3'))}`,
  );
  const refusals: Refusal[] = [];
  const report = await importFiles(ctx(), [file], { onRefused: (refusal) => refusals.push(refusal) });
  expect(report).toMatchObject({ added: 2, refused: 3, records: 5 });
  expect(refusals).toEqual([
    { file, record: 2, reason: 'The record is neither a CloudTrail event nor an OCSF or ASFF finding.' },
    { file, record: 3, reason: 'The eventTime of the record is missing or is not a time.' },
    { file, record: 4, reason: 'The record is not JSON.' },
  ]);
});

test('a gzip that was cut off gives what came before the cut, and says so', async () => {
  const events = Array.from({ length: 3000 }, (_, n) =>
    event(`e${n}`, { eventName: 'GetObject', readOnly: true, pad: `${n * 7919}` }),
  );
  const packed = gzipSync(trailFile(events));
  const cut = await write('cut.json.gz', packed.subarray(0, packed.length * 0.9));
  const report = await importFiles(ctx(), [cut, await write('ok.json', trailFile([event('last')]))]);
  expect(report.faults).toEqual([expect.stringMatching(/cut\.json\.gz ends in the middle of its gzip data/)]);
  const ids = (await stored()).events;
  expect(ids).toContain('e0');
  expect(ids).toContain('last');
  expect(ids.length).toBeLessThan(3001);
  await importFiles(ctx(), [await write('whole.json.gz', packed)]);
  expect((await stored()).events).toHaveLength(3001);
});

test('files that hold nothing of use get one sentence each', async () => {
  await mkdir(join(folder, 'none'));
  const paths = [
    await write('empty.json', ''),
    await write('blank.json', ' \n'),
    await write('binary.json', Buffer.from([1, 0, 2, 0, 3])),
    await write('bad.gz', Buffer.from([0x1f, 0x8b, 9, 9, 9])),
    await write('other.csv', 'a,b\n1,2\n'),
    await write('void.json', '{"Records":[]}'),
    await write('parquet.json', Buffer.from('PAR1....')),
    join(folder, 'none'),
    join(folder, 'missing.json'),
    await write('good.json', trailFile([event('good')])),
  ];
  const report = await importFiles(ctx(), paths);
  expect(report.faults.map((fault) => fault.replaceAll(`${folder}/`, ''))).toEqual([
    'empty.json is empty.',
    'blank.json holds nothing but blanks.',
    'binary.json is binary, not JSON or CSV.',
    'bad.gz has damaged gzip data.',
    expect.stringMatching(/^other\.csv is of no known kind\./),
    'void.json holds no records.',
    expect.stringMatching(/^parquet\.json is Parquet/),
    expect.stringMatching(/^none holds no file to import/),
    'missing.json cannot be read: there is no such file or folder.',
  ]);
  expect((await stored()).events).toEqual(['good']);
});
