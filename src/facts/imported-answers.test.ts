/** Facts over records of years ago: questions without a time must find them, and attempts are no deeds. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { addCosts } from '../estate/costs.ts';
import { type EventInput, insertEvents } from '../estate/events.ts';
import { createTestDatabase } from '../test/db.ts';
import { effectOf } from './event-effect.ts';
import { strangersAmong } from './collected.ts';
import { computeFact, type FactCall } from './registry.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, async (sql) => {
    await insertEvents(sql, DEFAULT_TENANT, EVENTS, { imported: true });
    await addCosts(sql, DEFAULT_TENANT, [cost('2023-03-01', 2), cost('2023-03-31', 3)]);
  });
});
afterAll(() => database.close());

const event = (eventId: string, name: string, errorCode: string | null, address: string): EventInput => ({
  eventId,
  time: '2023-03-04T05:06:07Z',
  name,
  source: 'ec2.amazonaws.com',
  accountUid: '700000000001',
  region: 'eu-west-1',
  principalType: 'IAMUser',
  principal: 'arn:aws:iam::700000000001:user/vera',
  principalName: 'vera',
  sourceIpAddress: address,
  userAgent: null,
  errorCode,
  errorMessage: null,
  readOnly: false,
  resources: [],
  raw: { requestParameters: { createVolumePermission: { add: { items: [{ userId: '700000000009' }] } } } },
});
const EVENTS = [
  event('1', 'ModifySnapshotAttribute', null, '198.51.100.9'),
  event('2', 'ModifySnapshotAttribute', 'Client.InvalidSnapshot.NotFound', '198.51.100.9'),
  event('3', 'CreateVpc', 'Client.VpcLimitExceeded', '198.51.100.9'),
  event('4', 'PutParameter', 'ThrottlingException', '198.51.100.1'),
];
const cost = (day: string, amount: number) => ({
  day,
  billingAccountId: null,
  subAccountId: '700000000001',
  subAccountName: null,
  serviceName: 'Amazon S3',
  regionId: null,
  chargeCategory: 'Usage',
  billedCost: amount,
  effectiveCost: amount,
  listCost: null,
  billingCurrency: 'USD',
  consumedQuantity: null,
  consumedUnit: null,
  xUsageType: null,
  xEstimated: false,
  xView: 'focus' as const,
});

const compute = (name: FactCall['name'], parameters: Record<string, unknown>) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, (sql) =>
    computeFact(
      { sql, tenantId: DEFAULT_TENANT, now: new Date('2026-11-21T00:00:00Z'), scope: { accounts: [], regions: [] } },
      name,
      parameters,
    ),
  );

const RECENT = { from: '2026-10-22T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' };

test('a default period without cost gives way to all that is stored; a period that was said does not', async () => {
  const unsaid = await compute('cost_total', { ...RECENT, unsaid: true });
  expect(unsaid).toMatchObject({ value: 5, title: expect.stringContaining('from 2023-03-01 to before 2023-04-01') });
  expect((await compute('cost_total', RECENT)).value).toBe(0);
});

test('a quota that is used up is no throttling', async () => {
  const fact = await compute('events_by', { errors: 'throttled', groupBy: 'event_name' });
  expect(fact).toMatchObject({ value: 1, rows: [{ event_name: 'PutParameter' }] });
});

test('names and addresses of a group come by frequency, with their counts', async () => {
  const fact = await compute('events_by', { groupBy: 'principal' });
  expect(fact.rows).toMatchObject([
    {
      principal: 'vera',
      count: 4,
      addresses: '198.51.100.9 (3), 198.51.100.1 (1)',
      events: 'ModifySnapshotAttribute (2), CreateVpc (1), PutParameter (1)',
    },
  ]);
});

test('a list of deeds says whom a snapshot went to, and names failed attempts apart', async () => {
  const fact = await compute('events_list', { names: ['ModifySnapshotAttribute'], succeeded: true });
  expect(fact).toMatchObject({ value: 1, rows: [{ effect: 'shared with 700000000009' }] });
  expect(fact.notes[0]).toBe(
    'Tried without success besides: ModifySnapshotAttribute (1 × Client.InvalidSnapshot.NotFound).',
  );
});

test.each([
  [{ valuesToRemove: ['700000000009'], attributeName: 'restore' }, 'no longer shared with 700000000009'],
  [{ launchPermission: { add: { items: [{ group: 'all' }] } } }, 'shared with everyone'],
  [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' }, 'opened tcp 22 to 0.0.0.0/0'],
  [
    { ipPermissions: { items: [{ ipProtocol: '-1', ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } }] } },
    'opened every protocol to 10.0.0.0/8',
  ],
  ['text', null],
  [{ createVolumePermission: { add: 'x' } }, null],
])('effect of %o', (parameters, effect) => {
  expect(effectOf(parameters)).toBe(effect);
});

test('a period that begins before the first stored call says since when calls are stored', async () => {
  const from = '2023-01-01T00:00:00Z';
  for (const [name, parameters] of [
    ['events_list', { from }],
    ['events_by', { from, groupBy: 'principal' }],
  ] as const) {
    const early = await compute(name, parameters);
    expect(early.notes).toContain('Calls are stored since 2023-03-04 only.');
    const later = await compute(name, { ...parameters, from: '2023-03-05T00:00:00Z' });
    expect(later.notes.join(' ')).not.toContain('stored since');
  }
});

test('an account that was imported is no stranger, though nobody connected it', async () => {
  const strangers = await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, (sql) =>
    strangersAmong({ sql, tenantId: DEFAULT_TENANT }, ['700000000001', '999988887777']),
  );
  expect(strangers).toEqual(['999988887777']);
});
