/** The only reader of the environment. Every fault is listed at once; nothing half-configured starts. */
import { z } from 'zod';
import type { LogLevel } from './log.ts';

const milliseconds = (fallback: number) => z.coerce.number().int().min(1).max(3_600_000).default(fallback);
const flag = z.enum(['on', 'off']);
const url = z.url({ protocol: /^https?$/ });
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const SCHEMA = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
    .optional(),
  DATA_DIR: z.string().min(1).default('./.data'),
  DEMO: flag.optional(),
  DEMO_NOW: z.iso.datetime({ offset: true, message: 'must be an ISO instant such as 2026-11-21T09:00:00Z' }).optional(),
  AWS_COLLECT: flag.default('off'),
  AWS_REGIONS: list.optional(),
  AWS_REGION: z.string().optional(),
  ACCESS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  LLM_CHAIN: z.string().default('bedrock,groq,gemini,openrouter,composer'),
  LLM_ALLOWED_PROVIDERS: list.pipe(z.array(z.enum(['bedrock', 'groq', 'gemini', 'openrouter', 'composer']))).optional(),
  BEDROCK_MODEL_ID: z.string().optional(),
  BEDROCK_BASE_URL: url.optional(),
  BEDROCK_REGION: z.string().optional(),
  GROQ_API_KEY: z.string().optional(),
  GROQ_MODEL: z.string().optional(),
  GROQ_BASE_URL: url.optional(),
  GEMINI_API_KEY: z.string().optional(),
  GEMINI_MODEL: z.string().optional(),
  GEMINI_BASE_URL: url.optional(),
  OPENROUTER_API_KEY: z.string().optional(),
  OPENROUTER_MODEL: z.string().optional(),
  OPENROUTER_BASE_URL: url.optional(),
  EMBEDDER: z.enum(['titan', 'local']).optional(),
  TITAN_MODEL_ID: z.string().default('amazon.titan-embed-text-v2:0'),
  TITAN_BASE_URL: url.optional(),
  CONNECT_TIMEOUT_MS: milliseconds(4000),
  FIRST_TOKEN_TIMEOUT_MS: milliseconds(8000),
  IDLE_TIMEOUT_MS: milliseconds(15_000),
  TOTAL_TIMEOUT_MS: milliseconds(90_000),
  PRICES_FILE: z.string().optional(),
  SQS_QUEUE_URL: url.optional(),
  EVENTBRIDGE_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  ALERT_WEBHOOK_URL: url.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
  EVENT_RETENTION_DAYS: z.coerce.number().int().min(1).default(400),
  IAM_SCHEDULE: z.string().optional(),
  S3_SCHEDULE: z.string().optional(),
  EC2_SCHEDULE: z.string().optional(),
  GUARDDUTY_SCHEDULE: z.string().optional(),
  CLOUDTRAIL_SCHEDULE: z.string().optional(),
  COST_EXPLORER_SCHEDULE: z.string().optional(),
  SCHEDULE_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be the IANA name of a time zone, such as Europe/Berlin')
    .default('UTC'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

type Environment = z.infer<typeof SCHEMA>;

/** Everything the environment says, as values. `awsCredentials` is true when some source of AWS credentials is named. */
export interface Config extends Environment {
  awsCredentials: boolean;
  logLevel: LogLevel;
}

/** A configuration that cannot start; `message` lists every fault, one a line, without any value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Reads and checks the environment. Empty values count as unset. Throws ConfigError with all faults together. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = SCHEMA.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(
      `Assay cannot start with this configuration:\n  ${faults.join('\n  ')}\nSee .env.example for what each may be.`,
    );
  }
  const config = parsed.data;
  if (!isLoopback(config.HOST) && !config.ACCESS_TOKEN)
    throw new ConfigError(
      `Assay will not listen on ${config.HOST} without ACCESS_TOKEN: anybody on that network could read your estate. Set ACCESS_TOKEN (16 characters or more), or HOST=127.0.0.1.`,
    );
  return {
    ...config,
    awsCredentials: AWS_SOURCES.some((name) => given[name] !== undefined),
    logLevel: config.LOG_LEVEL,
  };
}

/** Without one of these the SDK would ask the instance metadata service, which takes seconds where there is none. */
const AWS_SOURCES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_ROLE_ARN',
  'AWS_BEARER_TOKEN_BEDROCK',
  'BEDROCK_MODEL_ID',
];

/** Names only: an offset such as +02:00 knows no daylight saving. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
