/** Amazon Bedrock, by ConverseStream over HTTP/1.1: over HTTP/2 the SDK ends a lost stream as if it were whole. */
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseStreamCommandInput, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { defaultBedrockModel, regionOfModel, settingsOf } from './bedrock-models.ts';
import { classifyBedrockError } from './classify-bedrock.ts';
import { watchConnection } from './connection-watch.ts';
import { ProviderError } from './provider.ts';
import type { BlockReason, FinishReason, RemoteProvider, ProviderEvent, RemoteRequest } from './provider.ts';
import { END_GRACE_MS, TRAILER_GRACE_MS, withGrace } from './trailer.ts';

export interface BedrockOptions {
  region: string;
  /** Model id, inference-profile id, or inference-profile ARN (whose region then wins). */
  model?: string | undefined;
  /** Replaces the regional endpoint: tests, proxies, VPC endpoints. */
  baseUrl?: string | undefined;
  /** Unset: the default AWS chain. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined;
}

/** `stopReason` values that mean a terminal. Tools are never offered, so `tool_use` is an error, like unknown ones. */
const STOP_REASONS: Record<string, FinishReason> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
};

/** `stopReason` values of an answer that was blocked. */
const BLOCKED: Record<string, BlockReason> = {
  guardrail_intervened: 'guardrail',
  content_filtered: 'content_filter',
  refusal: 'refusal',
};

/** Connections to one endpoint. The SDK's 50 would queue the 51st reader in silence. */
const MAX_SOCKETS = 2_000;

/** A Bedrock model as a link of the chain. */
export function createBedrock(options: BedrockOptions): RemoteProvider {
  const region = (options.model && regionOfModel(options.model)) ?? options.region;
  const model = options.model ?? defaultBedrockModel(region);
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const client = new BedrockRuntimeClient({
    region,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent: agent, httpsAgent: agent }),
    ...(options.baseUrl ? { endpoint: options.baseUrl } : {}),
    ...(options.credentials ? { credentials: options.credentials } : {}),
  });
  return {
    name: 'bedrock',
    model,
    region,
    async stream(request, signal, tell) {
      const watch = watchConnection((_host, path) => path.includes('/converse-stream'));
      try {
        const command = new ConverseStreamCommand(toInput(request, model));
        const opening = watch.run(() => client.send(command, { abortSignal: signal }));
        await Promise.race([watch.connected, opening]);
        tell({ type: 'activity', phase: 'connected' });
        const output = await opening;
        tell({ type: 'activity', phase: 'headers' });
        if (!output.stream) throw new ProviderError('malformed', { upstream: 'no event stream' });
        await readEvents(output.stream, tell);
      } catch (error) {
        throw classifyBedrockError(error, Date.now());
      }
    },
  };
}

function toInput(request: RemoteRequest, model: string): ConverseStreamCommandInput {
  const { temperature, extra } = settingsOf(model);
  return {
    modelId: model,
    ...(request.system === '' ? {} : { system: [{ text: request.system }] }),
    messages: request.turns.map((turn) => ({ role: turn.role, content: [{ text: turn.content }] })),
    inferenceConfig: {
      maxTokens: request.maxOutputTokens,
      ...(temperature ? { temperature: request.temperature } : {}),
    },
    ...(extra ? { additionalModelRequestFields: extra } : {}),
  };
}

async function readEvents(
  events: AsyncIterable<ConverseStreamOutput>,
  tell: (event: ProviderEvent) => void,
): Promise<void> {
  let finish: FinishReason | BlockReason | null = null;
  let usageSeen = false;
  const grace = (): number | null => (finish === null ? null : usageSeen ? END_GRACE_MS : TRAILER_GRACE_MS);
  for await (const event of withGrace(events, grace)) {
    if (event.messageStop) finish ??= finishOf(event.messageStop.stopReason);
    else if (event.metadata?.usage) {
      const { inputTokens = 0, outputTokens = 0 } = event.metadata.usage;
      tell({ type: 'usage', inputTokens, outputTokens });
      usageSeen = true;
    } else if (finish === null) tell(toEvent(event));
  }
  if (finish === null) throw new ProviderError('truncated', { upstream: 'the stream ended without messageStop' });
  if (finish !== 'stop' && finish !== 'length')
    throw new ProviderError('content_blocked', {
      upstream: `stopReason ${finish}`,
      blockReason: finish as BlockReason,
    });
  tell({ type: 'finish', reason: finish });
}

function toEvent(event: ConverseStreamOutput): ProviderEvent {
  const delta = event.contentBlockDelta?.delta;
  if (delta?.text) return { type: 'text-delta', text: delta.text };
  const thought = delta?.reasoningContent?.text;
  if (thought !== undefined) return { type: 'activity', phase: 'thinking', bytes: thought.length };
  return { type: 'activity', phase: 'preamble' };
}

function finishOf(stopReason: string | undefined): FinishReason | BlockReason {
  const known = stopReason === undefined ? undefined : (STOP_REASONS[stopReason] ?? BLOCKED[stopReason]);
  if (known) return known;
  throw new ProviderError('malformed', { upstream: `stopReason ${String(stopReason).slice(0, 40)}` });
}
