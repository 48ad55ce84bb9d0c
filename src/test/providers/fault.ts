/** What a fault is: a script for one request that misbehaves, and what the chain may make of it. */
import type { ErrorClass } from '../../llm/provider.ts';
import type { Position, Script } from './steps.ts';
import type { AnswerOptions, WireKind } from './wire.ts';

/**
 * `fails`: the chain must go on to the next link. `serves`: the answer is whole nevertheless. `blocked`: no other model
 * may be asked. `cut`: whole but for the output limit. `either`: depends on what the provider's SDK makes of it.
 */
export type FaultOutcome = 'fails' | 'serves' | 'blocked' | 'cut' | 'either';

export interface Fault {
  id: string;
  kinds: readonly WireKind[];
  positions: readonly Position[];
  outcome(position: Position): FaultOutcome;
  /** The classes that are right for it. */
  classes: readonly ErrorClass[];
  /** The script of every request, or where to connect instead. */
  script(kind: WireKind, position: Position, answer: AnswerOptions): Script;
  address?: 'unknown-host' | 'closed-port' | 'not-tls' | 'silent-tls';
}

/** Words of an upstream error: they may stand in a record, and in nothing that a reader sees. */
export const UPSTREAM_WORDS = 'upstream-words-zq7781';

/** Secrets as they turn up in upstream errors: they may stand nowhere. */
export const UPSTREAM_SECRETS = ['sk-or-v1-9f8e7d6c5b4a39281706', 'AKIAZQ7781LEAKEDKEY9', 'hunter2-zq7781'];

/** An upstream message with words and secrets in it. */
export const LOUD = `${UPSTREAM_WORDS}: key ${UPSTREAM_SECRETS[0]}, id ${UPSTREAM_SECRETS[1]}, https://u:${UPSTREAM_SECRETS[2]}@internal/path?token=${UPSTREAM_SECRETS[2]}`;

export const always = (outcome: FaultOutcome) => () => outcome;

/** After the provider's own terminal nothing can go wrong any more. */
export const failsBeforeTheEnd = (position: Position): FaultOutcome => (position === 'P5' ? 'serves' : 'fails');
