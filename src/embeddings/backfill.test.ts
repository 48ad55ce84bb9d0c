import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';
import type { FindingInput } from '../estate/finding.ts';
import { upsertFindings } from '../estate/findings-write.ts';
import { createTestDatabase } from '../test/db.ts';
import { sampleFinding } from '../test/findings.ts';
import { embedFindings, writeLocalVectors } from './backfill.ts';
import { DIMENSIONS, type Embedder, EmbedderError } from './embedder.ts';
import { createLocalEmbedder, LOCAL_MODEL } from './local.ts';
import { namesQuery, searchQuery } from './search-vector.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.sql`delete from findings`);

const AT = '2026-11-20T00:00:00.000Z';
const local = createLocalEmbedder();

const store = (findings: FindingInput[], tenantId = DEFAULT_TENANT) =>
  withTenant(database.sql, { tenantId, role: 'collect' }, (sql) => upsertFindings(sql, tenantId, findings, AT));
const users = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    sampleFinding({ resourceUid: `arn:aws:iam::111111111111:user/u${index}`, resourceName: `u${index}` }),
  );
const vectors = () => database.sql<{ embedder: string; model: string; uid: string; current: boolean }[]>`
  select e.embedder, e.model, e.finding_uid as uid, e.content_hash = f.content_hash as current
  from finding_embeddings e join findings f using (tenant_id, finding_uid) order by e.embedder, e.finding_uid`;
const found = async (query: string | null, tenantId = DEFAULT_TENANT) => {
  const rows = await withTenant(
    database.sql,
    { tenantId, role: 'chat' },
    (sql) => sql<{ uid: string }[]>`
      select finding_uid as uid from search_findings(${query}::tsquery, null, null, null, null, null, 100)`,
  );
  return rows.map((row) => row.uid);
};

/** The local embedder under Titan's name: a real space of its own, whose calls a test can watch and break. */
function titan(before: (texts: string[]) => void | Promise<void> = () => undefined): Embedder & { calls: string[][] } {
  const embedder: Embedder & { calls: string[][] } = {
    name: 'titan',
    model: 'test-titan',
    dimensions: DIMENSIONS,
    calls: [],
    embed: async (texts) => {
      embedder.calls.push(texts);
      await before(texts);
      return local.embed(texts);
    },
  };
  return embedder;
}

describe('storing a finding', () => {
  it('stores its local vector, current and of this model', async () => {
    await store(users(3));
    expect(await vectors()).toMatchObject(
      [1, 2, 3].map(() => ({ embedder: 'local', model: LOCAL_MODEL, current: true })),
    );
  });

  it('stores a vector whose cosine with the text is 1', async () => {
    await store([sampleFinding()]);
    const titanLike = titan();
    await embedFindings(database.sql, DEFAULT_TENANT, titanLike);
    const [row] = await database.sql<{ distance: number }[]>`
      select a.embedding <=> b.embedding as distance from finding_embeddings a, finding_embeddings b
      where a.embedder = 'local' and b.embedder = 'titan'`;
    expect(row!.distance).toBeLessThan(0.001);
  });

  it('renews the vector of a changed text and removes what another embedder made of the old one', async () => {
    const finding = sampleFinding();
    await store([finding]);
    await embedFindings(database.sql, DEFAULT_TENANT, titan());
    expect(await vectors()).toHaveLength(2);
    await store([{ ...finding, severity: 'critical', statusDetail: 'User alice is an administrator without MFA.' }]);
    expect(await vectors()).toMatchObject([{ embedder: 'local', current: true }]);
  });

  it('keeps all vectors when only a day count moved', async () => {
    const finding = sampleFinding({ statusDetail: 'User alice was last active 187 days ago.' });
    await store([finding]);
    await embedFindings(database.sql, DEFAULT_TENANT, titan());
    await store([{ ...finding, severity: 'critical', statusDetail: 'User alice was last active 188 days ago.' }]);
    expect(await vectors()).toMatchObject([
      { embedder: 'local', current: true },
      { embedder: 'titan', current: true },
    ]);
  });

  it('writes nothing for a finding whose text moved on meanwhile', async () => {
    const finding = sampleFinding();
    await store([finding]);
    await database.sql`delete from finding_embeddings`;
    await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, (sql) =>
      writeLocalVectors(sql, DEFAULT_TENANT, [
        { findingUid: finding.findingUid, text: 'an older text', contentHash: 'of-the-older-text' },
      ]),
    );
    expect(await vectors()).toEqual([]);
  });
});

describe('filling Titan behind', () => {
  it('gives every finding its vector, in batches, and then has nothing to do', async () => {
    await store(users(7));
    const embedder = titan();
    const progress: number[] = [];
    const report = await embedFindings(database.sql, DEFAULT_TENANT, embedder, {
      batchSize: 3,
      onProgress: ({ remaining }) => progress.push(remaining),
    });
    expect(report).toEqual({ written: 7, refused: 0, stopped: null });
    expect(embedder.calls.map((texts) => texts.length)).toEqual([3, 3, 1]);
    expect(progress).toEqual([4, 1, 0]);
    expect(await embedFindings(database.sql, DEFAULT_TENANT, embedder)).toEqual({
      written: 0,
      refused: 0,
      stopped: null,
    });
    expect(embedder.calls).toHaveLength(3);
  });

  it('stops with a reason when the model fails, keeps what it has, and goes on from there', async () => {
    await store(users(6));
    let calls = 0;
    const failing = titan(() => {
      calls += 1;
      if (calls === 2) throw new EmbedderError('throttled');
    });
    const first = await embedFindings(database.sql, DEFAULT_TENANT, failing, { batchSize: 2 });
    expect(first).toEqual({ written: 2, refused: 0, stopped: 'Amazon Titan is throttling our requests' });
    const second = await embedFindings(database.sql, DEFAULT_TENANT, failing, { batchSize: 2 });
    expect(second).toEqual({ written: 4, refused: 0, stopped: null });
  });

  it('passes by a text that the model will not take', async () => {
    await store([...users(4), sampleFinding({ resourceName: 'refused' })]);
    const picky = titan((texts) => {
      if (texts.some((text) => text.includes('refused'))) throw new EmbedderError('invalid_request');
    });
    const report = await embedFindings(database.sql, DEFAULT_TENANT, picky, { batchSize: 2 });
    expect(report).toEqual({ written: 4, refused: 1, stopped: null });
  });

  it('writes no vector of a text that changed while the model worked', async () => {
    const finding = sampleFinding();
    await store([finding]);
    const slow = titan(async () => {
      await store([{ ...finding, severity: 'critical', statusDetail: 'Changed in between.' }]);
    });
    expect((await embedFindings(database.sql, DEFAULT_TENANT, slow)).written).toBe(0);
    expect(await vectors()).toMatchObject([{ embedder: 'local', current: true }]);
    expect((await embedFindings(database.sql, DEFAULT_TENANT, titan())).written).toBe(1);
  });

  it('makes vectors of another model anew', async () => {
    await store(users(2));
    await embedFindings(database.sql, DEFAULT_TENANT, titan());
    const newer = { ...titan(), model: 'newer-titan' };
    expect((await embedFindings(database.sql, DEFAULT_TENANT, newer)).written).toBe(2);
    const models = (await vectors()).filter((row) => row.embedder === 'titan').map((row) => row.model);
    expect(models).toEqual(['newer-titan', 'newer-titan']);
  });

  it('renews local vectors and lexical columns of an older model', async () => {
    const [finding] = users(1);
    await store([finding!]);
    await database.sql`update finding_embeddings set model = 'older'`;
    await database.sql`update findings set search = ''`;
    expect((await embedFindings(database.sql, DEFAULT_TENANT, local)).written).toBe(1);
    expect(await vectors()).toMatchObject([{ embedder: 'local', model: LOCAL_MODEL, current: true }]);
    expect(await found(searchQuery('mfa'))).toEqual([finding!.findingUid]);
    expect((await embedFindings(database.sql, DEFAULT_TENANT, local)).written).toBe(0);
  });

  it('touches its own tenant only', async () => {
    await store(users(2));
    await store(users(3), DEMO_TENANT);
    expect((await embedFindings(database.sql, DEMO_TENANT, titan())).written).toBe(3);
  });

  it('ends with the signal', async () => {
    await store(users(2));
    const reason = new Error('enough');
    await expect(
      embedFindings(database.sql, DEFAULT_TENANT, titan(), { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });
});

describe('the lexical column', () => {
  const bucket = sampleFinding({
    checkId: 's3_bucket_public_access',
    title: 'S3 bucket is public',
    resourceUid: 'arn:aws:s3:::acme-customer-exports',
    resourceName: 'acme-customer-exports',
    resourceTags: { team: 'payments', 'cost center': 'A 12' },
    statusDetail: 'Bucket acme-customer-exports is readable by everyone; seen from i-0abc123 on t3.micro in us-east-1.',
  });

  it.each([
    ['a word in another form', 'publicly'],
    ['an instance id', 'i-0abc123'],
    ['a region', 'us-east-1'],
    ['an instance type', 'T3.micro'],
    ['an ARN', 'arn:aws:s3:::acme-customer-exports'],
    ['a part of a name', 'exports'],
    ['a check id', 's3_bucket_public_access'],
    ['a tag', 'team=payments'],
  ])('is found by %s', async (_what, text) => {
    await store([bucket, ...users(2)]);
    expect(await found(searchQuery(text))).toEqual([bucket.findingUid]);
  });

  it.each([['acme-customer-exports'], ['ACME-customer-exports'], ['team:payments'], ['cost center=a 12']])(
    'is found by the name %s',
    async (name) => {
      await store([bucket, ...users(2)]);
      expect(await found(namesQuery([name]))).toEqual([bucket.findingUid]);
    },
  );

  it('takes a name only where it names: a mention in the detail is not one', async () => {
    await store([bucket]);
    expect(await found(namesQuery(['t3.micro']))).toEqual([]);
  });

  it.each([
    ["'); drop table findings; --"],
    ["it's \\' :* & | ! <-> ()"],
    ["\\\\' 'a':1A"],
    ['"quoted" | !not & (x)'],
    ['100%_ \\'],
  ])('takes any text as text: %s', async (text) => {
    const odd = sampleFinding({
      resourceName: text,
      resourceUid: `arn:aws:s3:::${text}`,
      statusDetail: text,
      title: text,
    });
    await store([odd]);
    await found(searchQuery(text));
    expect(await found(namesQuery([text]))).toEqual([odd.findingUid]);
  });

  it('shows no row of another tenant, and none without a tenant', async () => {
    await store([bucket], DEMO_TENANT);
    expect(await found(searchQuery('public'))).toEqual([]);
    expect(await found(searchQuery('public'), DEMO_TENANT)).toEqual([bucket.findingUid]);
    const none = await database.sql.begin(async (sql) => {
      await sql`set local role assay_chat`;
      return sql`select * from search_findings('public'::tsquery, null, null, null, null, null, 100)`;
    });
    expect(none).toHaveLength(0);
  });

  it('asks nothing of a text that says nothing', () => {
    expect([searchQuery('what is the'), searchQuery(''), namesQuery([]), namesQuery([' '])]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
