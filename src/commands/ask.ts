/** `ask`: one question in the terminal, streamed, with its evidence below. */
import { randomUUID } from 'node:crypto';
import { startAnswer } from '../answer/answer.ts';
import { decodeFrames, DONE_FRAME, HEARTBEAT } from '../answer/frames.ts';
import { readStream } from '../answer/read-stream.ts';
import { assemble } from '../assemble.ts';
import type { Config } from '../config.ts';
import { DEMO_TENANT } from '../db/tenant.ts';
import { prepareDemo } from '../demo.ts';
import { AppError } from '../errors.ts';
import { createTenancy } from '../estate/tenancy.ts';
import type { StreamPart } from '../http/api.ts';
import { FRESHNESS_TARGETS } from '../jobs/catalogue.ts';
import { createLog, type Log } from '../log.ts';
import { createPrinter } from './print-answer.ts';

/** Answers from the database itself, or through the running server when that holds the data directory. */
export async function ask(config: Config, log: Log, words: string[]): Promise<number> {
  const json = words.includes('--json');
  const question = words
    .filter((word) => word !== '--json')
    .join(' ')
    .trim();
  if (question === '')
    throw new AppError('invalid_input', 'Ask something: npm run ask -- "which IAM users have no MFA?"');
  const printer = createPrinter({
    json,
    write: (text) => void process.stdout.write(text),
    width: process.stdout.columns ?? 100,
  });
  try {
    await askHere(config, quieter(config, log), question, printer.show);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'data_dir_in_use') throw error;
    await askServer(config, question, printer.show, error);
  }
  return printer.end();
}

/** The answer is the output; a terminal wants no log lines between. */
const quieter = (config: Config, log: Log) => (config.LOG_LEVEL === 'info' ? createLog('warn') : log);

async function askHere(config: Config, log: Log, question: string, show: (part: StreamPart) => void): Promise<void> {
  const assembly = await assemble(config, log, FRESHNESS_TARGETS);
  try {
    const demo = await prepareDemo(assembly);
    const { sql } = assembly.database;
    const { tenantId } = await createTenancy(sql, config.DEMO ?? (config.AWS_COLLECT === 'on' ? 'off' : 'auto'))();
    const now = () => (tenantId === DEMO_TENANT && demo ? demo.now : new Date());
    const ctx = { sql, tenantId, actor: { kind: 'operator' as const }, requestId: randomUUID(), now, log };
    const begun = await startAnswer(assembly.answers, ctx, {
      sessionId: null,
      parentMessageId: null,
      question,
      scope: {},
      idempotencyKey: null,
      createSession: false,
    });
    const chunks = readStream(ctx, assembly.answers.streamLog, begun.messageId, null, new AbortController().signal);
    for await (const chunk of chunks) showChunk(chunk, show);
    await begun.done;
  } finally {
    await assembly.close();
  }
}

async function askServer(
  config: Config,
  question: string,
  show: (part: StreamPart) => void,
  inUse: AppError,
): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`http://${config.HOST}:${config.PORT}/api/chat`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(config.ACCESS_TOKEN ? { authorization: `Bearer ${config.ACCESS_TOKEN}` } : {}),
      },
      body: JSON.stringify({ message: question }),
    });
  } catch {
    throw inUse;
  }
  if (!response.ok || !response.body) throw inUse;
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    rest += text;
    const end = rest.lastIndexOf('\n\n') + 2;
    if (end < 2) continue;
    showChunk(rest.slice(0, end), show);
    rest = rest.slice(end);
  }
}

function showChunk(chunk: string, show: (part: StreamPart) => void): void {
  const frames = chunk.replaceAll(DONE_FRAME, '').replaceAll(HEARTBEAT, '');
  for (const { part } of decodeFrames(frames)) show(part);
}
