/** The whole HTTP application over a test database, answered by the offline composer: no socket, no schedule. */
import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { seedDemo } from '../../seed/apply.ts';
import { createFinisher } from '../answer/finisher.ts';
import { createNameReader } from '../answer/known-names.ts';
import { loadPrompts } from '../answer/prompt.ts';
import { createSearch } from '../answer/search.ts';
import { createStreamLog } from '../answer/stream-log.ts';
import { type Config, readConfig } from '../config.ts';
import type { Database } from '../db/connect.ts';
import { DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { createLocalEmbedder } from '../embeddings/local.ts';
import { createQuestionEmbedder } from '../embeddings/question.ts';
import { registerAccount } from '../estate/accounts.ts';
import { createApp } from '../http/app.ts';
import type { ChatMessage, StreamPart } from '../http/api.ts';
import type { AppEnv, Services } from '../http/environment.ts';
import { CHECKS_BY_ID } from '../intake/checks-by-id.ts';
import { deriveCostFindings } from '../intake/derive.ts';
import { storeCollected } from '../intake/store-collected.ts';
import { FRESHNESS_TARGETS } from '../jobs/catalogue.ts';
import { createBreakers } from '../llm/breaker.ts';
import { createAccounts } from '../intake/accounts.ts';
import { createComposer } from '../llm/composer.ts';
import { LIST_PRICES } from '../llm/prices.ts';
import { makeProvider } from '../llm/make-provider.ts';
import { buildChain } from '../llm/registry.ts';
import { createLog } from '../log.ts';
import { createMetrics } from '../telemetry/metrics.ts';

export interface TestApp {
  app: Hono<AppEnv>;
  services: Services;
  /** Every log line so far. */
  lines: string[];
  /** The JSON of a GET; throws with the problem when it is refused. */
  get<T>(path: string): Promise<T>;
  /** Every item of a list, page by page. */
  all<T>(path: string): Promise<T[]>;
  ask(message: string, extra?: Record<string, unknown>): Promise<Asked>;
}

/** One answer, read to its end. */
export interface Asked {
  status: number;
  parts: StreamPart[];
  sessionId: string;
  message: ChatMessage;
}

/** Builds the application; `tenantId` is the estate that it shows, `now` its clock. */
export async function createTestApp(
  database: Database,
  options: { tenantId: string; now: Date; environment?: Record<string, string>; codeVersion?: string },
): Promise<TestApp> {
  const config = readConfig({ LLM_CHAIN: 'composer', ...options.environment });
  const lines: string[] = [];
  const log = createLog('debug', (line) => void lines.push(line));
  const services = await servicesOver(database, config, log, options);
  const app = createApp(services);
  const get = async <T>(path: string) => {
    const response = await app.request(path);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    app,
    services,
    lines,
    get,
    all: async <T>(path: string) => {
      const items: T[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const join = path.includes('?') ? '&' : '?';
        const page: { items: T[]; nextCursor: string | null } = await get(
          `${path}${join}limit=500${cursor && `&cursor=${cursor}`}`,
        );
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    },
    ask: async (message, extra = {}) => {
      const response = await app.request('/api/chat', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ message, ...extra }),
      });
      const parts = partsOf(await response.text());
      const start = parts.find((part) => part.type === 'start');
      if (!start) throw new Error(`No stream for "${message}": ${response.status}`);
      const { sessionId } = start.messageMetadata;
      const session = await get<{ messages: ChatMessage[] }>(`/api/sessions/${sessionId}`);
      return { status: response.status, parts, sessionId, message: session.messages.at(-1)! };
    },
  };
}

/** Fills the demo tenant as the server does, at a fixed clock. */
export async function seedTestDemo(database: Database, now: Date): Promise<void> {
  const { sql } = database;
  const ctx = { sql, tenantId: DEMO_TENANT };
  await seedDemo({
    now,
    store: async (collected) => void (await storeCollected(ctx, collected, CHECKS_BY_ID)),
    registerAccounts: (accounts) =>
      withTenant(sql, { tenantId: DEMO_TENANT, role: 'collect' }, async (sql) => {
        for (const account of accounts) await registerAccount(sql, DEMO_TENANT, { ...account, isDemo: true });
      }),
    runCostRules: async (asOf) => void (await deriveCostFindings(ctx, asOf, { imported: false })),
  });
}

/** The parts of a whole stream. */
export function partsOf(stream: string): StreamPart[] {
  return [...stream.matchAll(/^data: (\{.*\})$/gm)].map((match) => JSON.parse(match[1]!) as StreamPart);
}

async function servicesOver(
  database: Database,
  config: Config,
  log: Services['log'],
  options: { tenantId: string; now: Date; codeVersion?: string },
): Promise<Services> {
  const settings = { bedrock: { enabled: false, region: 'us-east-1' }, groq: {}, gemini: {}, openrouter: {} };
  const chain = buildChain(
    {
      chain: config.LLM_CHAIN,
      settings,
      timeouts: { connectMs: 4000, firstTokenMs: 8000, idleMs: 15_000, totalMs: 90_000 },
      prices: LIST_PRICES,
      breakers: createBreakers(),
    },
    { composer: createComposer(), remote: (link) => makeProvider(settings, link) },
  );
  return {
    config,
    database,
    log,
    answers: {
      streamLog: createStreamLog(database.sql, log),
      finisher: createFinisher(database.sql, log),
      chain,
      chainId: 'composer',
      prompts: await loadPrompts(),
      codeVersion: options.codeVersion ?? 'test',
      search: createSearch(createQuestionEmbedder({ local: createLocalEmbedder(), titan: null })),
      names: createNameReader(),
      freshnessTargets: FRESHNESS_TARGETS,
      isDemo: (tenantId) => tenantId === DEMO_TENANT,
      allowedProviders: null,
      runnerId: randomUUID(),
      maxOutputTokens: 2000,
    },
    jobs: {
      collectors: () => Promise.resolve([]),
      runCollector: () => Promise.resolve({ queued: false, runId: null }),
      freshnessTargets: FRESHNESS_TARGETS,
    },
    accounts: createAccounts({ sql: database.sql, demoGivesWay: false, onOpened: () => Promise.resolve() }),
    metrics: createMetrics(),
    currentTenant: () => Promise.resolve({ tenantId: options.tenantId, demo: options.tenantId === DEMO_TENANT }),
    now: () => options.now,
    version: 'test',
  };
}
