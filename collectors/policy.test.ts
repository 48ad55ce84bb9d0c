import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXTERNAL_ID_PLACEHOLDER, readOnlyPolicy, trustPolicy } from './policy.ts';
import { COLLECTORS } from './registry.ts';
import { S3_APIS } from './s3/apis.ts';

/** IAM's name of each client's actions. Source: AWS Service Authorization Reference. */
const PREFIXES: Record<string, string> = {
  accessanalyzer: 'access-analyzer',
  cloudtrail: 'cloudtrail',
  'cost-explorer': 'ce',
  ec2: 'ec2',
  guardduty: 'guardduty',
  iam: 'iam',
  s3: 's3',
  's3-control': 's3-control',
  sts: 'sts',
};
/** GetCallerIdentity needs no permission; AssumeRole is the operator's, in its own policy. */
const NOT_OF_THE_ACCOUNT = new Set(['sts:AssumeRole', 'sts:GetCallerIdentity']);
const PERMISSIONS = new Map<string, string>(Object.values(S3_APIS).map(({ api, permission }) => [api, permission]));

/** Every AWS operation named in the code of the collectors, as the IAM action that it needs. */
async function calledActions(): Promise<Set<string>> {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const files = (await readdir(root, { recursive: true })).filter((file) => /(?<!\.test)\.ts$/.test(file));
  const called = new Set<string>();
  for (const file of files) {
    const source = await readFile(join(root, file), 'utf8');
    for (const [, names = '', client = ''] of source.matchAll(
      /import\s+(?!type)((?:\{[^}]*\})|(?:\* as \w+))\s+from\s+'@aws-sdk\/client-([\w-]+)'/g,
    )) {
      const prefix = PREFIXES[client];
      if (!prefix) throw new Error(`${file} uses the client ${client}, of which this test knows nothing`);
      const alias = /\* as (\w+)/.exec(names)?.[1];
      const text = alias
        ? [...source.matchAll(new RegExp(`\\b${alias}\\.(\\w+)`, 'g'))].map(([, name]) => name).join()
        : names;
      for (const [, operation = ''] of text.matchAll(/\b([A-Z]\w+)Command\b/g)) {
        const api = `${prefix}:${operation}`;
        called.add(PERMISSIONS.get(api) ?? api);
      }
      for (const [, operation = ''] of text.matchAll(/\bpaginate([A-Z]\w+)/g)) {
        const api = `${prefix}:${operation}`;
        called.add(PERMISSIONS.get(api) ?? api);
      }
    }
  }
  return new Set([...called].filter((action) => !NOT_OF_THE_ACCOUNT.has(action)));
}

const statements = readOnlyPolicy().Statement;
const granted = new Set(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action));
const refused = statements.filter(({ Effect }) => Effect === 'Deny').flatMap(({ Action }) => Action);

describe('the read-only policy', () => {
  let called: Set<string>;
  beforeAll(async () => {
    called = await calledActions();
  });

  it('grants every action that a collector calls', () => {
    expect(called.size).toBeGreaterThan(50);
    expect([...called].filter((action) => !granted.has(action))).toEqual([]);
  });

  it('grants none that no collector calls', () => {
    expect([...granted].filter((action) => !called.has(action))).toEqual([]);
  });

  it('grants nothing that writes, no wildcard, and nothing that it refuses', () => {
    for (const action of granted) {
      expect(action).toMatch(/^[a-z0-9-]+:(Get|List|Describe|Lookup|Generate)[A-Za-z0-9]+$/);
      const hits = refused.filter((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(action));
      expect([action, ...hits]).toEqual([action]);
    }
  });

  it('fits into one managed policy, which holds 6,144 characters', () => {
    expect(JSON.stringify(readOnlyPolicy()).length).toBeLessThan(6144);
    expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(statements.length);
    for (const { Sid } of statements) expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
  });

  it('holds every collector’s own list', () => {
    for (const { actions } of Object.values(COLLECTORS))
      expect(actions.every((action) => granted.has(action))).toBe(true);
  });
});

it('trusts nobody without the ExternalId', () => {
  expect(JSON.stringify(trustPolicy())).toContain(EXTERNAL_ID_PLACEHOLDER);
  expect(trustPolicy('abc')).toMatchObject({
    Statement: [{ Condition: { StringEquals: { 'sts:ExternalId': 'abc' } } }],
  });
});
