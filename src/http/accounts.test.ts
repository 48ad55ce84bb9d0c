import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Hono } from 'hono';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { createAccounts } from '../intake/accounts.ts';
import { createLog } from '../log.ts';
import { createTestDatabase } from '../test/db.ts';
import { type AwsStandIn, startAws } from '../test/aws/server.ts';
import { type AssumableRole, stsStandIn } from '../test/aws/sts.ts';
import type { AccountReport, AccountTestResult } from './accounts-view.ts';
import { accountRoutes } from './accounts.ts';
import type { AppEnv } from './environment.ts';
import { problemOf, problemResponse } from './errors.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/AssayReadOnly`;

let database: Database;
let aws: AwsStandIn;
let app: Hono<AppEnv>;
const roles: AssumableRole[] = [];
const opened: string[] = [];
const before = { ...process.env };

beforeAll(async () => {
  database = await createTestDatabase();
  aws = await startAws({ services: [stsStandIn({ identities: () => aws.identities, roles })] });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAOPERATOR',
    AWS_SECRET_ACCESS_KEY: 'unused',
    AWS_REGION: 'us-east-1',
  });
  const accounts = createAccounts({
    sql: database.sql,
    demoGivesWay: true,
    onOpened: (account) => Promise.resolve(void opened.push(account)),
  });
  app = new Hono<AppEnv>();
  app.onError((error, context) => problemResponse(context, problemOf(error, 'test', createLog('silent'))));
  app.route('/api/accounts', accountRoutes(accounts));
});
afterAll(async () => {
  process.env = before;
  await aws.close();
  await database.close();
});

const send = (method: string, path: string, body?: object) =>
  app.request(`/api/accounts${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
const countOf = async (tenantId: string, table: string) => {
  const [row] = await database.sql<{ count: number }[]>`
    select count(*)::int from ${database.sql(table)} where tenant_id = ${tenantId}`;
  return row!.count;
};

const STORES = [
  'findings',
  'finding_history',
  'finding_embeddings',
  'check_summaries',
  'resources',
  'events',
  'cost_daily',
  'collection_runs',
  'collection_state',
  'collection_coverage',
];

/** One row in every store for an account. */
function fill(tenantId: string, account: string): Promise<void> {
  return withTenant(database.sql, { tenantId, role: 'collect' }, async (sql) => {
    const uid = `finding-of-${account}`;
    await sql`
      insert into findings (tenant_id, finding_uid, class_uid, check_id, product, service, title, "desc", severity_id,
        status_id, account_uid, region, resource_uid, resource_type, resource_name, first_seen_time, last_seen_time,
        evidence_hash, evidence_time)
      values (${tenantId}, ${uid}, 2003, 'c', 'iam', 'iam', 't', 'd', 3, 1, ${account}, 'global', 'r', 'T', 'n', now(),
        now(), 'h', now())`;
    await sql`
      insert into finding_history (tenant_id, finding_uid, changed_at, change, status_id, severity_id, status_detail,
        evidence, evidence_hash)
      values (${tenantId}, ${uid}, now(), 'opened', 1, 3, '', '{}', 'h')`;
    await sql`
      insert into finding_embeddings (tenant_id, embedder, finding_uid, model, content_hash, embedding)
      values (${tenantId}, 'local', ${uid}, 'm', 'h', ${`[${Array.from({ length: 1024 }, () => 0.5).join()}]`}::text::vector)`;
    await sql`
      insert into check_summaries (tenant_id, check_id, account_uid, region, service, title, severity_id, pass, fail,
        warning, as_of) values (${tenantId}, 'c', ${account}, 'global', 'iam', 't', 3, 0, 1, 0, now())`;
    await sql`
      insert into resources (tenant_id, resource_uid, type, name, service, account_uid, region, first_seen_time,
        last_seen_time) values (${tenantId}, ${`r-${account}`}, 'T', 'n', 'iam', ${account}, 'global', now(), now())`;
    await sql`
      insert into events (tenant_id, event_id, time, name, source, account_uid, region, principal_type, principal,
        principal_name) values (${tenantId}, ${`e-${account}`}, now(), 'n', 's', ${account}, 'r', 't', 'p', 'p')`;
    await sql`
      insert into cost_daily (tenant_id, charge_period_start, cost_key, x_view, sub_account_id, service_name,
        charge_category, billed_cost, effective_cost, billing_currency)
      values (${tenantId}, '2026-01-01', ${account}, 'service_account', ${account}, 'EC2', 'Usage', 1, 1, 'USD')`;
    await sql`
      insert into collection_runs (tenant_id, run_id, collector, account_uid, region, state, started_at)
      values (${tenantId}, gen_random_uuid(), 'iam', ${account}, 'global', 'succeeded', now())`;
    await sql`
      insert into collection_state (tenant_id, collector, account_uid, region)
      values (${tenantId}, 'iam', ${account}, 'global')`;
    await sql`
      insert into collection_coverage (tenant_id, product, account_uid, region, api, outcome, items, started_at,
        finished_at) values (${tenantId}, 'iam', ${account}, 'global', 'iam:ListUsers', 'ok', 1, now(), now())`;
  });
}

describe('an account', () => {
  let account: AccountReport;

  it('is refused for what is not a role', async () => {
    for (const roleArn of ['', 'arn:aws:iam::123:role/x', `arn:aws:iam::${ACCOUNT}:user/x`, 'arn:aws:s3:::bucket'])
      expect([roleArn, (await send('POST', '', { roleArn })).status]).toEqual([roleArn, 400]);
    expect((await send('POST', '', { roleArn: ROLE, regions: ['nowhere'] })).status).toBe(400);
    expect(await countOf(DEFAULT_TENANT, 'aws_accounts')).toBe(0);
  });

  it('is connected with an ExternalId and the policies to copy, and the demo goes with it', async () => {
    await fill(DEMO_TENANT, '111111111111');
    const response = await send('POST', '', { roleArn: ROLE, name: 'shop', regions: ['eu-west-1'] });
    expect(response.status).toBe(201);
    account = (await response.json()) as AccountReport;
    expect(account).toMatchObject({ accountUid: ACCOUNT, name: 'shop', regions: ['eu-west-1'], enabled: true });
    expect(account.externalId).toMatch(/^assay-[\w-]{32}$/);
    expect(JSON.stringify(account.policies.trust)).toContain(account.externalId);
    expect(JSON.stringify(account.policies.readOnly)).toContain('iam:GetCredentialReport');
    for (const table of STORES) expect([table, await countOf(DEMO_TENANT, table)]).toEqual([table, 0]);
    expect((await send('POST', '', { roleArn: ROLE })).status).toBe(409);
  });

  it('is told whom its role must trust, and its trust policy names it from then on', async () => {
    expect(JSON.stringify(account.policies.trust)).toContain('<role Assay runs as>');
    const arn = 'arn:aws:iam::444455556666:user/assay';
    aws.identities.set('AKIAOPERATOR', { accountUid: '444455556666', arn });
    const response = await send('GET', '/identity');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ arn, accountUid: '444455556666', principal: arn });
    const { policies } = (await (await send('GET', `/${ACCOUNT}`)).json()) as AccountReport;
    expect(policies.trust).toMatchObject({ Statement: [{ Principal: { AWS: arn } }] });
  });

  it('passes its test only where the ExternalId is asked for', async () => {
    const test = async () => (await (await send('POST', `/${ACCOUNT}/test`)).json()) as AccountTestResult;
    const closed = await test();
    expect(closed).toMatchObject({ ok: false, checks: [{ check: 'with_external_id', ok: false }] });
    expect(closed.detail).toContain('trust policy');

    roles.push({ arn: ROLE });
    const open = await test();
    expect(open.checks.map(({ ok }) => ok)).toEqual([true, false, false]);
    expect(open.detail).toContain('Add the condition sts:ExternalId');
    expect(opened).toEqual([]);

    roles.splice(0, 1, { arn: ROLE, externalId: account.externalId! });
    const right = await test();
    expect(right).toMatchObject({ ok: true, account: { lastTest: { ok: true } } });
    expect(right.checks.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(opened).toEqual([ACCOUNT]);
  });

  it('is edited, and stays where its role is', async () => {
    const edited = await send('PATCH', `/${ACCOUNT}`, { name: 'shop two', enabled: false });
    expect(await edited.json()).toMatchObject({ name: 'shop two', enabled: false, regions: ['eu-west-1'] });
    expect((await send('PATCH', `/${ACCOUNT}`, {})).status).toBe(400);
    expect((await send('PATCH', `/${ACCOUNT}`, { externalId: 'mine' })).status).toBe(400);
    expect((await send('PATCH', `/${ACCOUNT}`, { roleArn: 'arn:aws:iam::333333333333:role/x' })).status).toBe(400);
    expect((await send('PATCH', '/333333333333', { name: 'x' })).status).toBe(404);
    expect((await send('GET', '/12')).status).toBe(400);
  });

  it('is removed with all that is known of it, and nothing else', async () => {
    await fill(DEFAULT_TENANT, ACCOUNT);
    await fill(DEFAULT_TENANT, '444444444444');
    expect((await send('DELETE', `/${ACCOUNT}`)).status).toBe(204);
    for (const table of STORES) expect([table, await countOf(DEFAULT_TENANT, table)]).toEqual([table, 1]);
    expect((await send('DELETE', `/${ACCOUNT}`)).status).toBe(404);
    expect(await (await send('GET', '')).json()).toMatchObject({ items: [], total: 0 });
  });
});
