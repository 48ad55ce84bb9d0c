import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Collected } from '../../collectors/collector.ts';
import { normaliseEvent } from '../../collectors/cloudtrail/normalise.ts';
import { evaluateEventRules } from '../../collectors/cloudtrail/rules/registry.ts';
import { toDetection } from '../../collectors/guardduty/detections.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { registerAccount } from '../estate/accounts.ts';
import { clearTenant } from '../estate/tenancy.ts';
import { startSqsPoller } from '../jobs/sqs-poller.ts';
import { createLog } from '../log.ts';
import { createTestApp } from '../test/app.ts';
import { ACCOUNT, record, STRANGER } from '../test/aws/cloudtrail-estate.ts';
import { finding } from '../test/aws/guardduty-estate.ts';
import { findingJson } from '../test/aws/guardduty.ts';
import { startAws } from '../test/aws/server.ts';
import { sqsStandIn } from '../test/aws/sqs.ts';
import { createTestDatabase } from '../test/db.ts';
import { CHECKS_BY_ID } from './checks-by-id.ts';
import { takeLiveEvents } from './live-events.ts';
import { storeCollected } from './store-collected.ts';

const SECRET = 'a-shared-secret-of-some-length';
let database: Database;
const lines: string[] = [];
const ctx = () => ({
  sql: database.sql,
  tenantId: DEFAULT_TENANT,
  log: createLog('debug', (line) => void lines.push(line)),
});

const callEnvelope = (detail: Record<string, unknown>, type = 'AWS API Call via CloudTrail') => ({
  version: '0',
  id: 'envelope',
  'detail-type': type,
  source: 'aws.cloudtrail',
  account: ACCOUNT,
  time: '2026-03-10T06:00:00Z',
  region: 'eu-west-1',
  resources: [],
  detail,
});
const guardDutyEnvelope = (detail: object) => ({
  ...callEnvelope(detail as Record<string, unknown>, 'GuardDuty Finding'),
  source: 'aws.guardduty',
});
const stopLogging = (change: Record<string, unknown> = {}) =>
  record('StopLogging', {
    eventSource: 'cloudtrail.amazonaws.com',
    requestParameters: { name: 'audit' },
    eventTime: '2026-03-10T06:00:00Z',
    ...change,
  });
const FINDING = finding({ accountUid: ACCOUNT });

const read = <T extends object>(text: string) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, async (sql) => [
    ...(await sql.unsafe<T[]>(text)),
  ]);
const findings = () =>
  read<{ checkId: string; uid: string; status: number; count: number }>(
    `select check_id as "checkId", finding_uid as uid, status_id as status, count from findings order by check_id`,
  );
const history = async () => (await read<{ n: number }>('select count(*)::int as n from finding_history'))[0]!.n;
const events = async () => (await read<{ n: number }>('select count(*)::int as n from events'))[0]!.n;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  lines.length = 0;
  await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, (sql) =>
    registerAccount(sql, DEFAULT_TENANT, { accountUid: ACCOUNT, name: 'mine' }),
  );
});
afterEach(() => clearTenant(database.sql, DEFAULT_TENANT));

/** What the collector's own read of the same would store. */
function polled(record: Record<string, unknown>): Collected {
  const normalised = normaliseEvent(record);
  if (!normalised.ok) throw new Error(normalised.reason);
  return {
    collector: 'cloudtrail',
    accountUid: ACCOUNT,
    region: 'eu-west-1',
    collectedAt: '2026-03-10T06:10:00.000Z',
    coverage: [],
    outcomes: [],
    detections: evaluateEventRules([normalised.event], { ownRoleArn: null }),
    resources: [],
    events: [normalised.event],
    costs: [],
    cursor: null,
  };
}

describe('events as they happen', () => {
  it('become the findings that polling gives, in either order, once', async () => {
    const record = stopLogging();
    const take = () => takeLiveEvents(ctx(), [callEnvelope(record)], { collecting: false });
    expect(await take()).toEqual({ events: 1, findings: 0, ignored: 0, refused: 0 });
    const live = await findings();
    expect(live).toHaveLength(1);
    const before = await history();
    await storeCollected(ctx(), polled(record), CHECKS_BY_ID);
    await take();
    expect(await findings()).toEqual(live);
    expect([await events(), await history()]).toEqual([1, before]);
  });

  it('complete a pattern whose first part was stored before', async () => {
    const failures = Array.from({ length: 12 }, (_, index) =>
      callEnvelope(
        record('ConsoleLogin', {
          eventSource: 'signin.amazonaws.com',
          eventTime: `2026-03-10T06:${String(10 + index)}:00Z`,
          responseElements: { ConsoleLogin: 'Failure' },
          errorMessage: 'Failed authentication',
        }),
        'AWS Console Sign In via CloudTrail',
      ),
    );
    for (const failure of failures) await takeLiveEvents(ctx(), [failure], { collecting: false });
    const one = await findings();
    await clearTenant(database.sql, DEFAULT_TENANT);
    await takeLiveEvents(ctx(), failures, { collecting: true });
    const all = await findings();
    expect(all.length).toBeGreaterThan(0);
    expect(one.map(({ uid }) => uid)).toEqual(expect.arrayContaining(all.map(({ uid }) => uid)));
  });

  it('GuardDuty: the identity that the collector gives, never back to an older state', async () => {
    const take = (change: Partial<typeof FINDING>) =>
      takeLiveEvents(ctx(), [guardDutyEnvelope(findingJson({ ...FINDING, ...change }))], { collecting: false });
    const [older, newer] = ['2026-03-10T05:00:00.000Z', '2026-03-10T07:00:00.000Z'];
    await take({ eventLastSeen: newer, updatedAt: newer, count: 9 });
    const before = await findings();
    expect(before).toMatchObject([{ checkId: FINDING.type, count: 9 }]);
    await take({ eventLastSeen: older, updatedAt: older, count: 2 });
    expect(await findings()).toEqual(before);
    const archived = toDetection({ ...FINDING, eventLastSeen: newer, updatedAt: newer, count: 9, archived: true });
    const read = polled(stopLogging());
    await storeCollected(ctx(), { ...read, collector: 'guardduty', events: [], detections: [archived] }, CHECKS_BY_ID);
    expect(await findings()).toEqual([{ ...before[0], status: 5 }]);
    await take({ eventLastSeen: newer, updatedAt: newer, count: 9 });
    expect(await findings()).toEqual([{ ...before[0], status: 5 }]);
  });

  it('of strangers and of other kinds are counted and logged, not stored', async () => {
    const strange = { recipientAccountId: STRANGER };
    const delivery = [
      callEnvelope(stopLogging(strange)),
      callEnvelope({}, 'EC2 Instance State-change Notification'),
      callEnvelope({ eventName: 'NoId' }),
      'text',
      null,
      callEnvelope(stopLogging()),
    ];
    expect(await takeLiveEvents(ctx(), delivery, { collecting: false })).toEqual({
      events: 1,
      findings: 0,
      ignored: 2,
      refused: 3,
    });
    expect(lines.join('\n')).toContain(`Account ${STRANGER} is not connected.`);
    expect(await events()).toBe(1);
    // The default credentials' account is known and it is another; before that, it may be this one.
    const collecting = () => takeLiveEvents(ctx(), [callEnvelope(stopLogging(strange))], { collecting: true });
    expect(await collecting()).toMatchObject({ events: 0, ignored: 1 });
    await database.sql`update aws_accounts set role_arn = ${`arn:aws:iam::${ACCOUNT}:role/x`}`;
    expect(await collecting()).toMatchObject({ events: 1, ignored: 0 });
    expect(await events()).toBe(2);
  });

  it('of impossible times are refused, so that what comes later is not taken for late', async () => {
    const years = ['2999', '1970'];
    const times = years.map((year) => `${year}-03-10T06:00:00Z`);
    const delivery = times.flatMap((time) => [
      callEnvelope(stopLogging({ eventTime: time, eventID: `e-${time}` })),
      guardDutyEnvelope({ ...findingJson(FINDING), updatedAt: time, service: { eventLastSeen: time } }),
    ]);
    expect(await takeLiveEvents(ctx(), delivery, { collecting: false })).toMatchObject({ events: 0, refused: 4 });
    expect(lines.join('\n')).toContain('lies in the future');
    expect([await events(), await findings()]).toEqual([0, []]);
  });
});

describe('POST /api/events/eventbridge', () => {
  const post = async (body: string, headers: Record<string, string>, environment: Record<string, string>) => {
    const { app } = await createTestApp(database, { tenantId: DEFAULT_TENANT, now: new Date(), environment });
    return app.request('/api/events/eventbridge', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  };
  const guarded = { EVENTBRIDGE_SECRET: SECRET, ACCESS_TOKEN: 'another-token-of-the-reader' };
  const right = { 'x-assay-secret': SECRET };
  const body = () => JSON.stringify(callEnvelope(stopLogging()));

  it('takes one event or several with the secret alone', async () => {
    const one = await post(body(), right, guarded);
    expect([one.status, await one.json()]).toEqual([202, { events: 1, findings: 0, ignored: 0, refused: 0 }]);
    expect((await post(`[${body()},${body()}]`, right, guarded)).status).toBe(202);
    expect(await events()).toBe(3);
  });

  it.each([
    ['no secret', {}, guarded, 401],
    ['a wrong secret', { 'x-assay-secret': `${SECRET}x` }, guarded, 401],
    ['the access token instead', { authorization: `Bearer ${guarded.ACCESS_TOKEN}` }, guarded, 401],
    ['none configured', right, {}, 422],
  ] as const)('refuses %s', async (_what, headers, environment, status) => {
    expect((await post(body(), headers, environment)).status).toBe(status);
    expect(await events()).toBe(0);
  });

  it.each([
    ['not JSON', '{', 400],
    ['a number', '7', 400],
    ['too much', JSON.stringify([callEnvelope(stopLogging({ x: 'x'.repeat(1_000_000) }))]), 413],
  ])('refuses a body that is %s', async (_what, text, status) => {
    expect((await post(text, right, guarded)).status).toBe(status);
  });
});

describe('the SQS poller', () => {
  it('stores, deletes, drops what is no event, and waits out a database that fails', async () => {
    const sqs = sqsStandIn();
    const aws = await startAws({ services: [sqs] });
    const queueUrl = `${aws.endpoint}/${ACCOUNT}/assay`;
    process.env['AWS_ACCESS_KEY_ID'] ??= 'AKIASTANDIN';
    process.env['AWS_SECRET_ACCESS_KEY'] ??= 'unused';
    let broken = true;
    const sql = new Proxy(database.sql, {
      get: (target, key) => {
        if (key === 'begin' && broken) return () => Promise.reject(new Error('down'));
        return Reflect.get(target, key) as unknown;
      },
    });
    const message = JSON.stringify(callEnvelope(stopLogging()));
    sqs.put(queueUrl, message);
    sqs.put(queueUrl, message);
    sqs.put(queueUrl, JSON.stringify({ Type: 'Notification', Message: message }));
    sqs.put(queueUrl, JSON.stringify(guardDutyEnvelope(findingJson(FINDING))));
    sqs.put(queueUrl, 'no JSON');
    const poller = startSqsPoller({
      ctx: { ...ctx(), sql },
      queueUrl,
      collecting: false,
      backoffMs: { first: 1, longest: 5 },
    });
    try {
      await until(() => lines.some((line) => line.includes('sqs.batch_failed')) && sqs.left(queueUrl) === 4);
      expect(lines.join('\n')).toContain('The message is not JSON.');
      expect(await events()).toBe(0);
      broken = false;
      sqs.redeliver(queueUrl);
      await until(() => sqs.left(queueUrl) === 0);
    } finally {
      await poller.close();
      await aws.close();
    }
    expect(await events()).toBe(1);
    expect((await findings()).map(({ checkId }) => checkId)).toContain(FINDING.type);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
