/** Prompts come from files; unknown or unfilled placeholders fail at start, not in front of a reader. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AnswerBrief, EvidenceItem } from '../evidence.ts';
import type { ChatTurn } from '../llm/provider.ts';
import type { RecentTurn } from '../sessions/history.ts';

const FOLDER = new URL('../../prompts/', import.meta.url);
const PLACEHOLDERS = ['question', 'now', 'demo', 'reason', 'evidence', 'coverage'] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];

export interface Prompts {
  system: string;
  /** Changes with any prompt file; part of the cache key. */
  version: string;
  answer(values: Record<Placeholder, string>): string;
}

/** Reads and checks the prompt files. Throws an Error that names the file and the placeholder at fault. */
export async function loadPrompts(folder: URL = FOLDER): Promise<Prompts> {
  const [system, answer] = await Promise.all(
    ['system.md', 'answer.md'].map((name) => readFile(new URL(name, folder), 'utf8')),
  );
  checkPlaceholders('system.md', system!, []);
  checkPlaceholders('answer.md', answer!, PLACEHOLDERS);
  return {
    system: system!.trim(),
    version: createHash('sha256').update(system!).update(answer!).digest('hex').slice(0, 16),
    answer: (values) => answer!.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_all, name: Placeholder) => values[name]),
  };
}

function checkPlaceholders(file: string, text: string, expected: readonly string[]): void {
  const found = new Set([...text.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)].map((match) => match[1]!));
  for (const name of found)
    if (!expected.includes(name)) throw new Error(`prompts/${file} has an unknown placeholder {{${name}}}`);
  for (const name of expected)
    if (!found.has(name)) throw new Error(`prompts/${file} lacks the placeholder {{${name}}}`);
}

/** Rows of a fact that a model is shown; the number itself is in the fact's value. */
const ROWS_SHOWN = 40;
const HISTORY_CHARACTERS = 1500;

/** The turns to send: recent ones, then this question with its evidence. */
export function buildTurns(prompts: Prompts, brief: AnswerBrief, recent: RecentTurn[]): ChatTurn[] {
  const turns = recent.flatMap((turn): ChatTurn[] =>
    turn.answer.trim() === ''
      ? []
      : [
          { role: 'user', content: cut(turn.question) },
          { role: 'assistant', content: cut(turn.answer) },
        ],
  );
  const content = prompts.answer({
    question: brief.question,
    now: brief.now,
    demo: brief.demo ? '\nThis is the demo estate: say "in the demo estate" once.' : '',
    reason: brief.intent.reason,
    evidence: brief.evidence.map(describeItem).join('\n\n') || 'None was found.',
    coverage: describeCoverage(brief),
  });
  return [...turns, { role: 'user', content }];
}

function describeItem(item: EvidenceItem): string {
  const head = `[${item.label}] ${item.kind}: ${fence(item.title)} (as of ${item.asOf}${item.complete === false ? ', INCOMPLETE' : ''})`;
  return [head, ...(item.finding ? describeFinding(item) : describeTable(item))].join('\n');
}

function describeFinding(item: EvidenceItem): string[] {
  const finding = item.finding!;
  const tags = Object.entries(finding.tags).map(([key, value]) => `${key}=${value}`);
  return [
    `severity ${item.severity}; status ${finding.status}; resource ${fence(finding.resourceName)} (${finding.resourceType}); account ${item.accountUid}; region ${item.region}; first seen ${finding.firstSeenTime}`,
    `what: ${fence(finding.statusDetail)}`,
    `mechanism: ${fence(finding.risk)}`,
    `consequence: ${fence(finding.consequence)}`,
    `remediation: ${finding.remediation.map((step, index) => `${index + 1}. ${fence(step)}`).join(' ')}`,
    `owner: ${tags.length > 0 ? fence(tags.join(', ')) : 'no tags'}; ${fence(finding.ownerHint)}`,
    `references: ${JSON.stringify(finding.compliance)}`,
  ];
}

function describeTable(item: EvidenceItem): string[] {
  const value =
    item.value === undefined
      ? []
      : [`value: ${item.value}${item.denominator === undefined ? '' : ` of ${item.denominator}`} ${item.unit ?? ''}`];
  const rows = (item.rows ?? []).slice(0, ROWS_SHOWN).map((row) => `- ${fence(JSON.stringify(row))}`);
  const more = (item.rows?.length ?? 0) - rows.length;
  return [
    ...value,
    ...(item.notes ?? []).map((note) => `note: ${fence(note)}`),
    ...rows,
    ...(more > 0 ? [`(${more} more rows are shown to the reader)`] : []),
  ];
}

function describeCoverage(brief: AnswerBrief): string {
  const troubled = brief.coverage.sources.filter((source) => source.outcome !== 'ok' || source.stale);
  if (troubled.length === 0)
    return brief.coverage.complete ? 'All sources were read whole and are fresh.' : 'Nothing has been collected.';
  return troubled
    .map(
      (source) =>
        `${source.product} in ${source.accountUid} ${source.region}: ${source.outcome}${source.stale ? ', stale' : ''}, last good read ${source.asOf ?? 'never'}${source.detail ? ` (${fence(source.detail)})` : ''}`,
    )
    .join('\n');
}

/** Text from AWS cannot close the fence it stands in, nor break a line. */
function fence(text: string): string {
  return text
    .replaceAll(/<\/?\s*(?:evidence|coverage)/gi, '‹')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '');
}

const cut = (text: string) => (text.length > HISTORY_CHARACTERS ? `${text.slice(0, HISTORY_CHARACTERS)}…` : text);
