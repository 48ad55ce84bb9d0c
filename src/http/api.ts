/** Types of the public HTTP contract, shared with the web. Types only: the web imports nothing else of the server. */
import type { Coverage, CoverageSource, EvidenceItem } from '../evidence.ts';
import type { Intent } from '../intent/intent.ts';
import type { BreakerState } from '../llm/breaker.ts';
import type { CheckResult } from '../llm/check.ts';
import type { BlockReason, ErrorClass, ProviderName, SkipKind } from '../llm/provider.ts';
import type { CollectorStatus } from './jobs-view.ts';

export type { Coverage, CoverageSource, EvidenceItem };

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId: string;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
}

/** `data-plan` */
export interface PlanPart {
  intent: Intent['kind'];
  services: string[];
  entities: Intent['entities'];
  timeRange: Intent['timeRange'];
  filters: Record<string, unknown>;
  reason: string;
  /** How the evidence was found: arms used, Titan or local, what was kept, what just missed. */
  retrieval?: RetrievalReport;
  /** Set when the answer came from the cache. */
  cached?: boolean;
}

export interface RetrievalReport {
  embedder: 'titan' | 'local' | null;
  /** Plain words when Titan was asked and did not serve. */
  fallbackReason: string | null;
  tookMs: number;
  kept: { label: string; title: string; score: number; arms: string[] }[];
  nearMisses: { title: string; score: number }[];
}

/** `data-attempt` */
export interface AttemptPart {
  attempt: number;
  provider: ProviderName;
  model: string;
  /** `skipped`: it could have been asked, and was not; `skipKind` says why. */
  state: 'started' | 'failed' | 'serving' | 'done' | 'skipped';
  errorClass?: ErrorClass;
  httpStatus?: number;
  latencyMs?: number;
  /** With errorClass `content_blocked`: what of its content policy the provider named. */
  blockReason?: BlockReason;
  skipKind?: SkipKind;
}

/** `data-restart` */
export interface RestartPart {
  textId: string;
  reason: string;
}

export type ClaimVerdict = 'supported' | 'contradicted' | 'uncited' | 'not_checkable';

export interface Claim {
  text: string;
  verdict: ClaimVerdict;
  labels: string[];
  reason: string;
}

/** `data-claims`: cumulative, one id. */
export interface ClaimsPart {
  claims: Claim[];
  supported: number;
  contradicted: number;
  uncited: number;
  notCheckable: number;
}

/** `data-usage` */
export interface UsagePart {
  provider: ProviderName;
  model: string;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
  cached: boolean;
  firstTokenMs: number | null;
  totalMs: number;
}

/** One server-sent event of the AI SDK's UI message stream. */
export type StreamPart =
  | { type: 'start'; messageId: string; messageMetadata: { sessionId: string } }
  | { type: 'data-plan'; id: string; data: PlanPart }
  | { type: 'data-evidence'; id: string; data: { items: EvidenceItem[] } }
  | { type: 'data-coverage'; id: string; data: Coverage }
  | { type: 'data-attempt'; id: string; data: AttemptPart }
  | { type: 'data-restart'; id: string; data: RestartPart }
  | { type: 'data-claims'; id: string; data: ClaimsPart }
  | { type: 'data-usage'; id: string; data: UsagePart }
  | { type: 'text-start'; id: string }
  | { type: 'text-delta'; id: string; delta: string }
  | { type: 'text-end'; id: string }
  | { type: 'source-document'; sourceId: string; mediaType: string; title: string }
  | { type: 'error'; errorText: string }
  | { type: 'abort'; reason?: string }
  | { type: 'finish'; messageMetadata?: { sessionId: string } };

export interface SessionSummary {
  id: string;
  title: string;
  createdAt: string;
  updatedAt: string;
  messageCount: number;
  /** True while an answer runs. */
  running: boolean;
}

export type MessageStatus = 'streaming' | 'done' | 'interrupted' | 'stopped' | 'failed';

export interface ChatMessage {
  id: string;
  role: 'user' | 'assistant';
  text: string;
  status: MessageStatus;
  createdAt: string;
  plan: PlanPart | null;
  evidence: EvidenceItem[];
  coverage: Coverage | null;
  claims: ClaimsPart | null;
  attempts: AttemptPart[];
  usage: UsagePart | null;
  feedback: { rating: 'up' | 'down'; comment: string | null } | null;
}

export interface SessionDetail extends SessionSummary {
  messages: ChatMessage[];
}

/** `GET /api/status`: what the page shows around the chat. */
export interface StatusReport {
  demo: boolean;
  /** The estate's clock. */
  now: string;
  version: string;
  accounts: { accountUid: string; name: string }[];
  counts: { findingsOpen: number; critical: number; high: number; resources: number };
  freshness: CoverageSource[];
  /** Provider that would be tried first, and whether only the composer is left. */
  chain: { provider: ProviderName; model: string; available: boolean; reason: string | null }[];
  /** Made from the estate's real state; each is answerable. */
  suggestions: string[];
}

/** `POST /api/sign-in`: sets an HttpOnly cookie and answers 204, or 401. */
export interface SignInRequest {
  token: string;
}

/** Milliseconds at the median and at the 95th percentile. */
export interface Latency {
  p50: number;
  p95: number;
}

/** One link of the chain, over the window of `ProvidersReport`. */
export interface ProviderReport {
  provider: ProviderName;
  model: string;
  region: string | null;
  /** Place in the chain, from 0. */
  position: number;
  /** False when it cannot be asked at all (no credentials); `reason` says so in plain words. */
  available: boolean;
  reason: string | null;
  /** False when this tenant's questions may not go to it; `reason` says so. */
  allowed: boolean;
  breaker: BreakerState;
  /** Attempts by how they ended; skipped ones were never sent. */
  attempts: { served: number; failed: number; skipped: number; aborted: number };
  /** Share of the window's answers that it wrote, 0 to 1; null when there were none. */
  shareServed: number | null;
  /** Answers of the window in which it failed or was skipped and did not serve. */
  passedOver: number;
  /** Most frequent first. */
  errors: { errorClass: ErrorClass; count: number }[];
  /** Most frequent first. */
  skips: { skipKind: SkipKind; count: number }[];
  firstTokenMs: Latency | null;
  totalMs: Latency | null;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  /** UTC days, oldest first; days without a call are left out. */
  byDay: { day: string; attempts: number; inputTokens: number; outputTokens: number; costUsd: number }[];
  /** The last check by hand; belongs to no answer, and counts in `byDay` only. */
  lastCheck: { at: string; ok: boolean; errorClass: ErrorClass | null; totalMs: number; costUsd: number | null } | null;
  /** Upstream text is redacted; it is shown to whoever holds the token, and nowhere else. */
  lastFailure: { at: string; errorClass: ErrorClass; httpStatus: number | null; upstream: string } | null;
}

/** `GET /api/providers`: the chain in its order, over the last answers. */
export interface ProvidersReport {
  providers: ProviderReport[];
  /** How many answers the window holds (at most 100), and since when. */
  answers: number;
  since: string | null;
  /** What questions may go to, by what this tenant has set and what the installation allows: null means every provider. */
  allowed: ProviderName[] | null;
  allowedByTenant: ProviderName[] | null;
  allowedByInstallation: ProviderName[] | null;
  /**
   * Breakers are each process's own: this report's are of the process that answered. Null on the embedded database,
   * where there is no other.
   */
  breakersOf: { host: string; pid: number; startedAt: string } | null;
}

/** `PUT /api/providers/allowed`: what holds now, and what the tenant itself set; null means every provider. */
export interface AllowedProvidersReport {
  allowed: ProviderName[] | null;
  ofTenant: ProviderName[] | null;
}

/** `POST /api/providers/{name}/check` */
export type ProviderCheck = CheckResult;

/** One item of `GET /api/collectors`. */
export type CollectorReport = CollectorStatus;

/** One item of `GET /api/coverage`: the latest read of one API in one account and region. */
export interface CoverageEntryReport {
  product: string;
  accountUid: string;
  region: string;
  api: string;
  outcome: string;
  items: number;
  truncated: boolean;
  startedAt: string;
  finishedAt: string;
  /** When it last went well. */
  lastOkAt: string | null;
  errorCode: string | null;
  /** The IAM action that would mend it. */
  permission: string | null;
  detail: string | null;
}

/** `GET /api/coverage`: all of it in one page, and the same per product, account and region. */
export interface CoverageReport extends Page<CoverageEntryReport> {
  sources: CoverageSource[];
}
