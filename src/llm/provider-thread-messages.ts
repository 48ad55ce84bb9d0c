/** What the process and its provider thread say to each other. All of it is plain data. */
import type { ErrorClass, BlockReason, ProviderEvent, RemoteName, RemoteRequest } from './provider.ts';
import { ProviderError } from './provider.ts';

/** To the thread: make this attempt. */
export interface AttemptOrder {
  id: number;
  name: RemoteName;
  model: string;
  request: RemoteRequest;
}

/** To the thread; the second gives an attempt up, which one that is over does not hear. */
export type ThreadOrder = AttemptOrder | { id: number; giveUp: true };

/** What became of an attempt: null when it ended by itself. */
export type ThreadEnd = { type: 'end'; fault: Fault | null };

/**
 * From the thread: what came of all attempts in one round, the attempt's number and its news in turn. A text stands for a
 * text delta, of which there are thousands a second.
 */
export interface ThreadNews {
  ids: number[];
  news: (string | ProviderEvent | ThreadEnd)[];
}

/** A ProviderError as plain data: its class would not survive the way. */
export interface Fault {
  errorClass: ErrorClass;
  httpStatus: number | null;
  retryAfterMs: number | null;
  upstream: string;
  networkCode: string | null;
  blockReason: BlockReason | null;
}

export function faultOf(error: ProviderError): Fault {
  const { errorClass, httpStatus, retryAfterMs, upstream, networkCode, blockReason } = error;
  return { errorClass, httpStatus, retryAfterMs, upstream, networkCode, blockReason };
}

export function errorOf({ errorClass, blockReason, ...details }: Fault): ProviderError {
  return new ProviderError(errorClass, { ...details, ...(blockReason === null ? {} : { blockReason }) });
}
