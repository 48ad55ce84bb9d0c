import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { iamSnapshot, iamUser, credentialRow, reportOf, rootRow } from '../test/aws/iam-estate.ts';
import { accessAnalyzerStandIn, iamStandIn } from '../test/aws/iam.ts';
import { type AwsStandIn, startAws } from '../test/aws/server.ts';
import { stsStandIn } from '../test/aws/sts.ts';

const ESTATE = iamSnapshot({
  authorization: { users: [iamUser('ann')], groups: [], roles: [], policies: [], failure: null },
  mfaDevices: { ann: { ok: true, value: [] } },
  accessKeys: { ann: { ok: true, value: [] } },
  credentialReport: reportOf([rootRow(), credentialRow('ann', { passwordEnabled: true })]),
});

let aws: AwsStandIn;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-collect-'));
  aws = await startAws({
    services: [
      stsStandIn({ identities: () => aws.identities }),
      iamStandIn({ estate: () => ESTATE }),
      accessAnalyzerStandIn({ estate: () => ESTATE }),
    ],
  });
});
afterAll(async () => {
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

/** `npm run collect -- <words>` as a user starts it, over a data directory of its own. */
function collect(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
  const env = {
    PATH: process.env['PATH'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    DATA_DIR: join(folder, 'data'),
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAOPERATOR',
    AWS_SECRET_ACCESS_KEY: 'unused',
    AWS_REGION: 'us-east-1',
    AWS_REGIONS: 'us-east-1',
    EMBEDDER: 'local',
    LOG_LEVEL: 'warn',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, 'collect', ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}

it('reads an account, shows how far it is, and ends with what was read; again, nothing is new', async () => {
  const first = await collect('iam');
  expect(first.stderr).toMatch(/iam 123456789012 global iam:GetCredentialReport \d/);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/^collector +account +region +api +outcome/);
  expect(first.stdout).toMatch(/iam +123456789012 +global +iam:GetAccountSummary +ok/);
  expect(Number(/(\d+) findings opened/.exec(first.stdout)?.[1])).toBeGreaterThan(0);
  const second = await collect('iam');
  expect(second.stdout).toContain('\n0 findings opened, 0 resolved or archived, 0 reopened.');
  expect(aws.unknownCalls).toEqual([]);
  // Two cold starts of the embedded database, on a machine that may be busy.
}, 240_000);

it('says which collectors there are', async () => {
  const refused = await collect('lambda');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('There is no collector "lambda". Say one of iam, s3,');
});
