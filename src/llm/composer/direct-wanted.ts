/** First sentences that an answer owes: what it could not heed, since when, how much on average, in so many sentences. */
import type { AnswerBrief, EvidenceItem } from '../../evidence.ts';
import { cite, isBlank, listed, moment, paid, quoted, sentence, usd } from './words.ts';

const UNHEEDED = 'Not taken into account: ';

/** Which limits of the question the leading fact does not know; first, before any number. */
export function unheeded({ evidence }: AnswerBrief): string[] {
  const fact = evidence.find((item) => item.notes?.some((note) => note.startsWith(UNHEEDED)));
  const note = fact?.notes?.find((text) => text.startsWith(UNHEEDED));
  return note ? [`**${UNHEEDED.trim()}** ${sentence(note.slice(UNHEEDED.length))} ${cite(fact)}`] : [];
}

/** What was left out as asked, before the number that is without it. */
export function leftOut({ evidence }: AnswerBrief): string[] {
  for (const fact of evidence) {
    const note = fact.notes?.find((text) => text.startsWith('Left out: '));
    if (note) return [`${sentence(note)} ${cite(fact)}`];
  }
  return [];
}

/** What was not understood, where no fact leads that could say so. */
export function unheardWithoutFacts({ intent, evidence }: AnswerBrief): string[] {
  const { unheard } = intent.details ?? {};
  if (!unheard?.length || evidence.some((item) => item.factName !== undefined && item.factName !== 'coverage'))
    return [];
  const said = unheard.map(({ words, near }) =>
    near.length > 0 ? `${quoted(words)} (near it: ${listed(near.map(quoted))})` : quoted(words),
  );
  return [
    `I did not understand ${listed(said)}, and nothing else in the question says what is meant. Ask about users, roles, access keys, buckets, instances, volumes, security groups, findings, CloudTrail events or cost.`,
  ];
}

/** A word taken for a part of names: a guess that an answer owns up to. */
export function guessedNames({ intent, evidence }: AnswerBrief): string[] {
  const called = intent.details?.called;
  const fact = evidence.find((item) => Array.isArray(item.parameters?.['names']));
  if (!called?.guessed || !fact) return [];
  const shown = called.names.slice(0, 4).map(quoted);
  const more = called.names.length > shown.length ? ' and others' : '';
  return [
    `I read "${called.words}" as a part of names: ${more ? shown.join(', ') : listed(shown)}${more}. ${cite(fact)}`,
  ];
}

/** Names that no user, role or bucket bears, where what follows is chosen by them. */
export function unknownNames({ intent, evidence }: AnswerBrief): string[] {
  const [fact] = evidence;
  const told = fact?.notes?.find((text) => text.startsWith(UNHEEDED)) ?? '';
  return (intent.details?.unknown ?? [])
    .filter(({ type, value }) => type !== 'account' && !told.includes(`"${value}"`))
    .map(
      ({ type, value, near }) =>
        `No ${type} named ${quoted(value)} was read. ${cite(fact)}${near.length > 0 ? ` Near it: ${listed(near.map(quoted))}.` : ''}`,
    );
}

/** Orders to the assistant beside the question. */
export function ignoredOrders({ intent }: AnswerBrief): string[] {
  return intent.details?.ignoredOrders ? ['I follow no orders about what to answer; to the question itself:'] : [];
}

/** "How long has it been so": since the first finding that says so was seen, which is the least. */
export function duration({ intent, evidence, now }: AnswerBrief): string[] {
  if (!intent.details?.duration) return [];
  const since = evidence.find((item) => item.factName === 'exposed_since');
  if (since) return [openSince(since, now)];
  const fact = evidence.find((item) => item.factName === 'findings' && item.parameters?.['resource'] !== undefined);
  if (!fact) return [];
  const name = quoted(fact.parameters!['resource'] as string);
  const worst = fact.rows?.find((row) => typeof row['first_seen'] === 'string');
  if (!worst)
    return [`No open finding says so of ${name}: since when it may have been, the findings cannot tell. ${cite(fact)}`];
  const seen = String(worst['first_seen']);
  return [
    `At least since **${moment(seen)}**, ${age(seen, now)} ago: that is when "${worst['finding']}" was first seen on ${name}. ${cite(fact)} It may have begun earlier, between two reads. ${cite(fact)}`,
  ];
}

function openSince(fact: EvidenceItem, now: string): string {
  const name = quoted(fact.parameters?.['resource'] as string);
  const rows = fact.rows ?? [];
  const [first] = rows;
  const found = rows.find((row) => row['what'] !== 'call');
  if (!first || !found) return `No open finding says that ${name} is open to the internet now. ${cite(fact)}`;
  const at = String(first['at']);
  const by =
    first['what'] === 'call'
      ? `then ${quoted(first['principal'])} called ${first['name']}${first['effect'] ? ` (${first['effect']})` : ''}; the finding "${found['name']}" was first seen at ${moment(found['at'])}`
      : `then "${first['name']}" was first seen`;
  return `At least since **${moment(at)}**, ${age(at, now)} ago: ${by}. ${cite(fact)} It may have been open before: older calls are not stored. ${cite(fact)}`;
}

function age(iso: string, now: string): string {
  const days = Math.floor((Date.parse(now) - Date.parse(iso)) / 86_400_000);
  return days === 0 ? 'less than a day' : days === 1 ? 'a day' : `${days} days`;
}

/** "Was any of it risky": yes, with what speaks for it, or nothing known does, which is less than a no. */
export function judgedDeeds({ evidence }: AnswerBrief): string[] {
  const found = evidence.find((item) => item.factName === 'findings' && item.parameters?.['principal'] !== undefined);
  const calls = evidence.find((item) => item.factName === 'events_list' && item.title.startsWith('Sensitive calls'));
  if (!found || !calls) return [];
  const name = quoted(found.parameters!['principal'] as string);
  if (!found.value && !calls.value)
    return [
      `Nothing known speaks for it: no detection names ${name} and no sensitive call is recorded. ${cite(found)} ${cite(calls)}`,
    ];
  const titles = [...new Set((found.rows ?? []).map((row) => `${row['finding']} (${row['severity']})`))];
  const names = [...new Set((calls.rows ?? []).map((row) => String(row['event'])))];
  return [
    `**Yes:** ${[
      found.value
        ? `${found.value} detection${found.value === 1 ? '' : 's'} name${found.value === 1 ? 's' : ''} ${name}: ${listed(titles.slice(0, 4))} ${cite(found)}`
        : '',
      calls.value
        ? `${calls.value} sensitive call${calls.value === 1 ? '' : 's'}: ${listed(names.slice(0, 5))} ${cite(calls)}`
        : '',
    ]
      .filter(Boolean)
      .join('; ')}.`,
  ];
}

/** Who owns what was found: people and teams first, for the list was not asked for. */
export function owners({ intent, evidence }: AnswerBrief): string[] {
  const fact = evidence[0];
  const rows = (fact?.rows ?? []).filter((row) => row['name'] !== 'total');
  if (
    !fact ||
    !intent.topics.includes('owner') ||
    intent.kind === 'remediate' ||
    intent.kind === 'rank' ||
    rows.length < 1
  )
    return [];
  const ofFound = fact.factName === 'findings' && intent.details?.matter !== undefined;
  if (
    !ofFound &&
    !['resources', 'public_exposure', 'unused_resources', 'iam_users', 'top_risks'].includes(fact.factName ?? '')
  )
    return [];
  if (intent.details?.withoutTag) return [];
  if (fact.parameters?.['uid'] !== undefined || fact.parameters?.['name'] !== undefined) return [];
  const by = Map.groupBy(rows, (row) =>
    isBlank(row['owner'])
      ? isBlank(row['team'])
        ? ''
        : `team ${row['team']}`
      : `${row['owner']}${isBlank(row['team']) ? '' : ` (team ${row['team']})`}`,
  );
  // A count of each would be in no evidence; names are.
  const say = (of: typeof rows) =>
    of.length > 3
      ? `${of
          .slice(0, 3)
          .map((row) => quoted(row['name'] ?? row['user'] ?? row['resource']))
          .join(', ')} and others`
      : listed([...new Set(of.map((row) => quoted(row['name'] ?? row['user'] ?? row['resource'])))]);
  const sorted = [...by].filter(([who]) => who !== '').toSorted((left, right) => right[1].length - left[1].length);
  const nobody = by.get('');
  if (sorted.length === 0 && nobody)
    return [
      `**Nobody** is tagged as owner of ${nobody.length > 3 ? 'any of them' : say(nobody)}: no team and no owner. ${cite(fact)}`,
    ];
  return [
    [
      ...sorted.slice(0, 6).map(([who, of]) => `**${who}**: ${say(of)}`),
      ...(nobody ? [`nobody is tagged for ${say(nobody)}`] : []),
    ].join('; ') + `. ${cite(fact)}`,
  ];
}

/** The first of things ranked by price, by name and owner: a ranking is not answered by how many there are. */
export function dearestThings({ intent, evidence }: AnswerBrief): string[] {
  const [fact] = evidence;
  if (fact?.factName !== 'resources' || intent.kind !== 'rank' || intent.details?.order !== undefined) return [];
  if (fact.parameters?.['uid'] !== undefined) return [];
  const rows = (fact.rows ?? []).filter((row) => Number(row['estimated_monthly_cost']) > 0);
  const shown = rows.slice(0, intent.limit ?? 1);
  if (shown.length === 0) return [];
  const whose = (row: (typeof rows)[number]) =>
    isBlank(row['owner']) ? (isBlank(row['team']) ? 'nobody tagged' : `team ${row['team']}`) : String(row['owner']);
  const owned = intent.topics.includes('owner');
  const names = shown.map(
    (row) =>
      `**${quoted(row['name'])}** (${usd(row['estimated_monthly_cost'])} a month${owned ? `, ${whose(row)}` : ''})`,
  );
  return [`By list price ${shown.length > 1 ? 'the first are' : 'the first is'} ${listed(names)}. ${cite(fact)}`];
}

/** "What percentage": the share beside the count. */
export function share({ question, evidence }: AnswerBrief): string[] {
  const [fact] = evidence;
  const note = fact?.notes?.find((text) => text.startsWith('Share: '));
  if (!fact || !note || !/\b(?:percent\w*|share|proportion|fraction|ratio)\b|%/i.test(question)) return [];
  return [
    `**${note.slice('Share: '.length).replace(/\.$/, '')}**: ${fact.title.charAt(0).toLowerCase()}${fact.title.slice(1)}. ${cite(fact)}`,
  ];
}

/** A series is answered by its direction. */
export function courseLead(fact: EvidenceItem): string {
  const note = fact.notes?.find((text) => text.startsWith('Course: '));
  if (fact.factName !== 'cost_total' || !note) return '';
  const [way, ...rest] = note.slice('Course: '.length).split(': ');
  return `**${way!.charAt(0).toUpperCase()}${way!.slice(1)}:** ${sentence(rest.join(': '))} ${cite(fact)} `;
}

/** What a day costs on average. */
export function averageLead(fact: EvidenceItem): string | null {
  const note = fact.notes?.find((text) => text.startsWith('Average: '));
  if (fact.factName !== 'cost_total' || !note) return null;
  const amount = /[A-Z]{3} ([\d.]+)/.exec(note)?.[1] ?? '';
  return `**${paid(fact, Number(amount))} a day on average**${note.slice(note.indexOf(' a day') + ' a day'.length).replace(/\.$/, '')}. ${cite(fact)} In all ${paid(fact, fact.value)} — ${fact.title}. ${cite(fact)}`;
}

/** The cheapest, or both ends, of a bill by something. */
export function extremesLead(fact: EvidenceItem, { intent }: AnswerBrief): string | null {
  const extreme = intent.details?.extreme;
  // Of two currencies neither amount is the lower: the one that leads is told.
  const rows = (fact.rows ?? []).filter(
    (row) => Number(row['cost']) > 0 && row['currency'] === fact.rows?.[0]?.['currency'],
  );
  if (fact.factName !== 'cost_total' || !extreme || rows.length < 2) return null;
  const [key] = Object.keys(rows[0]!);
  const byCost = rows.toSorted((left, right) => Number(left['cost']) - Number(right['cost']));
  const say = (row: (typeof rows)[number]) =>
    `**${row['account_name'] ?? row[key!]}**${row['account_name'] ? ` (${row[key!]})` : ''} with ${paid(fact, row['cost'], row)}`;
  const [least, most] = [byCost[0]!, byCost.at(-1)!];
  const both = extreme === 'both' ? `; the most expensive is ${say(most)}` : '';
  return `The cheapest is ${say(least)}${both} — ${fact.title}. ${cite(fact)}`;
}

/** Together the price of what was chosen, where saving or cost is asked about. */
export function priceOf(fact: EvidenceItem, { intent }: AnswerBrief): string {
  const note = fact.notes?.find((text) => text.startsWith('Price: '));
  const asked = intent.topics.some((topic) => topic === 'savings' || topic === 'spend');
  return note && asked
    ? ` ${sentence(note.replace('Price: t', 'T').replace('Price: n', `${intent.topics.includes('savings') ? 'The saving' : 'The price'} is n`))} ${cite(fact)}`
    : '';
}

/** The first sentences of an answer of several paragraphs, when that many were asked for. */
export function shortened(paragraphs: string[], sentences: number): string[] {
  const kept: string[] = [];
  let left = sentences;
  for (const paragraph of paragraphs) {
    if (left <= 0) break;
    if (/^\*\*[^*]+\*\*$/.test(paragraph.trim())) continue;
    const [line = ''] = paragraph.split('\n');
    const parts = line.replace(/^(?:[-*]|\d+\.)\s+/, '').split(/(?<=[.!?](?:\s?\[[\w, -]+\])*)\s+(?=[A-Z*`])/);
    kept.push(parts.slice(0, left).join(' '));
    left -= Math.min(left, parts.length);
  }
  return kept.filter(Boolean);
}
