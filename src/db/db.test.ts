import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../test/db.ts';
import type { Database, TransactionSql } from './connect.ts';
import { migrate } from './migrate.ts';
import { checkRoles, DEFAULT_TENANT, DEMO_TENANT, withTenant } from './tenant.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const asChat = <T>(tenantId: string, work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(database.sql, { tenantId, role: 'chat' }, work);
const asCollect = <T>(tenantId: string, work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(database.sql, { tenantId, role: 'collect' }, work);

const addAccount = (tenantId: string, accountUid: string) =>
  asCollect(
    tenantId,
    (sql) => sql`
    insert into aws_accounts (tenant_id, account_uid, name) values (${tenantId}, ${accountUid}, 'x')`,
  );

describe('migrations', () => {
  it('apply once, and do nothing the second time, even from two starters at once', async () => {
    const again = await Promise.all([migrate(database), migrate(database)]);
    expect(again).toEqual([[], []]);
  });

  it('refuse a database that a newer version wrote', async () => {
    await database.sql`insert into schema_migrations (version, name) values (9999, '9999_future.sql')`;
    await expect(migrate(database)).rejects.toMatchObject({ code: 'newer_version' });
    await database.sql`delete from schema_migrations where version = 9999`;
  });
});

describe('row-level security', () => {
  it('shows a tenant its own rows only, and nothing without a tenant', async () => {
    await addAccount(DEFAULT_TENANT, '111111111111');
    await addAccount(DEMO_TENANT, '222222222222');
    const seen = await asChat(DEFAULT_TENANT, (sql) => sql`select account_uid from aws_accounts`);
    expect(seen.map((row) => row['account_uid'])).toEqual(['111111111111']);
    const none = await database.sql.begin(async (sql) => {
      await sql`set local role assay_chat`;
      return sql`select account_uid from aws_accounts`;
    });
    expect(none).toHaveLength(0);
  });

  it('binds every statement of a transaction, the first and those sent in one go included', async () => {
    type Bound = { role: string; tenant: string; kind: string };
    const ask = (sql: TransactionSql, kind: string) =>
      sql<
        Bound[]
      >`select current_user as role, current_setting('assay.tenant_id', true) as tenant, ${kind}::text as kind`;
    for (const kind of ['once', 'again'])
      for (const tenant of [DEFAULT_TENANT, DEMO_TENANT]) {
        const bound = { role: 'assay_chat', tenant, kind };
        expect(await asChat(tenant, async (sql) => [...(await ask(sql, kind))])).toEqual([bound]);
        expect(await asChat(tenant, async (sql) => [...(await ask(sql, kind).execute())])).toEqual([bound]);
        const several = await asChat(tenant, (sql) => Promise.all([1, 2, 3].map(() => ask(sql, kind).execute())));
        expect(several.map(([row]) => row)).toEqual([bound, bound, bound]);
      }
  });

  it('runs nothing of a transaction whose binding failed, and leaves the connection clean', async () => {
    const scope = { tenantId: DEFAULT_TENANT, role: 'nobody' as 'chat' };
    const ran: string[] = [];
    const work = async (sql: TransactionSql) => {
      for (const attempt of ['first', 'second'])
        await sql`select 1`.then(
          () => ran.push(attempt),
          () => undefined,
        );
    };
    for (let round = 0; round < 6; round += 1)
      await expect(withTenant(database.sql, scope, work)).rejects.toMatchObject({ routine: expect.any(String) });
    expect(ran).toEqual([]);
    const [row] = await database.sql<{ same: boolean }[]>`select session_user = current_user as same`;
    expect(row).toEqual({ same: true });
  });

  it('refuses to write a row of another tenant', async () => {
    await expect(
      asCollect(
        DEFAULT_TENANT,
        (sql) => sql`
        insert into aws_accounts (tenant_id, account_uid, name) values (${DEMO_TENANT}, '333333333333', 'x')`,
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('lets the chat role read the stores and never write them', async () => {
    await expect(asChat(DEFAULT_TENANT, (sql) => sql`update findings set title = 'x'`)).rejects.toMatchObject({
      code: '42501',
    });
    await expect(asCollect(DEFAULT_TENANT, (sql) => sql`select * from chat_messages`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('covers every table that carries a tenant', async () => {
    const open = await database.sql`
      select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not (c.relrowsecurity and c.relforcerowsecurity)`;
    expect(open).toEqual([]);
  });

  it('refuses roles that could bypass it', async () => {
    await checkRoles(database.sql);
    await database.sql`alter role assay_chat bypassrls`;
    try {
      await expect(checkRoles(database.sql)).rejects.toMatchObject({ code: 'database_unsafe' });
    } finally {
      await database.sql`alter role assay_chat nobypassrls`;
    }
  });
});

describe('one driver for both databases', () => {
  it('keeps concurrent transactions apart', async () => {
    await database.sql`create table counter (n int)`;
    await database.sql`insert into counter values (0)`;
    await Promise.all(
      Array.from({ length: 20 }, () =>
        database.sql.begin(async (sql) => {
          const [row] = await sql`select n from counter for update`;
          await sql`update counter set n = ${Number(row!['n']) + 1}`;
        }),
      ),
    );
    expect((await database.sql`select n from counter`)[0]!['n']).toBe(20);
  });

  it('rolls back what failed', async () => {
    await expect(
      database.sql.begin(async (sql) => {
        await sql`update counter set n = -1`;
        await sql`select 1 / 0`;
      }),
    ).rejects.toThrow(/division/);
    expect((await database.sql`select n from counter`)[0]!['n']).toBe(20);
  });

  it('delivers notifications across connections', async () => {
    const heard = new Promise<string>((resolve) => {
      void database.sql.listen('assay_test', resolve, () => void database.sql.notify('assay_test', 'hello'));
    });
    expect(await heard).toBe('hello');
  });

  it('copies in bulk', async () => {
    const { Readable } = await import('node:stream');
    const { pipeline } = await import('node:stream/promises');
    await database.sql`create table bulk (n int)`;
    await pipeline(Readable.from(['1\n2\n', '3\n']), await database.sql`copy bulk from stdin`.writable());
    expect((await database.sql`select sum(n)::int as total from bulk`)[0]!['total']).toBe(6);
  });
});
