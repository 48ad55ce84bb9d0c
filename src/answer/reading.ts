/** A reader in one process keeps the answer of another alive: nobody would notice it there otherwise. */
import type { Sql } from '../db/connect.ts';
import type { StreamLog } from './stream-log.ts';

const CHANNEL = 'assay_reading';

/** Tells the process that writes this answer, whichever it is, that it is being read. */
export async function sayReading(sql: Sql, messageId: string): Promise<void> {
  await sql.notify(CHANNEL, messageId);
}

/** Takes the word of other processes: an answer read there begins its time without a reader anew. */
export async function watchReading(sql: Sql, log: StreamLog): Promise<() => Promise<void>> {
  const listening = await sql.listen(CHANNEL, (messageId) => {
    const answer = log.find(messageId);
    if (answer && answer.unreadSince !== null) answer.unreadSince = Date.now();
  });
  return () => listening.unlisten();
}
