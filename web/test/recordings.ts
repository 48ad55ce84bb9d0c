/** Recorded answers of the stand-in server, part by part as `src/http/api.ts` has them. Times hang on `NOW`. */
import type { Claim, CoverageSource, EvidenceItem, StatusReport, StreamPart } from '../../src/http/api.ts';

/** The estate's clock of every recording. */
export const NOW = Date.parse('2026-11-20T09:30:00Z');

const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
const PRODUCTION = '111122223333';
const STAGING = '444455556666';
const SECURITY = '777788889999';

const USERS = [
  ['svc-legacy-backup', 'data-platform', 187, 'critical', true],
  ['deploy-bot', 'platform', 2, 'high', true],
  ['m.okafor', 'payments', 31, 'medium', false],
  ['j.lindqvist', 'payments', 4, 'medium', false],
  ['contractor-17', '', 96, 'medium', false],
  ['t.nakamura', 'search', 12, 'medium', false],
  ['report-export', 'finance', 210, 'low', false],
] as const;

const mfaFact: EvidenceItem = {
  label: 'Q1',
  kind: 'fact',
  title: 'IAM users with a console password and no MFA',
  asOf: ago(12),
  value: USERS.length,
  unit: 'users',
  denominator: 45,
  members: USERS.map(([name]) => `arn:aws:iam::${PRODUCTION}:user/${name}`),
  rows: USERS.map(([user, team, days, severity, admin]) => ({
    user,
    team: team === '' ? null : team,
    lastUsedDays: days,
    severity,
    admin,
    lastUsed: ago(days * 1440),
  })),
  complete: true,
  factName: 'iam.users_without_mfa',
  parameters: { state: 'open', consolePassword: true },
};

const adminFinding: EvidenceItem = {
  label: 'F-3k7q',
  kind: 'finding',
  title: 'Service user with AdministratorAccess and no MFA has been silent for 187 days',
  severity: 'critical',
  resourceUid: `arn:aws:iam::${PRODUCTION}:user/svc-legacy-backup`,
  accountUid: PRODUCTION,
  region: 'global',
  asOf: ago(12),
  url: 'https://us-east-1.console.aws.amazon.com/iam/home#/users/details/svc-legacy-backup',
  finding: {
    uid: 'f00dfeed3k7q',
    checkId: 'iam_user_mfa_enabled_console_access',
    service: 'iam',
    product: 'IAM',
    status: 'new',
    complianceStatus: 'fail',
    statusDetail:
      'Console password active, 0 MFA devices, AdministratorAccess attached directly, last used 17 May 2026.',
    description:
      'svc-legacy-backup can sign in to the console with a password alone and may do anything in the account.',
    risk: 'A leaked or guessed password is enough to take the whole account: nothing else is asked for, and nobody would miss a user that has not been seen since May.',
    consequence:
      'Full control of production: data can be read, copied and deleted, and instances started at your expense.',
    remediation: [
      'Disable the console password: nothing has used it for 187 days.',
      'Detach AdministratorAccess and attach the backup policy that the role backup-runner already has.',
      'Delete the user after a week without a complaint.',
    ],
    ownerHint: 'Team data-platform, by the tag team; last changed by k.adeyemi.',
    resourceName: 'svc-legacy-backup',
    resourceType: 'AwsIamUser',
    tags: { team: 'data-platform', owner: 'k.adeyemi', env: 'production' },
    compliance: { cis6: ['2.9', '2.15'], fsbp: ['IAM.5'], nist80053r5: 7, soc2: 2 },
    firstSeenTime: ago(187 * 1440),
    lastSeenTime: ago(12),
    estimatedMonthlyCost: null,
    estimatedMonthlySavings: null,
  },
};

const finding = (label: string, name: string, severity: string, title: string): EvidenceItem => ({
  ...adminFinding,
  label,
  title,
  severity,
  resourceUid: `arn:aws:iam::${PRODUCTION}:user/${name}`,
  ...(adminFinding.finding === undefined
    ? {}
    : { finding: { ...adminFinding.finding, uid: label, resourceName: name } }),
});

export const EVIDENCE: EvidenceItem[] = [
  mfaFact,
  {
    label: 'Q2',
    kind: 'fact',
    title: 'Users with administrator rights',
    asOf: ago(12),
    value: 6,
    unit: 'users',
    denominator: 45,
    complete: false,
    factName: 'iam.admins',
    parameters: {},
  },
  adminFinding,
  finding('F-9d2m', 'deploy-bot', 'high', 'User deploy-bot has a console password and no MFA'),
  finding('F-h41z', 'm.okafor', 'medium', 'User m.okafor has a console password and no MFA'),
  {
    label: 'E-77ab',
    kind: 'event',
    title: 'ConsoleLogin by deploy-bot from 203.0.113.24 without MFA',
    accountUid: PRODUCTION,
    region: 'us-east-1',
    asOf: ago(60 * 44),
  },
  finding('F-x0p8', 'contractor-17', 'medium', 'User contractor-17 has a console password and no MFA'),
];

const SOURCES: CoverageSource[] = [
  { product: 'iam', accountUid: PRODUCTION, region: 'global', asOf: ago(12), outcome: 'ok', stale: false },
  { product: 'iam', accountUid: STAGING, region: 'global', asOf: ago(13), outcome: 'ok', stale: false },
  {
    product: 'cloudtrail',
    accountUid: PRODUCTION,
    region: 'us-east-1',
    asOf: ago(60 * 31),
    outcome: 'ok',
    stale: true,
  },
  {
    product: 'guardduty',
    accountUid: STAGING,
    region: 'eu-south-1',
    asOf: null,
    outcome: 'denied',
    stale: false,
    detail: 'guardduty:ListDetectors is not allowed for AssayReadOnly.',
  },
  {
    product: 'iam',
    accountUid: SECURITY,
    region: 'global',
    asOf: null,
    outcome: 'not_collected',
    stale: false,
  },
];

const MFA_TEXT = `**7 of 45 users** can sign in to the console with a password alone [Q1]. One of them matters more than the other six together.

### What matters most

1. **svc-legacy-backup** has AdministratorAccess and has not been seen for 187 days [F-3k7q]. A leaked password is enough to take the whole account, and nobody would notice.
2. **deploy-bot** signed in from 203.0.113.24 without MFA two days ago [E-77ab]. It has 9 access keys [F-9d2m].
3. The other five are people or exports with narrow rights [Q1, F-h41z, F-x0p8].

| User | Team | Last used, days | Severity |
| --- | --- | ---: | --- |
| svc-legacy-backup | data-platform | 187 | critical |
| deploy-bot | platform | 2 | high |
| m.okafor | payments | 31 | medium |
| contractor-17 | – | 96 | medium |

### Do this, in this order

Switch off the password of \`svc-legacy-backup\` first: it takes a minute and nothing uses it.

\`\`\`
aws iam delete-login-profile --user-name svc-legacy-backup
\`\`\`

Then ask the team **payments** to enrol a device; they own two of the seven [Q1]. It is good practice to review this each quarter.`;

const MFA_CLAIMS: Claim[] = [
  ['7 of 45 users can sign in to the console with a password alone [Q1].', 'supported', ['Q1'], ''],
  [
    'One of them matters more than the other six together.',
    'not_checkable',
    [],
    'A judgement, not a fact of the estate.',
  ],
  [
    'svc-legacy-backup has AdministratorAccess and has not been seen for 187 days [F-3k7q].',
    'supported',
    ['F-3k7q'],
    '',
  ],
  [
    'A leaked password is enough to take the whole account, and nobody would notice.',
    'uncited',
    [],
    'The sentence cites nothing.',
  ],
  ['deploy-bot signed in from 203.0.113.24 without MFA two days ago [E-77ab].', 'supported', ['E-77ab'], ''],
  ['It has 9 access keys [F-9d2m].', 'contradicted', ['F-9d2m'], 'F-9d2m says 1 access key, not 9.'],
  ['The other five are people or exports with narrow rights [Q1, F-h41z, F-x0p8].', 'supported', ['Q1', 'F-h41z'], ''],
  ['Then ask the team payments to enrol a device; they own two of the seven [Q1].', 'supported', ['Q1'], ''],
].map(([text, verdict, labels, reason]) => ({ text, verdict, labels, reason }) as Claim);

const HOSTILE_TEXT = `The bucket is called **<img src=x onerror="fetch('/owned')">** and its tag is [click here](https://evil.example/steal?d=1) [F-3k7q].

![pixel](https://evil.example/pixel.png) <script>fetch('/owned')</script> <a href="javascript:fetch('/owned')">go</a>

<style>body{background:url(https://evil.example/style)}</style> <form action="https://evil.example"><input name=q></form>

<iframe src="https://evil.example/frame"></iframe> <svg onload="fetch('/owned')"></svg> <p style="position:fixed;inset:0">cover</p>

[console trap](https://us-east-1.console.aws.amazon.com/cloudformation/home#/stacks/create/review?templateURL=https://evil.example/t.json) and <https://evil.example/auto> and https://evil.example/bare [Q99]

[real console](https://us-east-1.console.aws.amazon.com/iam/home#/users/details/svc-legacy-backup) [x]: https://evil.example/def

name\u202etxt.exe and zero\u200bwidth <button data-cite="F-3k7q" onclick="fetch('/owned')">fake</button> ![a][img]

[img]: https://evil.example/reference.png`;

const ask = (kind: 'count' | 'out_of_scope', reason: string): StreamPart => ({
  type: 'data-plan',
  id: 'plan',
  data: {
    intent: kind,
    services: kind === 'count' ? ['iam'] : [],
    entities: [],
    timeRange: null,
    filters: kind === 'count' ? { state: ['open'], topic: 'mfa' } : {},
    reason,
    ...(kind === 'out_of_scope'
      ? {}
      : {
          retrieval: {
            embedder: 'local',
            fallbackReason: 'Titan did not answer within 300 ms, so local vectors served.',
            tookMs: 14,
            kept: [
              { label: 'F-3k7q', title: adminFinding.title, score: 0.0325, arms: ['vector', 'lexical'] },
              {
                label: 'F-9d2m',
                title: 'User deploy-bot has a console password and no MFA',
                score: 0.0301,
                arms: ['lexical'],
              },
            ],
            nearMisses: [{ title: 'Root user of staging has no hardware MFA', score: 0.0144 }],
          },
        }),
  },
});

/** Text as deltas of a few words, as models send it. */
function deltas(id: string, text: string, size = 14): StreamPart[] {
  const parts: StreamPart[] = [];
  for (let from = 0; from < text.length; from += size) {
    parts.push({ type: 'text-delta', id, delta: text.slice(from, from + size) });
  }
  return [{ type: 'text-start', id }, ...parts, { type: 'text-end', id }];
}

/** The same, with the verdicts of each sentence as soon as it is whole. */
function checked(id: string, text: string, claims: Claim[]): StreamPart[] {
  let said = '';
  let known = 0;
  return deltas(id, text).flatMap((part) => {
    if (part.type === 'text-delta') said += part.delta.replaceAll(/[*`]/g, '');
    const before = known;
    while (known < claims.length && said.includes(claims[known]?.text ?? '')) known += 1;
    return known === before ? [part] : [part, claimsPart(claims.slice(0, known))];
  });
}

function claimsPart(claims: Claim[]): StreamPart {
  const count = (verdict: Claim['verdict']): number => claims.filter((claim) => claim.verdict === verdict).length;
  return {
    type: 'data-claims',
    id: 'claims',
    data: {
      claims,
      supported: count('supported'),
      contradicted: count('contradicted'),
      uncited: count('uncited'),
      notCheckable: count('not_checkable'),
    },
  };
}

const opening: StreamPart[] = [
  ask('count', '“Which … have no” with “users” asks for the members of a complement.'),
  { type: 'data-evidence', id: 'evidence', data: { items: EVIDENCE } },
  { type: 'data-coverage', id: 'coverage', data: { complete: false, sources: SOURCES } },
];

const groq = { provider: 'groq', model: 'llama-3.3-70b-versatile' } as const;
const bedrock = { provider: 'bedrock', model: 'eu.anthropic.claude-sonnet-4-5' } as const;
const composer = { provider: 'composer', model: 'composer' } as const;

const attempt = (data: Extract<StreamPart, { type: 'data-attempt' }>['data']): StreamPart => ({
  type: 'data-attempt',
  id: `attempt-${data.attempt}`,
  data,
});

const usage = (data: Partial<Extract<StreamPart, { type: 'data-usage' }>['data']>): StreamPart => ({
  type: 'data-usage',
  id: 'usage',
  data: {
    ...bedrock,
    inputTokens: 3184,
    outputTokens: 412,
    costUsd: 0.015732,
    cached: false,
    firstTokenMs: 412,
    totalMs: 3140,
    ...data,
  },
});

/** The parts of an answer between its `start` and `finish`, chosen by words of the question. */
export function recordingFor(question: string): StreamPart[] {
  if (/hostile/.test(question)) {
    return [
      ...opening,
      attempt({ ...bedrock, attempt: 1, state: 'started' }),
      ...deltas('t1', HOSTILE_TEXT, 9),
      usage({}),
    ];
  }
  if (/weather/.test(question)) {
    const text =
      'That is not something Assay can answer. It knows the estate it reads: users, buckets, instances, threats, events and cost.';
    return [
      ask('out_of_scope', 'Nothing of an AWS estate is named.'),
      attempt({ ...composer, attempt: 1, state: 'serving' }),
      ...deltas('t1', text),
      claimsPart([]),
      usage({ ...composer, inputTokens: null, outputTokens: null, costUsd: null, firstTokenMs: 9, totalMs: 41 }),
    ];
  }
  if (/fall/.test(question)) {
    return [
      ...opening,
      attempt({ ...bedrock, attempt: 1, state: 'started' }),
      attempt({ ...bedrock, attempt: 1, state: 'failed', errorClass: 'throttled', httpStatus: 429, latencyMs: 180 }),
      attempt({ ...groq, attempt: 2, state: 'started' }),
      attempt({ ...groq, attempt: 2, state: 'serving' }),
      ...checked('t1', MFA_TEXT.slice(0, 260), MFA_CLAIMS).slice(0, -1),
      attempt({ ...groq, attempt: 2, state: 'failed', errorClass: 'timeout_idle', latencyMs: 9100 }),
      { type: 'data-restart', id: 'restart-1', data: { textId: 't1', reason: 'timeout_idle' } },
      attempt({ ...composer, attempt: 3, state: 'started' }),
      attempt({ ...composer, attempt: 3, state: 'serving' }),
      ...checked('t2', MFA_TEXT, MFA_CLAIMS),
      attempt({ ...composer, attempt: 3, state: 'done', latencyMs: 22 }),
      usage({ ...composer, inputTokens: null, outputTokens: null, costUsd: null, firstTokenMs: 12, totalMs: 9400 }),
    ];
  }
  return [
    ...opening,
    attempt({ ...bedrock, attempt: 1, state: 'started' }),
    attempt({ ...bedrock, attempt: 1, state: 'serving', latencyMs: 412 }),
    ...checked('t1', MFA_TEXT, MFA_CLAIMS),
    attempt({ ...bedrock, attempt: 1, state: 'done', latencyMs: 3140 }),
    usage({}),
  ];
}

export const STATUS: StatusReport = {
  demo: true,
  now: new Date(NOW).toISOString(),
  version: '0.1.0',
  accounts: [
    { accountUid: PRODUCTION, name: 'production' },
    { accountUid: STAGING, name: 'staging' },
    { accountUid: SECURITY, name: 'security' },
  ],
  counts: { findingsOpen: 212, critical: 4, high: 31, resources: 1204 },
  freshness: SOURCES,
  chain: [
    { ...bedrock, available: true, reason: null },
    { ...groq, available: false, reason: 'GROQ_API_KEY is not set' },
    { ...composer, available: true, reason: null },
  ],
  suggestions: [
    'Which IAM users have no MFA?',
    'Why did our bill spike on Tuesday?',
    'How many buckets are public, and which matter most?',
    'Who launched the GPU instances?',
    'What changed since Monday?',
    'What is our biggest risk right now?',
  ],
};
