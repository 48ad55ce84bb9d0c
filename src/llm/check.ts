/** A tiny real request to one provider, and in plain words what is wrong and what to do. */
import { bareIntent } from '../intent/explained.ts';
import type { AnswerBrief } from '../evidence.ts';
import { profileOf } from './bedrock-models.ts';
import { blockWords } from './block-words.ts';
import { newStats, runAttempt } from './attempt.ts';
import type { AttemptStats } from './attempt.ts';
import { costOf } from './prices.ts';
import type { PriceTable } from './prices.ts';
import { ProviderError } from './provider.ts';
import type { ErrorClass, Provider, ProviderName, ProviderRequest } from './provider.ts';

export interface CheckResult {
  ok: boolean;
  errorClass: ErrorClass | null;
  httpStatus: number | null;
  /** One sentence: what happened. */
  explanation: string;
  /** One or two sentences: what to do about it; '' when nothing is. */
  whatToDo: string;
  firstTokenMs: number | null;
  totalMs: number;
  /** Of this request; null when the provider did not say. */
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
  /** Redacted; for whoever may see the providers page. */
  upstream: string;
}

/** Longest a check may take, ms, and what each step of it may. */
const CHECK_LIMITS = {
  connectMs: 5_000,
  firstTokenMs: 15_000,
  idleMs: 10_000,
  totalMs: 20_000,
  slowestCharsPerSecond: 0,
};

/** Room for a thinking model to think a little and still say a word. */
const CHECK_TOKENS = 256;

/** Asks `provider` for one word. Never throws. */
export async function checkProvider(provider: Provider, prices: PriceTable): Promise<CheckResult> {
  const stats = newStats();
  const request: ProviderRequest = {
    system: 'Answer with the single word: ready',
    turns: [{ role: 'user', content: 'Are you ready?' }],
    maxOutputTokens: CHECK_TOKENS,
    temperature: 0,
    brief: EMPTY_BRIEF,
  };
  const signal = new AbortController().signal;
  try {
    await runAttempt(provider, request, CHECK_LIMITS, { signal, stats, tellText: () => undefined });
    const explanation = `${provider.model} answered in ${stats.totalMs} ms.`;
    const well = { ok: true, errorClass: null, httpStatus: null, explanation, whatToDo: '', upstream: '' };
    return { ...well, ...figuresOf(provider, stats, prices) };
  } catch (error) {
    const fault = error instanceof ProviderError ? error : new ProviderError('malformed', { cause: error });
    const { errorClass, httpStatus, upstream } = fault;
    const [explanation, whatToDo] = adviceFor(provider, fault);
    const figures = figuresOf(provider, stats, prices);
    return { ok: false, errorClass, httpStatus, explanation, whatToDo, upstream, ...figures };
  }
}

function figuresOf({ name: provider, model }: Provider, stats: AttemptStats, prices: PriceTable) {
  const { firstTokenMs, totalMs, inputTokens, outputTokens, startedAt: at } = stats;
  const costUsd = costOf(prices, { provider, model, inputTokens, outputTokens, at });
  return { firstTokenMs, totalMs, inputTokens, outputTokens, costUsd };
}

const EMPTY_BRIEF: AnswerBrief = {
  question: 'Are you ready?',
  intent: bareIntent('help', 'a check of the provider'),
  evidence: [],
  coverage: { complete: true, sources: [] },
  now: '1970-01-01T00:00:00.000Z',
  demo: false,
};

type Advice = [explanation: string, whatToDo: string];

/** Where the key of each provider is made. */
const KEY_PAGES: Record<ProviderName, string> = {
  bedrock: 'the AWS console',
  groq: 'console.groq.com/keys',
  gemini: 'aistudio.google.com/apikey',
  openrouter: 'openrouter.ai/settings/keys',
  composer: '',
};

const KEY_VARIABLES: Record<ProviderName, string> = {
  bedrock: 'the AWS credentials',
  groq: 'GROQ_API_KEY',
  gemini: 'GEMINI_API_KEY',
  openrouter: 'OPENROUTER_API_KEY',
  composer: '',
};

function adviceFor(provider: Provider, fault: ProviderError): Advice {
  return (provider.name === 'bedrock' ? bedrockAdvice(provider, fault) : null) ?? generalAdvice(provider, fault);
}

const MODEL_SETTING = 'BEDROCK_MODEL_ID (or the model that LLM_CHAIN names)';

/** Bedrock has more ways to refuse than the others, and says less about them. Null: the general words do. */
function bedrockAdvice({ model, region }: Provider, fault: ProviderError): Advice | null {
  const { errorClass, upstream, retryAfterMs } = fault;
  const where = region ?? 'its region';
  if (errorClass === 'auth') {
    return [
      'AWS did not accept the credentials, or none were found.',
      'Check the profile, role or access key that this process runs with (aws sts get-caller-identity); renew an expired session.',
    ];
  }
  if (errorClass === 'access_not_granted') return bedrockAccessAdvice(model, where, upstream);
  if (errorClass === 'quota_exhausted' && upstream.includes('INVALID_PAYMENT_INSTRUMENT')) {
    return [
      'AWS has no valid payment method for this model.',
      'Add one that can be charged for AWS Marketplace under Billing, Payment methods. It takes effect after a minute or more.',
    ];
  }
  if (errorClass === 'quota_exhausted') {
    return [
      'A Bedrock quota of this account is used up.',
      `Ask for more under Service Quotas, Amazon Bedrock, in ${where}.`,
    ];
  }
  if (errorClass === 'model_not_found') return bedrockModelAdvice(model, region, upstream);
  if (errorClass === 'network' && fault.networkCode === 'ENOTFOUND') {
    return [
      `There is no Bedrock at the address of ${where}.`,
      'Check BEDROCK_REGION, or AWS_REGION, against the regions that have Bedrock; then DNS and proxy of this machine.',
    ];
  }
  if (errorClass === 'throttled') {
    return [
      'Bedrock is limiting requests, or the model is starting up.',
      `${waitWords(retryAfterMs)}; if it stays, ask for a higher quota in ${where}.`,
    ];
  }
  return null;
}

/** Three faults come as one class: no such name here, a bare id where a profile is wanted, and a model that is gone. */
function bedrockModelAdvice(model: string, region: string | null, upstream: string): Advice {
  const where = region ?? 'its region';
  if (/inference profile/i.test(upstream)) {
    const example = region === null || model.startsWith('arn:') ? '' : `, here ${profileOf(model, region)}`;
    return [
      `${model} can only be called through an inference profile.`,
      `Set ${MODEL_SETTING} to the id or ARN of one${example}.`,
    ];
  }
  if (/end of (?:its )?life|deprecated|legacy/i.test(upstream)) {
    return [`${model} is retired.`, `Set ${MODEL_SETTING} to its successor.`];
  }
  return [
    `${where} has no model by the name of ${model}.`,
    `Check its spelling, and that this region offers it; a profile of another geography is not found here either. Set BEDROCK_REGION, or ${MODEL_SETTING}.`,
  ];
}

function bedrockAccessAdvice(model: string, where: string, upstream: string): Advice {
  if (upstream.includes('aws-marketplace:')) {
    return [
      `The account has not subscribed to ${model} yet, and these credentials may not subscribe.`,
      'Call the model once as a principal that holds aws-marketplace:Subscribe and aws-marketplace:ViewSubscriptions, then wait a few minutes.',
    ];
  }
  if (/use case/i.test(upstream)) {
    return [
      'The provider of this model wants its use case form filled in first.',
      `Open Bedrock in the AWS console in ${where}, choose the model and submit the form; access follows within minutes.`,
    ];
  }
  return [
    `These credentials may not invoke ${model} in ${where}.`,
    'Allow bedrock:InvokeModelWithResponseStream on the model and on the inference profile, and look for an explicit deny in a service control policy.',
  ];
}

const NAMES: Record<ProviderName, string> = {
  bedrock: 'Bedrock',
  groq: 'Groq',
  gemini: 'Gemini',
  openrouter: 'OpenRouter',
  composer: 'The composer',
};

/** `Wait 40 s`, as far as the provider said how long. */
function waitWords(retryAfterMs: number | null): string {
  if (retryAfterMs === null || retryAfterMs === 0) return 'Wait a little';
  const seconds = Math.ceil(retryAfterMs / 1000);
  if (seconds < 120) return `Wait ${seconds} s`;
  return seconds < 7200 ? `Wait ${Math.ceil(seconds / 60)} minutes` : `Wait ${Math.ceil(seconds / 3600)} hours`;
}

function generalAdvice({ name: provider, model }: Provider, fault: ProviderError): Advice {
  const { errorClass, httpStatus, retryAfterMs } = fault;
  const name = NAMES[provider];
  const status = httpStatus === null ? '' : ` (HTTP ${httpStatus})`;
  switch (errorClass) {
    case 'auth':
      return [
        `${name} did not accept the key${status}.`,
        `Make a new one at ${KEY_PAGES[provider]} and set ${KEY_VARIABLES[provider]}.`,
      ];
    case 'access_not_granted':
      return [
        `This key may not use ${model}${status}.`,
        'Allow the model for the project or account of the key, or configure another model.',
      ];
    case 'model_not_found':
      return [`${name} does not know ${model}${status}.`, 'It may be retired or misspelt: configure a current model.'];
    case 'throttled':
      return [
        `${name} is limiting requests${status}.`,
        `${waitWords(retryAfterMs)}, or raise the limit of the account.`,
      ];
    case 'quota_exhausted':
      return [
        `The quota or credit at ${name} is used up${status}.`,
        'Add credit, raise the quota, or wait until it is renewed.',
      ];
    case 'context_too_long':
      return [
        `${name} found even a tiny request too long${status}.`,
        'Choose a model with a larger context, or raise the token limit of the account.',
      ];
    case 'content_blocked':
      return [
        `${name} blocked a harmless request${status}: ${blockWords(fault.blockReason ?? undefined)}.`,
        'Check the guardrails and safety settings of the account.',
      ];
    case 'timeout_connect':
    case 'network':
      return [
        `${name} could not be reached.`,
        'Check the address, DNS, proxy and firewall between this machine and the provider.',
      ];
    case 'timeout_first_token':
    case 'timeout_idle':
    case 'timeout_total':
      return [
        `${name} accepted the request and then stayed silent.`,
        'Usually an outage on their side: look at their status page, and let the chain pass it by.',
      ];
    case 'truncated':
      return [`${name} broke its answer off.`, 'Try again; if it stays, look at their status page.'];
    case 'malformed':
      return [
        `Something answered that does not speak ${name}'s protocol.`,
        'Check the base URL, and whether a proxy or sign-in page answers in its place.',
      ];
    case 'server':
      return [`${name} failed on its side${status}.`, 'Look at their status page. The chain passes it by meanwhile.'];
    case 'invalid_request':
      return [
        `${name} refused the request${status}.`,
        `Probably ${model} does not accept one of the settings: configure another model.`,
      ];
    case 'aborted':
      return ['The check was stopped.', ''];
  }
}
