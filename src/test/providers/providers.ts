/** The four real providers, pointed at stand-ins, and a request to ask them with. */
import { createBedrock } from '../../llm/bedrock.ts';
import type { ChainLink } from '../../llm/chain-link.ts';
import { createGemini } from '../../llm/gemini.ts';
import { createGroq } from '../../llm/groq.ts';
import { createOpenRouter } from '../../llm/openrouter.ts';
import type { Provider, ProviderRequest } from '../../llm/provider.ts';
import type { WireKind } from './wire.ts';

/** Secrets that must turn up nowhere but in the requests. */
export const SECRETS = {
  apiKey: 'sk-standin-5f2c9d1e7a8b4c6d',
  accessKeyId: 'AKIASTANDIN4EXAMPLE7',
  secretAccessKey: 'wJalrXUtnSTANDIN4K7MDENGbPxRfiCYEXAMPLEKEY',
};

const MAKERS: Record<WireKind, (baseUrl: string, model: string) => Provider> = {
  bedrock: (baseUrl, model) =>
    createBedrock({
      region: 'eu-west-1',
      model,
      baseUrl,
      credentials: { accessKeyId: SECRETS.accessKeyId, secretAccessKey: SECRETS.secretAccessKey },
    }),
  groq: (baseUrl, model) => createGroq({ apiKey: SECRETS.apiKey, baseUrl, model }),
  gemini: (baseUrl, model) => createGemini({ apiKey: SECRETS.apiKey, baseUrl, model }),
  openrouter: (baseUrl, model) => createOpenRouter({ apiKey: SECRETS.apiKey, baseUrl, model }),
};

/** The real provider of a kind, asking `baseUrl`. */
export function createProviderAt(kind: WireKind, baseUrl: string, model = `stand-in-${kind}`): Provider {
  return MAKERS[kind](baseUrl, model);
}

/** A link of a chain. */
export function linkTo(provider: Provider): ChainLink {
  return { name: provider.name, model: provider.model, region: provider.region, provider, skipReason: null };
}

/** A request as the answer sequence would make one. */
export function sampleRequest(question = 'Which IAM users have no MFA?'): ProviderRequest {
  return {
    system: 'You answer from the evidence only.',
    turns: [{ role: 'user', content: question }],
    maxOutputTokens: 512,
    temperature: 0,
    brief: {
      question,
      intent: {
        kind: 'list',
        services: ['iam'],
        entities: [],
        severities: [],
        states: [],
        timeRange: null,
        comparedWith: null,
        groupBy: [],
        subject: 'user',
        topics: ['mfa'],
        negated: true,
        limit: null,
        thresholdDays: null,
        inherited: [],
        reason: 'test',
      },
      evidence: [],
      coverage: { complete: true, sources: [] },
      now: '2026-11-20T12:00:00.000Z',
      demo: false,
    },
  };
}
