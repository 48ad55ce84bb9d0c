/**
 * What this process measured, under the names of OpenTelemetry's GenAI conventions (dots become underscores, seconds
 * become a suffix, as Prometheus' own translation does).
 */
import type { SettledAnswer } from '../answer/outcome.ts';
import type { ProviderName } from '../llm/provider.ts';
import { createCounter, createHistogram, type Labels } from './prometheus.ts';

export interface Metrics {
  /** `route` is the pattern, never the path: ids would make a series each. Duration until the response began, ms. */
  requestServed(request: { method: string; route: string; status: number; durationMs: number }): void;
  answerSettled(answer: SettledAnswer): void;
  render(): string;
}

/** `gen_ai.provider.name` of each provider. */
export const PROVIDER_LABELS: Record<ProviderName, string> = {
  bedrock: 'aws.bedrock',
  groq: 'groq',
  gemini: 'gcp.gemini',
  openrouter: 'openrouter',
  composer: 'assay.composer',
};

/** The conventions' own boundaries, s and tokens. */
const OPERATION_BOUNDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const TOKEN_BOUNDS = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304];
const REQUEST_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export function createMetrics(): Metrics {
  const requests = createHistogram(
    'http_server_request_duration_seconds',
    'Duration of HTTP requests until the response began.',
    REQUEST_BOUNDS,
  );
  const operations = createHistogram(
    'gen_ai_client_operation_duration_seconds',
    'Duration of one attempt at a provider.',
    OPERATION_BOUNDS,
  );
  const firstChunks = createHistogram(
    'gen_ai_client_operation_time_to_first_chunk_seconds',
    'From the start of an attempt to its first visible text.',
    OPERATION_BOUNDS,
  );
  const tokens = createHistogram('gen_ai_client_token_usage', 'Tokens of one attempt, by type.', TOKEN_BOUNDS);
  const cost = createCounter('assay_provider_cost_usd_total', 'Cost of attempts by the price table, US dollars.');
  const skipped = createCounter('assay_provider_skipped_total', 'Times a link of the chain was passed by unasked.');
  const answers = createCounter(
    'assay_answers_total',
    'Answers by how they ended, who wrote them, and from the cache.',
  );
  const claims = createCounter('assay_claims_total', 'Claims of answers by the verdict of the check.');

  return {
    requestServed: ({ method, route, status, durationMs }) =>
      requests.observe(
        { http_request_method: method, http_route: route, http_response_status_code: String(status) },
        durationMs / 1000,
      ),
    answerSettled: (answer) => {
      const { usage } = answer;
      answers.add({
        status: answer.status,
        gen_ai_provider_name: usage ? PROVIDER_LABELS[usage.provider] : '',
        cached: String(usage?.cached ?? false),
      });
      for (const verdict of ['supported', 'contradicted', 'uncited', 'notCheckable'] as const)
        if (answer.claims?.[verdict]) claims.add({ verdict }, answer.claims[verdict]);
      for (const attempt of answer.attempts) {
        const labels = {
          gen_ai_operation_name: 'chat',
          gen_ai_provider_name: PROVIDER_LABELS[attempt.provider],
          gen_ai_request_model: attempt.model,
        };
        if (attempt.outcome === 'skipped') {
          skipped.add(labels);
          continue;
        }
        const failure: Labels = attempt.errorClass ? { error_type: attempt.errorClass } : {};
        operations.observe({ ...labels, ...failure }, attempt.totalMs / 1000);
        if (attempt.firstTokenMs !== null) firstChunks.observe(labels, attempt.firstTokenMs / 1000);
        if (attempt.inputTokens !== null)
          tokens.observe({ ...labels, gen_ai_token_type: 'input' }, attempt.inputTokens);
        if (attempt.outputTokens !== null)
          tokens.observe({ ...labels, gen_ai_token_type: 'output' }, attempt.outputTokens);
        if (attempt.costUsd) cost.add(labels, attempt.costUsd);
      }
    },
    render: () =>
      [requests, operations, firstChunks, tokens, cost, skipped, answers, claims]
        .map((metric) => metric.render())
        .join(''),
  };
}
