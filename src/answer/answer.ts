/** One question, start to finish: the sequence only. Each step is a file of its own. */
import { createHash } from 'node:crypto';
import type { Ctx } from '../context.ts';
import type { AnswerBrief } from '../evidence.ts';
import type { PlanPart } from '../http/api.ts';
import { classify } from '../intent/classify.ts';
import type { Intent } from '../intent/intent.ts';
import type { AllowedProviders } from '../llm/allowed.ts';
import type { Chain } from '../llm/chain.ts';
import type { RequestScope } from '../retrieval/scope.ts';
import { type Begun, beginExchange } from '../sessions/messages.ts';
import { recentTurns, type RecentTurn } from '../sessions/history.ts';
import { cacheKey, findCached, keepInCache, wasFirstChoice } from './cache.ts';
import { gather } from './gather.ts';
import type { Names } from './known-names.ts';
import { buildTurns, type Prompts } from './prompt.ts';
import { replay } from './replay.ts';
import type { FindingSearch } from './search.ts';
import type { LiveAnswer, StreamLog } from './stream-log.ts';
import { createWriter } from './write.ts';
import type { Finisher } from './finisher.ts';
import { createOutcome, finishedAnswer, type Outcome, type SettledAnswer, settledAnswer } from './outcome.ts';

export interface AnswerDeps {
  streamLog: StreamLog;
  finisher: Finisher;
  chain: Chain;
  /** Names the chain's links and models: another chain is another cache. */
  chainId: string;
  prompts: Prompts;
  /** Of the code that composes and checks: other code is another cache. */
  codeVersion: string;
  search: FindingSearch;
  names(ctx: Pick<Ctx, 'sql' | 'tenantId'>): Promise<Names>;
  freshnessTargets: Record<string, number>;
  isDemo(tenantId: string): boolean;
  /** Reads the tenant's allow-list of providers; null allows all. */
  allowedProviders: ((ctx: Pick<Ctx, 'sql' | 'tenantId'>) => Promise<AllowedProviders>) | null;
  /** Identifies this process as the runner of its answers. */
  runnerId: string;
  maxOutputTokens: number;
  /** Told of every answer that is over. Must not throw. */
  onSettled?: (answer: SettledAnswer) => void;
}

export interface AskInput {
  sessionId: string | null;
  parentMessageId: string | null;
  question: string;
  scope: RequestScope;
  idempotencyKey: string | null;
  /** The client names its session itself, as AI SDK clients do: an unknown one is made. */
  createSession: boolean;
  /** What was asked before, for a client that keeps the conversation itself; counts when the session knows nothing. */
  earlierQuestions?: readonly string[];
}

const RECENT_TURNS = 4;

/**
 * Stores the question and starts its answer, which runs on whoever reads it or not. The promise in `done` never rejects.
 * Throws AppError as `beginExchange` does.
 */
export async function startAnswer(
  deps: AnswerDeps,
  ctx: Ctx,
  input: AskInput,
): Promise<Begun & { done: Promise<void> | null }> {
  const payloadHash = createHash('sha256')
    .update(JSON.stringify([input.earlierQuestions ?? input.sessionId, input.question, input.scope]))
    .digest('hex');
  const begun = await beginExchange(ctx, { ...input, payloadHash, runnerId: deps.runnerId, at: new Date() });
  if (begun.attached) return { ...begun, done: null };
  const live = deps.streamLog.open({ ...begun, tenantId: ctx.tenantId });
  return { ...begun, done: run(deps, ctx, input, live) };
}

async function run(deps: AnswerDeps, ctx: Ctx, input: AskInput, live: LiveAnswer): Promise<void> {
  const outcome = createOutcome();
  const beganAt = new Date();
  const emit = (part: Parameters<StreamLog['append']>[1]) => deps.streamLog.append(live, part);
  try {
    emit({ type: 'start', messageId: live.messageId, messageMetadata: { sessionId: live.sessionId } });
    const names = await deps.names(ctx);
    const allowed = (await deps.allowedProviders?.(ctx)) ?? null;
    const kept = input.sessionId ? await recentTurns(ctx, live.sessionId, live.messageId, RECENT_TURNS) : [];
    const recent = kept.length > 0 ? kept : turnsOf(ctx, input.earlierQuestions ?? [], names);
    const intent = understand(ctx, input.question, recent, names);
    outcome.intent = intent;
    const key = cacheKey(ctx.tenantId, {
      question: input.question,
      intent,
      scope: input.scope,
      recent: recent.map((turn) => turn.question),
      dataVersion: names.dataVersion,
      promptVersion: `${deps.codeVersion} ${deps.prompts.version}`,
      chain: allowed === null ? deps.chainId : `${deps.chainId} of ${allowed.join(' ')}`,
      day: ctx.now().toISOString().slice(0, 10),
    });
    const cached = await findCached(ctx, key);
    if (cached && (await replay(ctx, cached, emit, outcome))) return;
    await compose(deps, ctx, { ...input, intent, recent, names, allowed }, live, outcome);
    if (outcome.status === 'done' && wasFirstChoice(outcome.attempts)) outcome.cacheKey = key;
  } catch (error) {
    ctx.log.error('answer.failed', { error, messageId: live.messageId });
    outcome.status = 'failed';
    emit({
      type: 'error',
      errorText: `The answer could not be made because of a fault in Assay. Ask again; if it stays, report request ${ctx.requestId}.`,
    });
  } finally {
    await settle(deps, ctx, live, outcome);
    deps.onSettled?.(settledAnswer(live, outcome, { requestId: ctx.requestId, beganAt, endedAt: new Date() }));
  }
}

/** Frames, outcome, end, in this order: who reads elsewhere misses no frame, and who saw the end finds it stored. */
async function settle(deps: AnswerDeps, ctx: Ctx, live: LiveAnswer, outcome: Outcome): Promise<void> {
  await deps.streamLog.keep();
  try {
    await deps.finisher.finish(ctx.tenantId, finishedAnswer(live, outcome));
    if (outcome.cacheKey) await keepInCache(ctx, outcome.cacheKey, live.messageId);
  } catch (error) {
    ctx.log.error('answer.not_stored', { error, messageId: live.messageId });
  }
  await deps.streamLog.close(live);
}

/** Turns that only their questions are known of: what a client claims that we answered is not repeated. */
function turnsOf(ctx: Ctx, questions: readonly string[], names: Names): RecentTurn[] {
  const turns: RecentTurn[] = [];
  for (const question of questions.slice(-RECENT_TURNS))
    turns.push({ question, answer: '', intent: understand(ctx, question, turns, names) });
  return turns;
}

function understand(ctx: Ctx, question: string, recent: RecentTurn[], names: Names): Intent {
  const previous = recent.map((turn) => turn.intent).filter((intent) => intent !== null);
  return classify(question, ctx.now().toISOString(), previous, names.known);
}

async function compose(
  deps: AnswerDeps,
  ctx: Ctx,
  input: AskInput & { intent: Intent; recent: RecentTurn[]; names: Names; allowed: AllowedProviders },
  live: LiveAnswer,
  outcome: Outcome,
): Promise<void> {
  const { intent } = input;
  const gathered = await gather(ctx, deps, { ...input, accounts: input.names.accounts });
  const plan: PlanPart = {
    intent: intent.kind,
    services: intent.services,
    entities: intent.entities,
    timeRange: intent.timeRange,
    filters: { ...gathered.filters, severities: intent.severities, states: intent.states, groupBy: intent.groupBy },
    reason: intent.reason,
    ...(gathered.retrieval ? { retrieval: gathered.retrieval } : {}),
  };
  Object.assign(outcome, { plan, evidence: gathered.evidence, coverage: gathered.coverage });
  const emit = (part: Parameters<StreamLog['append']>[1]) => deps.streamLog.append(live, part);
  emit({ type: 'data-plan', id: 'plan', data: plan });
  emit({ type: 'data-evidence', id: 'evidence', data: { items: gathered.evidence } });
  emit({ type: 'data-coverage', id: 'coverage', data: gathered.coverage });
  const brief: AnswerBrief = {
    question: input.question,
    intent,
    evidence: gathered.evidence,
    coverage: gathered.coverage,
    now: ctx.now().toISOString(),
    demo: deps.isDemo(ctx.tenantId),
  };
  // What needs no evidence needs no model either: the composer's refusal is exact, free and leaves nothing outside.
  const local = intent.kind === 'out_of_scope' || intent.kind === 'help';
  const request = {
    system: deps.prompts.system,
    turns: buildTurns(deps.prompts, brief, input.recent),
    maxOutputTokens: deps.maxOutputTokens,
    temperature: 0.2,
    brief,
  };
  const { signal } = live.stop;
  const writer = createWriter(brief, emit, outcome, signal);
  try {
    await deps.chain.run(request, { signal, allowed: input.allowed, localOnly: local }, writer.take);
  } finally {
    outcome.text = writer.text();
  }
}
