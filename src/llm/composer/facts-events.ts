/** CloudTrail in words: who did what, when and from where. */
import type { AnswerBrief, EvidenceItem, EvidenceRow } from '../../evidence.ts';
import { cite, dayOf, isBlank, moment, quoted } from './words.ts';

const SHOWN = 10;

export function eventLead(fact: EvidenceItem, brief: AnswerBrief): string | null {
  if (fact.factName === 'instance_launches') return launchLead(fact, brief);
  if (fact.factName !== 'events_list' && fact.factName !== 'events_by') return null;
  const range = brief.intent.timeRange;
  const time = range && fact.parameters?.['from'] === range.from ? ` (${labelOf(range)})` : '';
  const tried = fact.notes?.find((note) => note.startsWith('Tried without'));
  const begins = fact.notes?.find((note) => note.startsWith('Calls are stored since'));
  const attempts = [tried, begins].map((note) => (note ? ` ${note} ${cite(fact)}` : '')).join('');
  // "What would break" has said so already.
  if (fact.value === 0 && brief.intent.details?.breaks) return '';
  // Where most of such calls are not collected, silence is no answer.
  if (fact.value === 0 && brief.intent.details?.assumed)
    return `Not known: none is stored${time} — ${fact.title}, so this is no proof that nobody did. ${cite(fact)}${attempts}`;
  if (fact.value === 0)
    return `No: none of these calls is recorded${tried ? ' as successful' : ''}${time} — ${fact.title}. ${cite(fact)}${attempts}`;
  const first = fact.rows?.[0];
  if (fact.factName === 'events_list' && first)
    return `**${fact.value} recorded** — ${fact.title}. The latest: ${who(first)} called ${first['event']} at ${moment(first['time'])}${from(first)}. ${cite(fact)}${attempts}`;
  const total = `**${fact.value} events**${time} — ${fact.title}. ${cite(fact)}${attempts}`;
  if (brief.intent.kind !== 'rank' || !first) return total;
  return `${busiest(fact, brief.question)} ${total}`;
}

/** A length of time is no number of the evidence; the day that it begins on is. */
const labelOf = ({ label, from }: { label: string; from: string }) =>
  /^the (?:last|past) \d+ /.test(label) ? `since ${dayOf(from)}` : label;

export function eventRows(fact: EvidenceItem): string[] | null {
  switch (fact.factName ?? '') {
    case 'instance_launches':
      return [lines(fact, launchLine)];
    case 'events_list':
      return [
        lines(
          fact,
          (row) =>
            `${moment(row['time'])}: ${who(row)} called **${row['event']}** in ${row['region']}${from(row)}${isBlank(row['resources']) ? '' : ` on ${row['resources']}`}${isBlank(row['effect']) ? '' : `: ${row['effect']}`}${isBlank(row['error']) ? '' : `, refused: ${row['error']}`}`,
        ),
      ];
    case 'events_by':
      return [lines(fact, groupLine)];
    default:
      return null;
  }
}

/** The top of the list; and of people apart from services, where people are asked about. */
function busiest(fact: EvidenceItem, question: string): string {
  const rows = fact.rows ?? [];
  const key = Object.keys(rows[0]!)[0]!;
  const say = (row: EvidenceRow) =>
    `**${key === 'principal' ? who(row) : quoted(row[key])}** comes first with ${row['count']} calls`;
  const person = /\b(?:users?|people|person|humans?)\b/i.test(question)
    ? rows.find((row) => row['type'] === 'IAMUser')
    : undefined;
  const people = person && person !== rows[0] ? ` Among IAM users, ${say(person)}. ${cite(fact)}` : '';
  return `${say(rows[0]!)}. ${cite(fact)}${people}`;
}

function lines(fact: EvidenceItem, say: (row: EvidenceRow) => string): string {
  const rows = fact.rows ?? [];
  return [
    ...rows.slice(0, SHOWN).map((row) => `- ${say(row)} ${cite(fact)}`),
    ...(rows.length > SHOWN ? [`- The others are listed in ${cite(fact)}.`] : []),
  ].join('\n');
}

/** "Are they still running?" is answered by those that are. */
function stillRunning(fact: EvidenceItem): string {
  const running = (fact.rows ?? []).flatMap((row) =>
    isBlank(row['still_running']) ? [] : String(row['still_running']).split(', '),
  );
  const of = `of the ${fact.value} instances launched`;
  if (running.length === 0) return `**No:** none ${of} is running any more. ${cite(fact)}`;
  const verb = running.length === 1 ? 'is' : 'are';
  return `**${running.length === fact.value ? 'Yes' : 'Partly'}: ${running.length}** ${of} ${verb} still running: ${running.map((id) => quoted(id)).join(', ')}. ${cite(fact)}`;
}

function launchLead(fact: EvidenceItem, brief: AnswerBrief): string {
  const first = fact.rows?.at(-1);
  if (!first) return `No such launch is recorded in the CloudTrail events that were read. ${cite(fact)}`;
  const people = [...new Set((fact.rows ?? []).map((row) => who(row)))];
  if (brief.intent.details?.state) return stillRunning(fact);
  return `**${people.join(', ')}** launched ${fact.value} ${fact.unit?.replace(' launched', '')}, first at ${moment(first['time'])} in ${first['region']}${from(first)}. ${cite(fact)}`;
}

const launchLine = (row: EvidenceRow) =>
  `${moment(row['time'])}: ${who(row)} launched ${row['instances']} (${row['instance_types']}) in ${row['region']}, account ${row['account']}${from(row)}; now ${row['states']}`;

function groupLine(row: EvidenceRow): string {
  const key = Object.keys(row)[0]!;
  const name = key === 'principal' ? who(row) : `**${quoted(row[key])}**`;
  const details = [
    `${row['count']} call${row['count'] === 1 ? '' : 's'}`,
    Number(row['errors']) > 0 &&
      `${row['errors']} refused or failed${isBlank(row['codes']) ? '' : ` (${row['codes']})`}`,
    !isBlank(row['principals']) && `by ${row['principals']}`,
    !isBlank(row['addresses']) && `from ${row['addresses']}`,
    !isBlank(row['events']) && key !== 'event_name' && `mostly ${row['events']}`,
    `${moment(row['first'])} to ${moment(row['last'])}`,
  ].filter(Boolean);
  return `${name}: ${details.join(', ')}`;
}

const who = (row: EvidenceRow) =>
  `${quoted(row['principal'])}${isBlank(row['session']) ? '' : ` (session ${quoted(row['session'])})`}`;
const from = (row: EvidenceRow) => (isBlank(row['address']) ? '' : ` from ${row['address']}`);
