/** The invariants of `faults.md`, asserted of one observed answer. Nothing here knows how the chain is built. */
import type { AttemptRecord, ChainTimeouts } from '../../llm/provider.ts';
import { isHealthy, outcomeOf } from './cells.ts';
import type { Behaviour, Cell } from './cells.ts';
import { UPSTREAM_SECRETS, UPSTREAM_WORDS } from './fault.ts';
import type { Observation } from './observe.ts';
import { SECRETS } from './providers.ts';
import type { ProviderStandIn } from './stand-in.ts';

export interface LinkOutcome {
  behaviour: Behaviour;
  standIn: ProviderStandIn;
  /** What this link says when it is well. */
  text: string;
  model: string;
}

/** Allowed beyond the deadline, ms: this machine is busy with other cells. */
const DEADLINE_SLACK_MS = 2_000;

/** A quick second try, and one more after a wait that the provider asked for. */
const MOST_TRIES_OF_ONE = 3;

/** What is wrong with an answer, or nothing. `attempts` is what each stand-in counted. */
export function judge(
  cell: Cell,
  links: readonly LinkOutcome[],
  attempts: readonly number[],
  seen: Observation,
  timeouts: ChainTimeouts,
): string[] {
  return [
    ...seen.disorder,
    ...judgeTerminal(cell, links, seen),
    ...judgeText(links, seen),
    ...judgeAttempts(cell, links, attempts, seen),
    ...judgeRecords(links, seen),
    ...judgeLeaks(seen),
    ...(seen.elapsedMs > timeouts.totalMs + DEADLINE_SLACK_MS ? [`took ${Math.round(seen.elapsedMs)} ms`] : []),
  ];
}

/** The first link that serves must serve, unless an earlier one forbids to ask on or our reader left. */
function judgeTerminal(cell: Cell, links: readonly LinkOutcome[], { terminal }: Observation): string[] {
  if (cell.leavesAfterMs !== null) return [];
  if (terminal?.type === 'abort') return ['aborted, though nobody left'];
  const outcomes = links.map(({ behaviour }) => outcomeOf(behaviour));
  if (outcomes.includes('either')) return [];
  const deciding = outcomes.findIndex((outcome) => outcome === 'serves' || outcome === 'blocked');
  if (outcomes[deciding] === 'serves') {
    if (terminal?.type !== 'finish') return [`link ${deciding} would have served: ${JSON.stringify(terminal)}`];
    if (terminal.truncated) return ['marked as cut, though a link was whole'];
    return terminal.model === links[deciding]?.model ? [] : [`served by ${terminal.model}, not by link ${deciding}`];
  }
  const cutFirst = outcomes.findIndex((outcome) => outcome === 'cut');
  if (cutFirst >= 0 && (deciding < 0 || cutFirst < deciding)) {
    return terminal?.type === 'finish' && terminal.truncated
      ? []
      : [`a cut answer ended as ${JSON.stringify(terminal)}`];
  }
  if (terminal?.type !== 'error') return [`nobody could serve: ${JSON.stringify(terminal)}`];
  if (deciding >= 0 && terminal.errorClass !== 'content_blocked')
    return [`blocked content reported as ${terminal.errorClass}`];
  return [];
}

/** A finished answer is one link's text, whole. Any other text is a part of one link's text. */
function judgeText(links: readonly LinkOutcome[], { terminal, text }: Observation): string[] {
  if (terminal?.type !== 'finish') {
    const isPart = text === '' || links.some((link) => link.text.startsWith(text.replace(/[.\uFFFD]+$/, '')));
    return isPart || links.some(({ behaviour }) => behaviour.fault.id.startsWith('T2'))
      ? []
      : [`a text of nobody's: ${text.slice(0, 60)}`];
  }
  const writer = links.find((link) => link.model === terminal.model && link.behaviour.kind === terminal.provider);
  if (!writer) return [`finished by ${terminal.provider} ${terminal.model}, who is no link`];
  return text === writer.text ? [] : [`not the whole text of its link: ${JSON.stringify(text.slice(0, 80))}`];
}

function judgeAttempts(
  cell: Cell,
  links: readonly LinkOutcome[],
  attempts: readonly number[],
  { records }: Observation,
): string[] {
  const faults: string[] = [];
  for (const [position, { behaviour }] of links.entries()) {
    const tried = records.filter((record) => record.position === position && record.outcome !== 'skipped').length;
    const counted = attempts[position] ?? 0;
    const reached = !behaviour.fault.address;
    // A request of a reader who left may have been counted here and not there, or not have arrived yet.
    if (reached && cell.leavesAfterMs === null && counted !== tried)
      faults.push(`link ${position}: ${tried} attempts, ${counted} arrived`);
    if (tried > MOST_TRIES_OF_ONE) faults.push(`link ${position} was tried ${tried} times`);
    if (behaviour.fault.id.endsWith('Retry-After: a day') && tried > 1)
      faults.push('a Retry-After of a day was not obeyed');
  }
  const blockedAt = records.find((record) => record.errorClass === 'content_blocked')?.position;
  if (
    blockedAt !== undefined &&
    records.some((record) => record.position > blockedAt && record.outcome !== 'skipped')
  ) {
    faults.push('another model was asked for blocked content');
  }
  return [...faults, ...judgeWaits(links, records)];
}

/** No request before the time that a provider asked for. */
function judgeWaits(links: readonly LinkOutcome[], records: readonly AttemptRecord[]): string[] {
  return links.flatMap((_link, position) => {
    const own = records.filter((record) => record.position === position && record.outcome !== 'skipped');
    return own.slice(1).flatMap((record, index) => {
      const before = own[index];
      if (!before?.retryAfterMs) return [];
      const pausedMs = Date.parse(record.startedAt) - Date.parse(before.startedAt) - before.totalMs;
      return pausedMs < before.retryAfterMs - 50 ? [`came back after ${pausedMs} of ${before.retryAfterMs} ms`] : [];
    });
  });
}

function judgeRecords(links: readonly LinkOutcome[], { events, records, terminal }: Observation): string[] {
  const faults: string[] = [];
  const started = events.filter((event) => event.type === 'attempt' && event.state === 'started').length;
  const tried = records.filter((record) => record.outcome !== 'skipped');
  if (started !== tried.length) faults.push(`${started} attempts started, ${tried.length} recorded`);
  if (new Set(records.map((record) => record.attempt)).size !== records.length)
    faults.push('two records of one attempt');
  const served = records.filter((record) => record.outcome === 'served');
  const whole = terminal?.type === 'finish' && !terminal.truncated;
  if (served.length !== (whole ? 1 : 0)) faults.push(`${served.length} records served, terminal ${terminal?.type}`);
  for (const record of served) faults.push(...judgeServed(record, links, terminal));
  for (const record of tried.filter(({ outcome }) => outcome === 'failed')) faults.push(...judgeFailed(record, links));
  return faults;
}

function judgeServed(
  record: AttemptRecord,
  links: readonly LinkOutcome[],
  terminal: Observation['terminal'],
): string[] {
  if (terminal?.type !== 'finish') return [];
  const faults: string[] = [];
  if (record.errorClass !== null) faults.push('a served attempt with an error class');
  if (record.firstTokenMs === null) faults.push('a served attempt without its first token');
  if (terminal.costUsd !== record.costUsd || terminal.inputTokens !== record.inputTokens) faults.push('usage differs');
  // A connection lost after the terminal may take the usage with it; a well one never does.
  const behaviour = links[record.position]?.behaviour;
  const well = behaviour && (isHealthy(behaviour) || behaviour.fault.id.startsWith('T16'));
  const { inputTokens, outputTokens, costUsd } = record;
  if (well && (inputTokens !== 40 || outputTokens !== 12 || costUsd !== 0.0002)) {
    faults.push(`usage not recorded: ${inputTokens}, ${outputTokens}, ${costUsd}`);
  }
  return faults;
}

function judgeFailed(record: AttemptRecord, links: readonly LinkOutcome[]): string[] {
  const behaviour = links[record.position]?.behaviour;
  if (!behaviour || record.errorClass === null) return ['a failed attempt without a class'];
  if (isHealthy(behaviour)) return [`a healthy link failed: ${record.errorClass} ${record.upstream}`];
  const { classes, id } = behaviour.fault;
  return classes.includes(record.errorClass)
    ? []
    : [`${id} was classed ${record.errorClass} (${record.upstream.slice(0, 80)})`];
}

/** Upstream words may stand in records only, secrets nowhere. */
function judgeLeaks({ events }: Observation): string[] {
  const shown = JSON.stringify(events.filter((event) => event.type !== 'record'));
  const all = JSON.stringify(events);
  const secrets = [...UPSTREAM_SECRETS, ...Object.values(SECRETS)];
  return [
    ...(shown.includes(UPSTREAM_WORDS) ? ['upstream words were shown'] : []),
    ...secrets.filter((secret) => all.includes(secret)).map((secret) => `the secret ${secret.slice(0, 6)}… got out`),
  ];
}
