/** Things are asked for by their names: calls that hold their ids, several names at once, what a bucket's name tells. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { storeCollected } from '../intake/store-collected.ts';
import { createTestDatabase } from '../test/db.ts';
import { ACCOUNT, CHECKS, onDay, readOn, user } from '../test/estate.ts';
import { computeFact } from './registry.ts';

let database: Database;
const fact = (name: string, parameters: object) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, (sql) =>
    computeFact(
      { sql, tenantId: DEFAULT_TENANT, now: new Date(onDay(20)), scope: { accounts: [], regions: [] } },
      name,
      parameters,
    ),
  );
const thing = (
  uid: string,
  type: string,
  name: string,
  attributes: object = {},
  tags: Record<string, string> = {},
) => ({
  ...user(name),
  uid,
  type,
  service: type === 'AWS::S3::Bucket' ? ('s3' as const) : ('ec2' as const),
  attributes,
  tags,
});

beforeAll(async () => {
  database = await createTestDatabase();
  const group = `arn:aws:ec2:eu-west-1:${ACCOUNT}:security-group/sg-0a1`;
  await storeCollected(
    { sql: database.sql, tenantId: DEFAULT_TENANT },
    readOn(1, {
      resources: [
        thing(group, 'AWS::EC2::SecurityGroup', 'wizard-3'),
        thing('arn:aws:s3:::acme-customer-exports', 'AWS::S3::Bucket', 'acme-customer-exports', { isPublic: true }),
        thing('arn:aws:s3:::acme-shop', 'AWS::S3::Bucket', 'acme-shop', { isPublic: true }),
        user('ada'),
        user('bob'),
        user('eve'),
      ],
    }),
    CHECKS,
  );
  await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, async (sql) => {
    for (const [id, resource] of [
      ['e1', 'sg-0a1'],
      ['e2', 'sg-0b2'],
    ])
      await sql`
        insert into events (tenant_id, event_id, time, name, source, account_uid, region, principal_type, principal,
          principal_name, resources)
        values (${DEFAULT_TENANT}::uuid, ${id!}, ${onDay(2)}, 'CreateSecurityGroup', 'ec2', ${ACCOUNT}, 'eu-west-1',
          'IAMUser', 'ada', 'ada', ${[resource!]}::text[])`;
  });
});
afterAll(() => database.close());

describe('by name', () => {
  it('a call that holds an id is found by the name of the thing', async () => {
    expect((await fact('events_list', { resource: 'wizard-3' })).members).toEqual(['e1']);
    expect((await fact('events_list', { resource: 'sg-0b2' })).members).toEqual(['e2']);
    expect((await fact('events_list', { resource: 'wizard-4' })).value).toBe(0);
  });

  it('users and roles of several names are counted together', async () => {
    expect(await fact('iam_users', { names: ['ada', 'eve'] })).toMatchObject({ value: 2, denominator: 3 });
    expect((await fact('iam_roles', { names: ['ada'] })).value).toBe(0);
  });

  it('only what is sensitive by name or tag', async () => {
    const all = await fact('public_exposure', { kind: 'bucket' });
    const some = await fact('public_exposure', { kind: 'bucket', sensitive: true });
    expect([all.value, some.value]).toEqual([2, 1]);
    expect(some.rows[0]?.['name']).toBe('acme-customer-exports');
  });
});
