/** The list of how providers fail, line by line, and which faults of the matrix stand for each line. */
import { FAULTS } from './faults.ts';
import { WIRE_KINDS } from './wire.ts';
import type { WireKind } from './wire.ts';

export interface CatalogueLine {
  provider: WireKind | 'each';
  line: string;
  /** Ids of faults, without the provider's name before them; a trailing `*` stands for any ending. */
  faults: readonly string[];
}

type Lines = Record<string, readonly string[]>;

const TRANSPORT: Lines = {
  'DNS failure': ['T01 unknown host'],
  'connection refused': ['T02 connection refused'],
  'TLS failure': ['T03 *'],
  'reset before headers': ['T04 reset before headers'],
  'closed before headers': ['T05 closed before headers'],
  'accepts, never answers': ['T06 never answers'],
  'headers, then silence': ['T07 headers, then silence'],
  'reset in mid-stream': ['T08 reset in mid-stream'],
  'closed without chunk terminator': ['T09 closed without terminator'],
  'close or reset of a close-delimited body': ['T10 closed, body without length', 'T11 reset, body without length'],
  'stall, socket open': ['T13 stalls'],
  'stall with keep-alive only': ['T14 keep-alive only'],
  'slow drip': ['T15 slow drip'],
  'split inside a character, line, event or frame': ['T16 *'],
  '200 text/html': ['T17 a web page'],
  '200 application/json with an error': ['T18 an error as 200'],
  'empty 200': ['T19 *'],
  'corrupt compression': ['T20 corrupt compression'],
  'one event of 1 MiB': ['T21 a text event of 1 MiB'],
  'Retry-After: none': ['429 with Retry-After: none'],
  'Retry-After: seconds': ['429 with Retry-After: seconds'],
  'Retry-After: HTTP date': ['429 with Retry-After: date'],
  'Retry-After: milliseconds': ['429 with Retry-After: milliseconds'],
  'Retry-After: 0': ['429 with Retry-After: zero'],
  'Retry-After: negative': ['429 with Retry-After: negative'],
  'Retry-After: garbage': ['429 with Retry-After: garbage'],
  'Retry-After: 86400': ['429 with Retry-After: a day'],
  'endless text': ['T24 endless text'],
};

const BEDROCK: Lines = {
  'AccessDenied, plain': ['AccessDenied'],
  'AccessDenied, Marketplace, 2 or 5 minutes': ['Marketplace, 2 minutes', 'Marketplace, 5 minutes'],
  INVALID_PAYMENT_INSTRUMENT: ['payment'],
  FTUFormNotFilled: ['use case form', 'use case form by another name'],
  'expired or unknown token': ['expired token', 'unknown token'],
  'Throttling 429': ['throttling'],
  'ModelNotReady 429': ['model not ready'],
  'ModelTimeout 408': ['model timeout'],
  'ModelError 424': ['model error'],
  'InternalServer 500': ['internal'],
  'ServiceUnavailable 503': ['unavailable'],
  'ServiceQuotaExceeded 400': ['service quota'],
  'ResourceNotFound 404': ['end of life'],
  'Validation: needs an inference profile': ['needs a profile'],
  'Validation: identifier': ['bad identifier'],
  'Validation: too long': ['too long'],
  'Validation: other': ['other validation'],
  'HTML with 503': ['a page with 503'],
  'exception in the stream, each type': [
    'exception internalServerException',
    'exception modelStreamErrorException',
    'exception validationException',
    'exception throttlingException',
    'exception serviceUnavailableException',
  ],
  'exception of an unmodelled type': ['exception somethingNobodyKnowsException'],
  ':message-type error': ['error message'],
  'bad checksum': ['bad checksum'],
  'truncated frame': ['half a frame', 'a length of two gigabytes'],
  'no messageStop': ['no messageStop', 'metadata, but no messageStop'],
  'stopReason max_tokens': ['stopReason max_tokens', 'stopReason model_context_window_exceeded'],
  'stopReason of a block': ['stopReason guardrail_intervened', 'stopReason content_filtered', 'stopReason refusal'],
  'stopReason of no use': ['stopReason tool_use', 'stopReason something_new'],
  'end_turn without a token': ['end_turn without a word'],
};

const OPENAI_STREAM: Lines = {
  'error at the top of a data payload': ['error at the top'],
  'event: error': ['event: error', 'event: error with words'],
  'bare-string error': ['error as a string'],
  'nested error': ['error in an error'],
  'choices empty': ['choices empty, then an answer', 'choices empty, then the end'],
  'invalid JSON': ['invalid JSON'],
  'finish_reason length': ['finish_reason length'],
  'finish_reason content_filter': ['finish_reason content_filter'],
  'finish_reason of no use': ['finish_reason tool_calls', 'finish_reason something_new', 'stop without a word'],
  '[DONE] without a finish': ['[DONE] without a finish'],
  'no [DONE]': ['no [DONE]', 'no [DONE], connection kept'],
  'endless preamble': ['T22 a preamble of 1 MiB', 'T25 endless comments, fast'],
  'lines end with CRLF; invalid UTF-8': ['T16 lines end with CRLF', 'T23 invalid UTF-8'],
  '400 context_length_exceeded': ['400 context'],
  '400 content policy': ['400 content policy'],
  401: ['401'],
  '500, 502, 503': ['500', '502', '503', 'a page with 502'],
};

const GROQ: Lines = {
  ...OPENAI_STREAM,
  400: ['400'],
  403: ['403'],
  '404, retired model': ['404', '404 without a code', '400 retired model'],
  '413 tokens per minute': ['413 tokens per minute'],
  422: ['422'],
  424: ['424'],
  '429 with retry-after': ['429'],
  '498 capacity_exceeded': ['498'],
  499: ['499'],
  'error beside its request id': ['error beside its request id'],
};

const GEMINI: Lines = {
  '400 INVALID_ARGUMENT': ['400', '400 too long', '400 key', '400 key in an array'],
  '400 FAILED_PRECONDITION': ['400 precondition'],
  403: ['403'],
  404: ['404'],
  '429 RESOURCE_EXHAUSTED, bare': ['429'],
  '429 per minute': ['429 per minute'],
  '429 per day, with a RetryInfo that lies': ['429 per day'],
  'error wrapped in an array': ['429 in an array', '429 per day in an array*', '503 in an array'],
  500: ['500'],
  '503 UNAVAILABLE': ['503'],
  504: ['504'],
  'error inside a 200 stream': [
    '503 in the stream',
    '429 in the stream, in an array',
    'an error without a number',
    'invalid JSON',
  ],
  'promptFeedback.blockReason, no candidates': ['prompt blocked'],
  'finishReason of a block, without content': [
    'finishReason SAFETY',
    'finishReason RECITATION',
    'finishReason PROHIBITED_CONTENT',
    'finishReason SPII',
    'finishReason BLOCKLIST',
  ],
  'finishReason LANGUAGE': ['finishReason LANGUAGE'],
  'finishReason MALFORMED_FUNCTION_CALL': ['finishReason MALFORMED_FUNCTION_CALL'],
  'finishReason of no use': ['finishReason OTHER', 'finishReason SOMETHING_NEW', 'stop without a word'],
  'finishReason MAX_TOKENS': ['finishReason MAX_TOKENS'],
  'part with a thoughtSignature only': [
    'a signature only, between words and at the end',
    'a signature and nothing else',
  ],
  'never [DONE]; no finishReason': ['ends without finishReason'],
  'lines end with CRLF; invalid UTF-8': ['T16 lines end with CRLF', 'T23 invalid UTF-8'],
};

const OPENROUTER: Lines = {
  ...OPENAI_STREAM,
  400: ['400'],
  '402, and with a budget in flight': ['402', '402 budget in flight'],
  '403 moderation': ['403 moderation'],
  408: ['408'],
  429: ['429'],
  'PROCESSING comments': ['comments between words'],
  'comments for ever': ['comments for ever'],
  'error with finish_reason error': ['error and finish_reason error', 'finish_reason error alone'],
  'error with empty choices': ['error with empty choices'],
  'error without choices': ['error without choices'],
  '200 JSON without choices': ['200 without choices', 'an event without choices, then an answer'],
};

/** Every line of the list. The usage chunk with empty choices, which is no error, ends every healthy OpenRouter answer. */
export const CATALOGUE: readonly CatalogueLine[] = [
  ...linesOf('each', TRANSPORT),
  ...linesOf('bedrock', BEDROCK),
  ...linesOf('groq', GROQ),
  ...linesOf('gemini', GEMINI),
  ...linesOf('openrouter', OPENROUTER),
];

/** The fault of a provider that an entry means; several for a pattern, none when there is no such fault. */
export function faultsOf(kind: WireKind, entry: string): string[] {
  const own = FAULTS.filter(({ kinds }) => kinds.includes(kind));
  return own
    .filter(({ id }) => {
      const bare = id.replace(/^(?:bedrock|groq\+openrouter|groq|gemini|openrouter) /, '');
      return entry.endsWith('*') ? bare.startsWith(entry.slice(0, -1)) : bare === entry;
    })
    .map(({ id }) => id);
}

/** The list as a table: provider, line, faults, and how many cells of the matrix these make. */
export function printCatalogue(): string {
  const rows = CATALOGUE.map(({ provider, line, faults }) => {
    const kinds = provider === 'each' ? WIRE_KINDS : [provider];
    const cells = kinds.flatMap((kind) =>
      faults
        .flatMap((entry) => faultsOf(kind, entry))
        .map((id) => FAULTS.find((fault) => fault.id === id)!.positions.length * 3),
    );
    const count = cells.reduce((sum, each) => sum + each, 0);
    return `| ${provider} | ${line} | ${faults.join('; ')} | ${count} |`;
  });
  return ['| provider | how it fails | faults of the matrix | cells |', '|---|---|---|---|', ...rows].join('\n');
}

function linesOf(provider: CatalogueLine['provider'], lines: Lines): CatalogueLine[] {
  return Object.entries(lines).map(([line, faults]) => ({ provider, line, faults }));
}
