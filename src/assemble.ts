/** Puts the parts together from the configuration: database, embedders, chain, answers. No listening, no schedule. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AnswerDeps } from './answer/answer.ts';
import { readCodeVersion } from './answer/code-version.ts';
import { createFinisher } from './answer/finisher.ts';
import { createNameReader } from './answer/known-names.ts';
import { loadPrompts } from './answer/prompt.ts';
import { createSearch } from './answer/search.ts';
import { createStreamLog } from './answer/stream-log.ts';
import type { Config } from './config.ts';
import { connect, type Database } from './db/connect.ts';
import { migrate } from './db/migrate.ts';
import { checkRoles, DEMO_TENANT } from './db/tenant.ts';
import { createLocalEmbedder } from './embeddings/local.ts';
import { createQuestionEmbedder } from './embeddings/question.ts';
import { createTitanEmbedder } from './embeddings/titan.ts';
import type { Embedder } from './embeddings/embedder.ts';
import { AppError } from './errors.ts';
import { createBreakers } from './llm/breaker.ts';
import { createComposer } from './llm/composer.ts';
import { LIST_PRICES, parsePrices } from './llm/prices.ts';
import { createProviderThread } from './llm/provider-thread.ts';
import { buildChain, type ProviderSettings } from './llm/registry.ts';
import type { Log } from './log.ts';
import { readAllowance } from './provider-calls/allowed.ts';

export interface Assembly {
  config: Config;
  database: Database;
  log: Log;
  answers: AnswerDeps;
  /** Null when Titan is not configured. */
  titan: Embedder | null;
  close(): Promise<void>;
}

/** Opens and migrates the database and builds everything that answers need. Throws AppError with what to do. */
export async function assemble(config: Config, log: Log, freshnessTargets: Record<string, number>): Promise<Assembly> {
  const prompts = await loadPrompts();
  // Read while the database opens.
  const codeVersion = readCodeVersion();
  const database = await connect({ databaseUrl: config.DATABASE_URL ?? null, dataDir: config.DATA_DIR });
  try {
    const applied = await migrate(database);
    if (applied.length > 0) log.info('database.migrated', { applied });
    await checkRoles(database.sql);
    const titan = titanOf(config);
    const settings = providerSettings(config);
    const thread = createProviderThread(settings, {
      onDeath: (error) => log.error('providers.thread_ended', { error }),
    });
    const chain = buildChain(
      {
        chain: config.LLM_CHAIN,
        settings,
        timeouts: {
          connectMs: config.CONNECT_TIMEOUT_MS,
          firstTokenMs: config.FIRST_TOKEN_TIMEOUT_MS,
          idleMs: config.IDLE_TIMEOUT_MS,
          totalMs: config.TOTAL_TIMEOUT_MS,
        },
        prices: config.PRICES_FILE ? parsePrices(await readPrices(config.PRICES_FILE)) : LIST_PRICES,
        breakers: createBreakers(),
      },
      { composer: createComposer(), remote: thread.provider },
    );
    const streamLog = createStreamLog(database.sql, log);
    const answers: AnswerDeps = {
      streamLog,
      finisher: createFinisher(database.sql, log),
      chain,
      chainId: chain
        .state()
        .filter((link) => link.available)
        .map((link) => `${link.provider}:${link.model}`)
        .join(','),
      prompts,
      codeVersion: await codeVersion,
      search: createSearch(createQuestionEmbedder({ local: createLocalEmbedder(), titan })),
      names: createNameReader(),
      freshnessTargets,
      isDemo: (tenantId) => tenantId === DEMO_TENANT,
      allowedProviders: async (ctx) => (await readAllowance(ctx, config.LLM_ALLOWED_PROVIDERS ?? null)).allowed,
      runnerId: randomUUID(),
      maxOutputTokens: 2000,
    };
    return {
      config,
      database,
      log,
      answers,
      titan,
      close: async () => {
        await thread.end();
        await streamLog.end();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function readPrices(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('not_configured', `PRICES_FILE cannot be read: ${file}. Correct the path or unset it.`, {
      cause: error,
    });
  }
}

function titanOf(config: Config): Embedder | null {
  if (config.EMBEDDER === 'local') return null;
  if (config.EMBEDDER !== 'titan' && !config.awsCredentials) return null;
  return createTitanEmbedder({
    region: bedrockRegion(config),
    modelId: config.TITAN_MODEL_ID,
    ...(config.TITAN_BASE_URL ? { baseUrl: config.TITAN_BASE_URL } : {}),
  });
}

const bedrockRegion = (config: Config) => config.BEDROCK_REGION ?? config.AWS_REGION ?? 'us-east-1';

function providerSettings(config: Config): ProviderSettings {
  return {
    bedrock: {
      enabled: config.awsCredentials,
      region: bedrockRegion(config),
      model: config.BEDROCK_MODEL_ID,
      baseUrl: config.BEDROCK_BASE_URL,
    },
    groq: { apiKey: config.GROQ_API_KEY, model: config.GROQ_MODEL, baseUrl: config.GROQ_BASE_URL },
    gemini: { apiKey: config.GEMINI_API_KEY, model: config.GEMINI_MODEL, baseUrl: config.GEMINI_BASE_URL },
    openrouter: {
      apiKey: config.OPENROUTER_API_KEY,
      model: config.OPENROUTER_MODEL,
      baseUrl: config.OPENROUTER_BASE_URL,
    },
  };
}
