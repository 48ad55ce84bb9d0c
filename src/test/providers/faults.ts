/** All faults of `faults.md` that HTTP/1.1 and the four providers have. */
import { always, LOUD } from './fault.ts';
import type { Fault } from './fault.ts';
import { BEDROCK_FAULTS } from './faults-bedrock.ts';
import { GEMINI_FAULTS } from './faults-gemini.ts';
import { OPENAI_FAULTS } from './faults-openai.ts';
import { TRANSPORT_FAULTS } from './faults-transport.ts';
import { response } from './steps.ts';
import type { Script } from './steps.ts';
import { WIRE_KINDS } from './wire.ts';
import type { WireKind } from './wire.ts';

/** 429 with each kind of Retry-After. Only believable, short ones may bring a second request, and never an early one. */
const RETRY_AFTER: Record<string, () => Record<string, string>> = {
  none: () => ({}),
  seconds: () => ({ 'retry-after': '2' }),
  date: () => ({ 'retry-after': new Date(Date.now() + 3_000).toUTCString() }),
  milliseconds: () => ({ 'retry-after-ms': '1500' }),
  zero: () => ({ 'retry-after': '0' }),
  negative: () => ({ 'retry-after': '-5' }),
  garbage: () => ({ 'retry-after': 'soon, perhaps' }),
  'a day': () => ({ 'retry-after': '86400' }),
};

const RETRY_AFTER_FAULTS: Fault[] = Object.entries(RETRY_AFTER).map(([name, headers]) => ({
  id: `429 with Retry-After: ${name}`,
  kinds: WIRE_KINDS,
  positions: ['P0'],
  outcome: always('fails'),
  classes: ['throttled'],
  script: (kind) => throttled(kind, headers()),
}));

export const FAULTS: readonly Fault[] = [
  ...TRANSPORT_FAULTS,
  ...RETRY_AFTER_FAULTS,
  ...BEDROCK_FAULTS,
  ...OPENAI_FAULTS,
  ...GEMINI_FAULTS,
];

/** A 429 in the provider's own words. */
export function throttled(kind: WireKind, headers: Record<string, string>): Script {
  if (kind === 'bedrock') {
    return response(429, { message: LOUD }, { 'x-amzn-errortype': 'ThrottlingException', ...headers });
  }
  const error = { message: LOUD, code: kind === 'groq' ? 'rate_limit_exceeded' : 429, status: 'RESOURCE_EXHAUSTED' };
  return response(429, { error }, headers);
}
