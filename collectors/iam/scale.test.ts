import { expect, it } from 'vitest';
import {
  attachment,
  credentialKey,
  credentialRow,
  daysAgo,
  iamGroup,
  iamPolicy,
  iamSnapshot,
  iamUser,
  policyText,
  reportOf,
  rootRow,
} from '../../src/test/aws/iam-estate.ts';
import { evaluate } from '../evaluate.ts';
import { stageRead } from './cases/scene.ts';
import { iamCollector } from './collector.ts';

const USERS = 5_000;
const WITH_KEY = 100;

/** 5,000 users in 50 groups, each with an inline policy and tags; some with a key, some with MFA. */
function estate() {
  const policy = iamPolicy('base', [{ Action: ['s3:GetObject', 'kms:Decrypt'], Resource: 'arn:aws:s3:::b/*' }]);
  const names = Array.from({ length: USERS }, (_, index) => `user-${index}`);
  return iamSnapshot({
    credentialReport: reportOf([
      rootRow(),
      ...names.map((name, index) =>
        credentialRow(name, {
          passwordEnabled: index % 2 === 0,
          passwordLastUsed: index % 2 === 0 ? daysAgo(index % 90) : null,
          keys: [
            credentialKey(1, index < WITH_KEY ? { active: true, lastRotated: daysAgo(100) } : {}),
            credentialKey(2),
          ],
        }),
      ),
    ]),
    authorization: {
      users: names.map((name, index) =>
        iamUser(name, {
          groups: [`group-${index % 50}`],
          inlinePolicies: [{ name: 'own', document: policyText({ Action: ['s3:*', 'ec2:Describe*'] }) }],
          tags: { team: `team-${index % 7}` },
        }),
      ),
      groups: Array.from({ length: 50 }, (_, index) =>
        iamGroup(`group-${index}`, { attachedPolicies: [attachment(policy)] }),
      ),
      roles: [],
      policies: [policy],
      failure: null,
    },
    accessKeys: Object.fromEntries(
      names
        .slice(0, WITH_KEY)
        .map((name) => [name, { ok: true, value: [{ id: `AKIA${name}`, active: true, createdAt: daysAgo(100) }] }]),
    ),
  });
}

it(`reads and judges ${USERS} users in the fewest calls and little memory`, async () => {
  const snapshot = estate();
  const { snapshot: read, calls } = await stageRead({ snapshot, pageSize: 500, deadlineMs: 60_000 });
  expect({ ...read, coverage: [], analyzers: [] }).toEqual(snapshot);

  const pages = Math.ceil((USERS + 50 + 1) / 500);
  expect(calls.filter(({ operation }) => operation === 'GetAccountAuthorizationDetails')).toHaveLength(pages);
  expect(calls.filter(({ operation }) => operation === 'ListAccessKeys')).toHaveLength(WITH_KEY);
  expect(calls.length).toBeLessThan(pages + WITH_KEY + 20);

  const { outcomes, resources } = evaluate(iamCollector, read);
  expect(resources).toHaveLength(USERS + 50 + 1 + 2);
  expect(new Set(outcomes.map(({ outcome }) => outcome.status))).toEqual(new Set(['pass', 'fail']));
  // The stand-in, the estate, the read and the verdicts, all in one process.
  expect(process.memoryUsage().heapUsed).toBeLessThan(700 * 2 ** 20);
  if (process.env['SHOW_FIGURES'])
    process.stdout.write(
      `${outcomes.length} outcomes, ${calls.length} calls, heap ${Math.round(process.memoryUsage().heapUsed / 2 ** 20)} MiB\n`,
    );
});
