/** FailoverBench's scenarios, in the words of each provider. */
import { throttled } from './faults.ts';
import { textBytes } from './faults-transport.ts';
import type { Observation } from './observe.ts';
import { failing, runFlap } from './flap.ts';
import { NEXT_TEXT, SICK_TEXT } from './scenario.ts';
import type { Bench, Scenario, Verdict } from './scenario.ts';
import { healthyScript, response, streamHead } from './steps.ts';
import type { Script, Step } from './steps.ts';
import { answerChunks, toPieces } from './wire.ts';
import type { WireKind } from './wire.ts';
import { corruptFrame } from './wire-bedrock.ts';
import { sseData } from './wire-openai.ts';

const PIECES = toPieces(SICK_TEXT);

/** Time that a busy machine may add to any of them, ms. */
const SLACK_MS = 1_500;

export const SCENARIOS: readonly Scenario[] = [
  {
    number: 1,
    fault: '429 with Retry-After 2, then healthy',
    async run(bench) {
      bench.sick.script((index) =>
        index === 0 ? throttled(bench.leg, { 'retry-after-ms': String(2_000 * bench.scale) }) : well(bench.leg),
      );
      const verdict = rescued(bench, await bench.ask());
      if (bench.sick.attempts() > 2) verdict.violations.push(`${bench.sick.attempts()} tries in 1.5 s`);
      return { ...verdict, declined: ['retry after 1.8 s: handed over instead, a healthy provider stands by'] };
    },
  },
  {
    number: 2,
    fault: '429 for ever, no header',
    run: (bench) => askOnce(bench, throttled(bench.leg, {}), { mostTries: 4 }),
  },
  {
    number: 3,
    fault: '500 once, then healthy',
    async run(bench) {
      bench.sick.script((index) => (index === 0 ? failing(bench.leg, 500) : well(bench.leg)));
      const seen = await bench.ask();
      const verdict = rescued(bench, seen, { by: 'sick-model' });
      if (bench.sick.attempts() !== 2) verdict.violations.push('not tried again on the same provider');
      return verdict;
    },
  },
  { number: 4, fault: '503 for ever', run: (bench) => askOnce(bench, failing(bench.leg, 503), { mostTries: 6 }) },
  {
    number: 5,
    fault: 'reset before headers, once',
    async run(bench) {
      bench.sick.script((index) => (index === 0 ? [{ do: 'rst' }] : well(bench.leg)));
      return rescued(bench, await bench.ask(), { by: 'sick-model' });
    },
  },
  {
    number: 6,
    fault: 'accepts, never answers',
    run: (bench) => askOnce(bench, [{ do: 'hang' }], { mostTries: 1, withinMs: 10_000 }),
  },
  {
    number: 7,
    fault: 'headers at once, first token after 20 s',
    run(bench) {
      const slow: Script = [
        streamHead(bench.leg),
        { do: 'wait', ms: 20_000 * bench.scale },
        ...well(bench.leg).slice(1),
      ];
      return askOnce(bench, slow, { withinMs: 15_000 });
    },
  },
  {
    number: 8,
    fault: 'cut after 40 of 60 tokens, no terminal',
    run: (bench) => askOnce(bench, [...firstTokens(bench.leg, 40), { do: 'fin' }]),
  },
  {
    number: 9,
    fault: 'stalls after 20 tokens for 30 s, then closes',
    async run(bench) {
      const stall: Script = [...firstTokens(bench.leg, 20), { do: 'wait', ms: 30_000 * bench.scale }, { do: 'fin' }];
      const verdict = await askOnce(bench, stall, { withinMs: 45_000 });
      return aliveAfter(bench, verdict);
    },
  },
  {
    number: 10,
    fault: 'tenth event is invalid JSON, rest normal',
    async run(bench) {
      const verdict = await askOnce(bench, withTenthBroken(bench.leg));
      const declined = ['recovered in place: the broken event held words, so the answer is written anew'];
      return { ...(await aliveAfter(bench, verdict)), declined };
    },
  },
  {
    number: 11,
    fault: 'complete, but no [DONE]',
    async run(bench) {
      const script = well(bench.leg).filter(
        (step) => step.do !== 'send' || step.bytes.toString() !== 'data: [DONE]\n\n',
      );
      bench.sick.script([...script.slice(0, -1), { do: 'hang' }]);
      const seen = await bench.ask();
      const verdict = rescued(bench, seen, { by: 'sick-model', withinMs: 8_000 });
      if (seen.terminal?.type === 'finish' && seen.terminal.outputTokens === null) verdict.violations.push('no usage');
      return verdict;
    },
  },
  {
    number: 12,
    fault: '400 context_length_exceeded',
    run: (bench) => askOnce(bench, tooLong(bench.leg), { mostTries: 1 }),
  },
  {
    number: 13,
    fault: '400 content policy',
    async run(bench) {
      bench.sick.script(policy(bench.leg));
      const seen = await bench.ask();
      const { terminal, elapsedMs } = seen;
      const violations = [...seen.disorder];
      const says = terminal?.type === 'error' && terminal.errorClass === 'content_blocked';
      if (!says) violations.push(`ended as ${JSON.stringify(terminal)}`);
      else if (!terminal.blockReason) violations.push('the reason is not told');
      if (bench.sick.attempts() !== 1) violations.push(`${bench.sick.attempts()} tries`);
      if (bench.next.attempts() !== 0) violations.push('another model was asked');
      return { violations, tries: bench.sick.attempts(), elapsedMs };
    },
  },
  {
    number: 14,
    fault: 'cut after 40 tokens; the next rejects a prefill',
    async run(bench) {
      bench.next.script((_index, request) =>
        endsWithAssistant(request.body) ? response(400, { message: 'prefill is not supported' }) : wellNext(bench),
      );
      return askOnce(bench, [...firstTokens(bench.leg, 40), { do: 'rst' }]);
    },
  },
  {
    number: 15,
    fault: '503 for 60 s, then healthy; 20 requests',
    async run(bench) {
      const { violations, tries, elapsedMs } = await runFlap(bench, { fault: '503', requests: 20 });
      return { violations, tries, elapsedMs };
    },
  },
  {
    number: 16,
    fault: '503 for ever; fallback answers',
    async run(bench) {
      bench.sick.script(failing(bench.leg, 503));
      const seen = await bench.ask();
      const verdict = rescued(bench, seen);
      if (seen.terminal?.type === 'finish' && seen.terminal.outputTokens === null) verdict.violations.push('no usage');
      return verdict;
    },
  },
];

interface Expectation {
  by?: 'sick-model' | 'next-model';
  mostTries?: number;
  /** In the bench's own time. */
  withinMs?: number;
}

async function askOnce(bench: Bench, script: Script, expectation: Expectation = {}): Promise<Verdict> {
  bench.sick.script(script);
  return rescued(bench, await bench.ask(), expectation);
}

/** The whole text of one provider, named, in time, with few tries. */
function rescued(
  bench: Bench,
  seen: Observation,
  { by = 'next-model', mostTries, withinMs }: Expectation = {},
): Verdict {
  const { terminal, text, elapsedMs } = seen;
  const tries = bench.sick.attempts();
  const violations = [...seen.disorder];
  if (terminal?.type !== 'finish' || terminal.truncated) violations.push(`ended as ${JSON.stringify(terminal)}`);
  else if (terminal.model !== by) violations.push(`written by ${terminal.model}`);
  if (text !== (by === 'sick-model' ? SICK_TEXT : NEXT_TEXT))
    violations.push(`not the whole text: ${text.slice(0, 60)}`);
  if (mostTries !== undefined && tries > mostTries) violations.push(`${tries} tries`);
  if (withinMs !== undefined && elapsedMs > withinMs * bench.scale + SLACK_MS)
    violations.push(`${Math.round(elapsedMs)} ms`);
  return { violations, tries, elapsedMs };
}

async function aliveAfter(bench: Bench, verdict: Verdict): Promise<Verdict> {
  bench.sick.script();
  const { terminal } = await bench.ask();
  if (terminal?.type !== 'finish') verdict.violations.push('not healthy after it');
  return verdict;
}

function well(kind: WireKind): Script {
  return healthyScript(kind, { pieces: PIECES });
}

function wellNext({ next }: Bench): Script {
  return healthyScript(next.kind, { pieces: toPieces(NEXT_TEXT) });
}

/** The first `count` tokens of an answer, and nothing after them. */
function firstTokens(kind: WireKind, count: number): Script {
  const chunks = answerChunks(kind, { pieces: PIECES.slice(0, count) }).filter(
    ({ part }) => part === 'preamble' || part === 'text',
  );
  return [streamHead(kind), ...chunks.map(({ bytes }): Step => ({ do: 'send', bytes }))];
}

function withTenthBroken(kind: WireKind): Script {
  const broken = kind === 'bedrock' ? corruptFrame(textBytes(kind, 'broken words')) : sseData('{"broken": ');
  let sends = 0;
  return well(kind).map((step) => (step.do === 'send' && (sends += 1) === 10 ? { do: 'send', bytes: broken } : step));
}

function tooLong(kind: WireKind): Script {
  if (kind === 'bedrock') {
    return response(
      400,
      { message: 'Input is too long for requested model.' },
      { 'x-amzn-errortype': 'ValidationException' },
    );
  }
  const message = 'The input token count (9) exceeds the maximum number of tokens allowed (8).';
  return response(400, {
    error: { message, code: kind === 'gemini' ? 400 : 'context_length_exceeded', status: 'INVALID_ARGUMENT' },
  });
}

/** Gemini has no 400 for it: it answers 200 with a blocked prompt. Bedrock names it in a ValidationException. */
function policy(kind: WireKind): Script {
  if (kind === 'bedrock') {
    return response(
      400,
      { message: 'Output blocked by content filtering policy' },
      { 'x-amzn-errortype': 'ValidationException' },
    );
  }
  if (kind === 'gemini') {
    return [
      streamHead(kind),
      { do: 'send', bytes: sseData({ promptFeedback: { blockReason: 'SAFETY' } }) },
      { do: 'end' },
    ];
  }
  return response(400, {
    error: { message: 'content policy', type: 'invalid_request_error', code: 'content_policy_violation' },
  });
}

/** True when the last message of a request, in any provider's form, is the assistant's. */
function endsWithAssistant(body: string): boolean {
  const { messages, contents } = JSON.parse(body) as { messages?: { role: string }[]; contents?: { role: string }[] };
  const role = (messages ?? contents)?.at(-1)?.role;
  return role === 'assistant' || role === 'model';
}
