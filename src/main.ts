/** The server: database, demo estate, jobs and HTTP, and their orderly end. */
import { serve as listen } from '@hono/node-server';
import { drainAnswers } from './answer/drain.ts';
import { recoverAnswers, watchDead } from './answer/recover.ts';
import { watchStops } from './answer/stop.ts';
import { assemble, type Assembly } from './assemble.ts';
import type { Config } from './config.ts';
import { DEFAULT_TENANT, DEMO_TENANT } from './db/tenant.ts';
import { prepareDemo } from './demo.ts';
import { renewLocalVectors } from './embeddings/renew.ts';
import { AppError, systemErrorCode } from './errors.ts';
import { createTenancy } from './estate/tenancy.ts';
import { createAccounts } from './intake/accounts.ts';
import { createApp } from './http/app.ts';
import type { Services } from './http/environment.ts';
import { FRESHNESS_TARGETS } from './jobs/catalogue.ts';
import { startJobs } from './jobs/jobs.ts';
import { startSqsPoller } from './jobs/sqs-poller.ts';
import type { Log } from './log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createTraceExporter } from './telemetry/otlp.ts';
import { spansOf } from './telemetry/spans.ts';
import { VERSION } from './version.ts';

export interface RunningServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Starts everything that the options ask for. Throws AppError with what to do when it cannot. */
export async function startServer(
  config: Config,
  log: Log,
  options: { http: boolean; jobs: boolean; unreadMs?: number; drainMs?: number },
): Promise<RunningServer> {
  const assembly = await assemble(config, log, FRESHNESS_TARGETS);
  const undo: (() => Promise<void>)[] = [() => assembly.close()];
  try {
    const demo = await prepareDemo(assembly);
    const embedded = assembly.database.kind === 'embedded';
    for (const tenantId of [DEFAULT_TENANT, DEMO_TENANT])
      await recoverAnswers(assembly.database.sql, tenantId, log, { all: embedded });
    // One process alone recovers at its start; only beside others can somebody else's answer die.
    const runsHere = (messageId: string) => assembly.answers.streamLog.find(messageId) !== undefined;
    if (!embedded) undo.push(watchDead(assembly.database.sql, [DEFAULT_TENANT, DEMO_TENANT], log, runsHere));
    undo.push(await watchStops(assembly.database.sql, assembly.answers.streamLog, options));
    const renewal = renewLocalVectors(assembly.database.sql, [DEFAULT_TENANT, DEMO_TENANT], log);
    undo.push(() => renewal.close());
    const metrics = createMetrics();
    const traces = config.OTEL_EXPORTER_OTLP_ENDPOINT
      ? createTraceExporter({ endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT, version: VERSION, log })
      : null;
    if (traces) undo.push(() => traces.close());
    assembly.answers.onSettled = (answer) => {
      metrics.answerSettled(answer);
      traces?.add(spansOf(answer));
    };
    const jobs = await startJobs(assembly, { work: options.jobs });
    undo.push(() => jobs.close());
    if (options.jobs && config.SQS_QUEUE_URL) {
      const ctx = { sql: assembly.database.sql, tenantId: DEFAULT_TENANT, log };
      const queue = { queueUrl: config.SQS_QUEUE_URL, collecting: config.AWS_COLLECT === 'on' };
      const poller = startSqsPoller({ ctx, ...queue });
      undo.push(() => poller.close());
    }
    if (!options.http) return { url: '', port: 0, close: () => unwind(undo) };
    const services: Services = {
      config,
      database: assembly.database,
      log,
      answers: assembly.answers,
      jobs: jobs.view,
      accounts: createAccounts({
        sql: assembly.database.sql,
        demoGivesWay: config.DEMO === undefined,
        onOpened: (accountUid) => jobs.readAccount(accountUid),
      }),
      metrics,
      currentTenant: createTenancy(
        assembly.database.sql,
        config.DEMO ?? (config.AWS_COLLECT === 'on' ? 'off' : 'auto'),
      ),
      now: (tenantId) => (tenantId === DEMO_TENANT && demo ? demo.now : new Date()),
      version: VERSION,
    };
    const http = await listenOn(services, config);
    undo.push(() => drain(assembly, http, options.drainMs));
    const { port } = http;
    return { url: `http://${config.HOST}:${port}`, port, close: () => unwind(undo) };
  } catch (error) {
    await unwind(undo);
    throw error;
  }
}

interface Http {
  port: number;
  /** Takes no more requests; done when those under way are. */
  close(): Promise<void>;
  /** Ends connections on which nothing is under way: a client keeps one for its next request. */
  closeIdle(): void;
  /** Ends those under way: a reader that does not read would keep the process for ever. */
  cut(): void;
}

function listenOn(services: Services, config: Config): Promise<Http> {
  const app = createApp(services);
  return new Promise((resolve, reject) => {
    const server = listen({ fetch: app.fetch, port: config.PORT, hostname: config.HOST }, ({ port }) =>
      resolve({
        port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ('closeIdleConnections' in server) server.closeIdleConnections();
          }),
        closeIdle: () => {
          if ('closeIdleConnections' in server) server.closeIdleConnections();
        },
        cut: () => {
          if ('closeAllConnections' in server) server.closeAllConnections();
        },
      }),
    );
    server.on('error', (error) => reject(listenFault(error, config)));
  });
}

function listenFault(error: unknown, config: Config): AppError {
  const code = systemErrorCode(error);
  const reason =
    code === 'EADDRINUSE'
      ? 'something else is listening there (another Assay?). Stop it, or set PORT to a free port (0 picks one)'
      : `it cannot be used (${code ?? 'unknown'}). Set HOST and PORT to an address of this machine`;
  return new AppError('port_in_use', `Assay cannot listen on ${config.HOST}:${config.PORT}: ${reason}.`, {
    cause: error,
  });
}

/** What readers that read slowly are given after the last answer is over, ms. */
const LAST_WORDS_MS = 1000;
const CLOSE_IDLE_MS = 20;

async function drain({ answers, log }: Assembly, http: Http, drainMs: number | undefined): Promise<void> {
  const closed = http.close();
  const { interrupted, left } = await drainAnswers(answers.streamLog, drainMs === undefined ? {} : { drainMs });
  if (interrupted > 0) log.warn('answers.interrupted', { interrupted, left });
  const closing = setInterval(() => http.closeIdle(), CLOSE_IDLE_MS);
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS))]);
  clearInterval(closing);
  http.cut();
}

/** Undoes in reverse order; one failure does not keep the rest from being undone. */
async function unwind(undo: (() => Promise<void>)[]): Promise<void> {
  for (const step of undo.splice(0).toReversed()) await step().catch(() => undefined);
}
