/** Stores answers that are over. Many may end in one instant, at a shutdown all of them: they share transactions. */
import type { Sql } from '../db/connect.ts';
import type { Log } from '../log.ts';
import { type FinishedAnswer, finishAnswers } from '../sessions/messages.ts';

/** Answers stored at once: on the embedded database each statement holds up everything else in the process. */
const MOST_AT_ONCE = 16;

export interface Finisher {
  /** Done when the answer is stored, or was not running any more. Throws what the database threw for this answer. */
  finish(tenantId: string, answer: FinishedAnswer): Promise<void>;
}

interface Waiting {
  tenantId: string;
  answer: FinishedAnswer;
  done: PromiseWithResolvers<void>;
}

export function createFinisher(sql: Sql, log: Log): Finisher {
  const waiting: Waiting[] = [];
  let writing = false;

  const write = async (batch: Waiting[]): Promise<void> => {
    const { tenantId } = batch[0]!;
    try {
      await finishAnswers(
        { sql, tenantId },
        batch.map(({ answer }) => answer),
      );
      for (const { done } of batch) done.resolve();
    } catch (error) {
      if (batch.length === 1) return batch[0]!.done.reject(error);
      // One that cannot be stored must not take the others with it.
      log.warn('answers.stored_singly', { error, answers: batch.length });
      for (const one of batch) await write([one]);
    }
  };

  const writeAll = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const { tenantId } = waiting[0]!;
      const other = waiting.findIndex((each) => each.tenantId !== tenantId);
      await write(waiting.splice(0, Math.min(other < 0 ? MOST_AT_ONCE : other, MOST_AT_ONCE)));
    }
    writing = false;
  };

  return {
    finish: (tenantId, answer) => {
      const done = Promise.withResolvers<void>();
      waiting.push({ tenantId, answer, done });
      if (!writing) void writeAll();
      return done.promise;
    },
  };
}
