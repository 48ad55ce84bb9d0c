/** First sentences for questions that want a verdict: is it safe, who may, which is the oldest, what would break. */
import type { AnswerBrief, EvidenceItem } from '../../evidence.ts';
import { cite, dayOf, isBlank, listed, quoted } from './words.ts';

const SEVERE = new Set(['critical', 'high', 'fatal']);

/** "Is it safe as it is?": no, with the worst of what is open; or nothing is open, which is less than a yes. */
export function soundness({ intent, evidence }: AnswerBrief): string[] {
  const fact = evidence.find((item) => item.factName === 'findings');
  const names = fact?.parameters?.['names'];
  const name = fact?.parameters?.['resource'] ?? (Array.isArray(names) ? names.slice(0, 4).join(', ') : undefined);
  if (!intent.details?.sound || !fact || typeof name !== 'string') return [];
  if (fact.value === 0)
    return [`No open finding is known about ${quoted(name)}: no check that was read speaks against it. ${cite(fact)}`];
  const rows = fact.rows ?? [];
  const severe = rows.filter((row) => SEVERE.has(String(row['severity'])));
  const worst = rows[0]!;
  const lead = severe.length > 0 ? '**No:**' : '**Not quite:**';
  return [
    `${lead} ${quoted(name)} has ${fact.value} open finding${fact.value === 1 ? '' : 's'}, ${severe.length} of them critical or high. ${cite(fact)} The worst: ${worst['finding']} (${worst['severity']}). ${cite(fact)}`,
  ];
}

/** "What would break without it?": the last use on record, and that silence proves nothing. */
export function reliance({ intent, evidence }: AnswerBrief): string[] {
  const calls = evidence.find((item) => item.factName === 'events_by');
  const own = evidence.find((item) => item.factName === 'iam_users' || item.factName === 'iam_roles');
  const row = own?.rows?.[0];
  if (!intent.details?.breaks || !calls || !own || !row) return [];
  const name = quoted(row['user'] ?? row['role']);
  const stored = /stored since (\S+) only/.exec(calls.notes?.join(' ') ?? '')?.[1];
  const since = stored ?? dayOf(calls.parameters?.['from'] as string);
  const last = row['last_activity'] ?? row['last_used'];
  const use = isBlank(last) ? `No use of ${name} is on record.` : `${name} was last used on ${dayOf(last)}.`;
  return [
    calls.value === 0
      ? `Nothing on record shows that anything would break: ${name} made no recorded call since ${since}. ${cite(calls)} ${use} ${cite(own)} That is no proof: ${stored ? 'older calls are not stored, ' : ''}reads are not recorded, and a rare job leaves no trace until it runs.`
      : `Whatever makes these calls would break: ${name} made ${calls.value} recorded calls since ${since}. ${cite(calls)} ${use} ${cite(own)}`,
  ];
}

/** Rights are not simulated: administrators are known, and so are policies that a check fails for it. */
export function mayDo({ intent, evidence }: AnswerBrief): string[] {
  const [users, roles] = ['iam_users', 'iam_roles'].map((name) => evidence.find((item) => item.factName === name));
  if (!intent.details?.ability || !users || !roles) return [];
  const policies = evidence.find((item) => item.factName === 'findings');
  const also = policies?.value
    ? ` and those behind ${policies.value} findings on policies that allow it ${cite(policies)}`
    : '';
  return [
    `At least the administrators may: ${users.value} IAM users ${cite(users)} and ${roles.value} IAM roles ${cite(roles)}${also}. Every other policy is not simulated here, so this list may be short; the policy simulator of IAM tells for one identity.`,
  ];
}

/** "Which is the oldest, and whose?": the first row of a list that is ordered by age. */
export function extreme({ intent, evidence }: AnswerBrief): string[] {
  const order = intent.details?.order;
  const fact = evidence.find((item) => item.parameters?.['order'] !== undefined);
  const row = fact?.rows?.[0];
  if (!order || !fact || !row) return [];
  const owner = [
    isBlank(row['team']) ? '' : `team ${quoted(row['team'])}`,
    isBlank(row['owner']) ? '' : quoted(row['owner']),
  ].filter(Boolean);
  const whose = owner.length > 0 ? `, of ${listed(owner)}` : ', with no owner tagged';
  if (!isBlank(row['oldest_key_days']))
    return [
      `The oldest active key is that of ${quoted(row['user'])} in ${row['account']}: ${row['oldest_key_days']} days${whose}. ${cite(fact)}`,
    ];
  const since = row['launched_at'] ?? row['created_at'] ?? row['started_at'];
  const when = isBlank(since) ? '' : `, since ${dayOf(since)}`;
  const which = order === 'newest' ? 'The newest' : isBlank(row['launched_at']) ? 'The oldest' : 'Running longest';
  return [`${which} is **${quoted(row['name'])}** in ${row['account']} ${row['region']}${when}${whose}. ${cite(fact)}`];
}

/** What beside the rest was asked about and is not read. */
export function besidesNotCollected({ intent, evidence }: AnswerBrief): string[] {
  const also = intent.details?.alsoNotCollected;
  if (!also?.length || evidence.every((item: EvidenceItem) => item.factName === undefined)) return [];
  return [
    `**Not collected:** Assay does not read ${listed(also)}, so what follows is without them; that is not the same as "none". What they cost is on the bill: ask about their spend.`,
  ];
}
