/** An alarm: a warning in the log, and a POST to ALERT_WEBHOOK_URL where there is one. */
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';

export interface Alarm {
  kind: 'stale' | 'shrunk' | 'gave_up' | 'closed';
  collector: string;
  account: string;
  /** ISO instant of the occurrence it belongs to; null for a run on request. */
  occurrence: string | null;
  /** Plain words; no secret. */
  message: string;
}

/** A webhook that takes longer is given up and tried again by the queue. */
const WEBHOOK_TIMEOUT_MS = 5000;

/** Throws when the webhook did not take it, so that the queue tries again; the log line is written once, before. */
export async function raiseAlarm(
  config: Pick<Config, 'ALERT_WEBHOOK_URL'>,
  log: Log,
  alarm: Alarm,
  firstTry: boolean,
): Promise<void> {
  if (firstTry) log.warn(`alarm.${alarm.kind}`, { ...alarm });
  if (!config.ALERT_WEBHOOK_URL) return;
  const response = await fetch(config.ALERT_WEBHOOK_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'assay', ...alarm, text: `Assay: ${alarm.message}` }),
    redirect: 'manual',
    signal: AbortSignal.timeout(WEBHOOK_TIMEOUT_MS),
  });
  await response.body?.cancel();
  // The address may hold a token, so that neither it nor the answer is repeated.
  if (!response.ok) throw new Error(`The alert webhook answered ${response.status}.`);
}
