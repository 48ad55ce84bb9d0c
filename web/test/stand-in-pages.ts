/** What the stand-in answers to the pages that are not the chat. */
import type {
  CollectorReport,
  CoverageEntryReport,
  CoverageReport,
  Page,
  ProviderCheck,
  ProviderReport,
  ProvidersReport,
} from '../../src/http/api.ts';
import { NOW, STATUS } from './recordings.ts';

const iso = (minutesFromNow: number): string => new Date(NOW + minutesFromNow * 60_000).toISOString();
const pageOf = <T>(items: T[]): Page<T> => ({ items, nextCursor: null, total: items.length });

const provider = (report: Partial<ProviderReport> & Pick<ProviderReport, 'provider' | 'model'>): ProviderReport => ({
  region: null,
  position: 0,
  available: true,
  reason: null,
  allowed: true,
  breaker: { state: 'closed', consecutiveFailures: 0, errorClass: null, openedAt: null, nextProbeAt: null },
  attempts: { served: 0, failed: 0, skipped: 0, aborted: 0 },
  shareServed: 0,
  passedOver: 0,
  errors: [],
  skips: [],
  firstTokenMs: null,
  totalMs: null,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  byDay: [],
  lastCheck: null,
  lastFailure: null,
  ...report,
});

const PROVIDERS: ProvidersReport = {
  answers: 100,
  allowed: null,
  allowedByTenant: null,
  allowedByInstallation: ['bedrock', 'groq', 'gemini'],
  breakersOf: { host: 'web-7f9c', pid: 4121, startedAt: iso(-600) },
  since: iso(-60 * 50),
  providers: [
    provider({
      provider: 'bedrock',
      model: 'eu.anthropic.claude-sonnet-4-5',
      region: 'eu-central-1',
      breaker: {
        state: 'open',
        consecutiveFailures: 2,
        errorClass: 'throttled',
        openedAt: iso(-1),
        nextProbeAt: iso(0.2),
      },
      attempts: { served: 82, failed: 14, skipped: 3, aborted: 1 },
      shareServed: 0.82,
      passedOver: 17,
      skips: [{ skipKind: 'resting', count: 3 }],
      errors: [
        { errorClass: 'throttled', count: 12 },
        { errorClass: 'timeout_idle', count: 2 },
      ],
      firstTokenMs: { p50: 412, p95: 1890 },
      totalMs: { p50: 3140, p95: 9020 },
      inputTokens: 261_088,
      outputTokens: 33_784,
      costUsd: 1.2901,
      byDay: [
        { day: '2026-11-18', attempts: 20, inputTokens: 61_000, outputTokens: 8100, costUsd: 0.3045 },
        { day: '2026-11-19', attempts: 41, inputTokens: 120_400, outputTokens: 15_900, costUsd: 0.5997 },
        { day: '2026-11-20', attempts: 38, inputTokens: 79_688, outputTokens: 9784, costUsd: 0.3859 },
      ],
      lastFailure: {
        at: iso(-1),
        errorClass: 'throttled',
        httpStatus: 429,
        upstream: 'ThrottlingException: Too many tokens, please wait before trying again. \u202e<b>not bold</b>',
      },
    }),
    provider({
      provider: 'groq',
      model: 'llama-3.3-70b-versatile',
      position: 1,
      attempts: { served: 12, failed: 1, skipped: 0, aborted: 0 },
      shareServed: 0.12,
      passedOver: 1,
      errors: [{ errorClass: 'server', count: 1 }],
      firstTokenMs: { p50: 210, p95: 640 },
      totalMs: { p50: 1240, p95: 2300 },
      inputTokens: 38_200,
      outputTokens: 5010,
      costUsd: 0.0265,
      byDay: [{ day: '2026-11-20', attempts: 13, inputTokens: 38_200, outputTokens: 5010, costUsd: 0.0265 }],
    }),
    provider({
      provider: 'gemini',
      model: 'gemini-2.5-flash',
      position: 2,
      available: false,
      reason: 'GEMINI_API_KEY is not set.',
    }),
    provider({
      provider: 'composer',
      model: 'composer',
      position: 3,
      attempts: { served: 6, failed: 0, skipped: 0, aborted: 0 },
      shareServed: 0.06,
      firstTokenMs: { p50: 8, p95: 15 },
      totalMs: { p50: 41, p95: 96 },
    }),
  ],
};

const CHECK: ProviderCheck = {
  ok: false,
  errorClass: 'throttled',
  httpStatus: 429,
  explanation: 'Bedrock refused because too many requests were made.',
  whatToDo: 'Wait a minute, or ask AWS for a higher quota.',
  firstTokenMs: null,
  totalMs: 210,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
  upstream: 'ThrottlingException: Too many tokens',
};

const collector = (report: Partial<CollectorReport> & Pick<CollectorReport, 'name'>): CollectorReport => ({
  schedule: '*/30 * * * *',
  timeZone: 'UTC',
  givenUp: 0,
  enabled: true,
  state: 'idle',
  freshnessTargetMinutes: 60,
  lastAttempt: iso(-12),
  lastSuccess: iso(-12),
  nextRun: iso(18),
  lagMinutes: 12,
  stale: false,
  lastItems: 1204,
  shrunk: false,
  error: null,
  ...report,
});

const COLLECTORS: Page<CollectorReport> = pageOf([
  collector({ name: 'iam' }),
  collector({ name: 's3', lastItems: 40, shrunk: true }),
  collector({ name: 'ec2', state: 'running' }),
  collector({ name: 'guardduty', schedule: '*/5 * * * *', freshnessTargetMinutes: 15 }),
  collector({
    name: 'cloudtrail',
    schedule: '*/5 * * * *',
    stale: true,
    lagMinutes: 31 * 60,
    lastSuccess: iso(-60 * 31),
    nextRun: iso(2),
    error: 'LookupEvents in us-east-1 was throttled for two hours; the next run goes on where it stopped.',
  }),
  collector({
    name: 'cost-explorer',
    schedule: '0 */8 * * *',
    enabled: false,
    lastSuccess: null,
    nextRun: null,
    lagMinutes: null,
    lastItems: null,
  }),
]);

const read = (
  product: string,
  region: string,
  api: string,
  more: Partial<CoverageEntryReport> = {},
): CoverageEntryReport => ({
  product,
  accountUid: '111122223333',
  region,
  api,
  outcome: 'ok',
  items: 45,
  truncated: false,
  startedAt: iso(-13),
  finishedAt: iso(-12),
  lastOkAt: iso(-12),
  errorCode: null,
  permission: null,
  detail: null,
  ...more,
});

const COVERAGE: CoverageReport = {
  ...pageOf([
    read('iam', 'global', 'iam:ListUsers'),
    read('iam', 'global', 'iam:ListRoles', { items: 60 }),
    read('cloudtrail', 'us-east-1', 'cloudtrail:LookupEvents', {
      lastOkAt: iso(-60 * 31),
      truncated: true,
      items: 5000,
    }),
    read('guardduty', 'eu-west-1', 'guardduty:ListDetectors', { items: 1 }),
    read('guardduty', 'eu-south-1', 'guardduty:ListDetectors', {
      accountUid: '444455556666',
      outcome: 'denied',
      lastOkAt: null,
      items: 0,
      permission: 'guardduty:ListDetectors',
      detail: 'The role AssayReadOnly may not list detectors here.',
    }),
  ]),
  sources: STATUS.freshness,
};

/** The tenant's list is kept as the server would; everything else is as recorded. */
export function createOtherPages(): (call: string, body: string) => unknown {
  let ofTenant: ProvidersReport['allowedByTenant'] = null;
  const pages: Record<string, (body: string) => unknown> = {
    'GET /api/providers': () => ({ ...PROVIDERS, allowed: ofTenant, allowedByTenant: ofTenant }),
    'PUT /api/providers/allowed': (body) => {
      ofTenant = (JSON.parse(body) as { providers: ProvidersReport['allowedByTenant'] }).providers;
      return { allowed: ofTenant, ofTenant };
    },
    'POST /api/providers/bedrock/check': () => CHECK,
    'GET /api/collectors': () => COLLECTORS,
    'GET /api/coverage': () => COVERAGE,
  };
  return (call, body) => pages[call]?.(body);
}
