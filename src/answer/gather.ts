/** Gathers what an answer may rest on: facts, retrieved findings, coverage. All from the store; nothing leaves it. */
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import type { TransactionSql } from '../db/connect.ts';
import { listCoverage, summariseCoverage } from '../estate/coverage.ts';
import { findingsByUid } from '../estate/findings-read.ts';
import type { Coverage, EvidenceItem } from '../evidence.ts';
import { strangersAmong } from '../facts/collected.ts';
import type { FactContext, FactResult } from '../facts/fact.ts';
import { unheededNote } from '../facts/narrowing.ts';
import { leftOutNote, passedOver } from '../facts/narrowing-aside.ts';
import { limitToServices, outsideServices } from '../facts/limit-services.ts';
import { planStrangers } from '../facts/plan-estate.ts';
import { planFacts } from '../facts/plan.ts';
import { computeFact } from '../facts/registry.ts';
import type { RetrievalReport } from '../http/api.ts';
import type { Intent } from '../intent/intent.ts';
import type { RequestScope } from '../retrieval/scope.ts';
import { evidenceOfFact, evidenceOfFinding, evidenceOfGaps } from './evidence.ts';
import { createLabeller } from './labels.ts';
import type { FindingSearch } from './search.ts';

/** Findings in an answer; more would drown the question (design, section 5). */
const MOST_FINDINGS = 12;
/** Findings that facts point at come first and take at most this many of the places. */
const MOST_PINNED = 8;

export interface Gathered {
  evidence: EvidenceItem[];
  coverage: Coverage;
  retrieval: RetrievalReport | null;
  filters: Record<string, unknown>;
}

/** Facts and retrieval run side by side; the labels are given once both are known. */
export async function gather(
  ctx: Ctx,
  deps: { search: FindingSearch; freshnessTargets: Record<string, number> },
  input: { question: string; intent: Intent; scope: RequestScope; accounts: { uid: string; name: string }[] },
): Promise<Gathered> {
  const { intent } = input;
  const silent = intent.kind === 'out_of_scope' || intent.kind === 'help';
  const scope = factScope(input);
  const [facts, found] = await Promise.all([
    silent ? Promise.resolve([]) : runFacts(ctx, intent, { ...input.scope, ...scope }, unconnected(input)),
    silent ? Promise.resolve(null) : deps.search(ctx, input.question, intent, input.scope),
  ]);
  return withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, async (sql) => {
    const pinned = await pinnedFindings(sql, ctx.tenantId, facts);
    // What resembles a question about other services is no answer to it.
    const similar = facts[0]?.name === 'outside_scope' ? [] : (found?.findingUids ?? []);
    const uids = [...new Set([...pinned.slice(0, MOST_PINNED), ...similar, ...pinned])];
    const findings = await findingsByUid(sql, ctx.tenantId, uids.slice(0, MOST_FINDINGS));
    const labeller = createLabeller();
    const evidence = [
      ...facts.map((fact) => evidenceOfFact(fact, labeller)),
      ...findings.map((finding) => evidenceOfFinding(finding, labeller)),
    ];
    const coverage = await readCoverage(sql, ctx, deps.freshnessTargets, intent, scope.accounts);
    const gaps = silent ? null : evidenceOfGaps(coverage, labeller, ctx.now());
    if (gaps) evidence.push(gaps);
    const labelOf = new Map(
      evidence.flatMap((item) => (item.finding ? [[item.finding.uid, item.label] as const] : [])),
    );
    const retrieval = found && {
      ...found.report,
      kept: found.report.kept.map((kept) => ({ ...kept, label: labelOf.get(kept.label) ?? kept.label })),
    };
    return { evidence, coverage, retrieval, filters: { accounts: scope.accounts, regions: scope.regions } };
  });
}

/** The caller's scope narrowed by what the question names; words such as "production" become account ids. */
function factScope(input: {
  intent: Intent;
  scope: RequestScope;
  accounts: { uid: string; name: string }[];
}): FactContext['scope'] {
  const said = (type: string) =>
    input.intent.entities.filter((entity) => entity.type === type).map((entity) => entity.value);
  const uidsOf = (word: string) =>
    /^\d{12}$/.test(word)
      ? [word]
      : input.accounts.filter((account) => account.name.toLowerCase().includes(word)).map((account) => account.uid);
  const named = said('account').flatMap(uidsOf);
  const left = input.intent.details?.except ?? {};
  const leftOut = (left.accounts ?? []).flatMap(uidsOf);
  const within = narrowed(input.scope.accounts, named);
  const others = (within.length > 0 ? within : input.accounts.map(({ uid }) => uid)).filter(
    (uid) => !leftOut.includes(uid),
  );
  return {
    accounts: leftOut.length === 0 ? within : others.length > 0 ? others : ['(none)'],
    regions: narrowed(input.scope.regions, said('region')),
    ...(left.regions?.length ? { withoutRegions: left.regions } : {}),
  };
}

/** Both lists limit; where they share nothing, a value that matches nothing keeps the answer empty instead of wide. */
function narrowed(allowed: readonly string[] | undefined, asked: string[]): string[] {
  if (!allowed?.length) return asked;
  if (asked.length === 0) return [...allowed];
  const both = asked.filter((value) => allowed.includes(value));
  return both.length > 0 ? both : ['(none)'];
}

/** Account ids that the question names and no connected account bears. */
const unconnected = ({ intent, accounts }: { intent: Intent; accounts: { uid: string }[] }): string[] =>
  intent.entities
    .filter(
      ({ type, value }) => type === 'account' && /^\d{12}$/.test(value) && !accounts.some(({ uid }) => uid === value),
    )
    .map(({ value }) => value);

async function runFacts(
  ctx: Ctx,
  intent: Intent,
  { services = [], ...scope }: FactContext['scope'] & Pick<RequestScope, 'services'>,
  named: string[],
): Promise<FactResult[]> {
  const now = ctx.now();
  const wanted = planFacts(intent, now);
  const planned = limitToServices(wanted, services);
  if (planned.length === 0 && wanted.length > 0) return [outsideServices(wanted, services, now)];
  return withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, async (sql) => {
    const context = { sql, tenantId: ctx.tenantId, now, scope };
    // What a stranger may do here can be told; what is in it cannot, and its own facts say so.
    const strangers = await strangersAmong(context, named);
    const grants = planStrangers(intent, strangers);
    const calls = [...grants, ...(grants.length > 0 ? planned.slice(0, 1) : planned)];
    const results: FactResult[] = [];
    for (const call of calls) {
      const ours = {
        ...context,
        scope: { ...scope, accounts: scope.accounts.filter((uid) => !strangers.includes(uid)) },
      };
      const seen = grants.includes(call) ? ours : context;
      const result = await computeFact(seen, call.name, call.parameters);
      // What leads the answer says which of the question's limits it could not heed.
      const note =
        results.length === 0 && grants.length === 0 ? unheededNote(call, intent, passedOver(calls, intent)) : null;
      const notes = [note, leftOutNote(call, intent, result.notes)].filter((text) => text !== null);
      results.push({ ...result, notes: [...result.notes, ...notes] });
    }
    return results;
  });
}

/** Findings that the facts are about: those they name, and the worst open ones of the resources they list. */
async function pinnedFindings(sql: TransactionSql, tenantId: string, facts: FactResult[]): Promise<string[]> {
  const uids = facts.flatMap((fact) => {
    if (fact.unit.includes('finding') || fact.name === 'unverified_findings') return fact.members.slice(0, 6);
    // The members of a ranking are grouped by rank: the first resource is told with its worst findings, not one alone.
    const first = fact.name === 'top_risks' ? fact.members.slice(0, 3) : [];
    const worst = fact.rows
      .slice(0, 6)
      .flatMap((row) => (typeof row['finding_uid'] === 'string' ? [row['finding_uid']] : []));
    return [...first, ...worst];
  });
  const resources = facts
    .filter((fact) => LISTS_RESOURCES.has(fact.name) && (fact.value ?? 0) < 200)
    .flatMap((fact) => fact.members.slice(0, 12));
  if (resources.length === 0) return uids;
  const rows = await sql<{ uid: string }[]>`
    select distinct on (check_id) finding_uid as uid, severity_id from findings
    where tenant_id = ${tenantId} and resource_uid = any(${resources}::text[]) and status_id in (1, 2)
      and compliance_status_id is distinct from 1 and severity_id >= 3
    order by check_id, severity_id desc, array_position(${resources}::text[], resource_uid) limit 40`;
  return [
    ...uids,
    ...rows
      .toSorted((a, b) => Number(b['severity_id' as never]) - Number(a['severity_id' as never]))
      .map((row) => row.uid),
  ];
}

const LISTS_RESOURCES = new Set([
  'iam_users',
  'iam_roles',
  'public_exposure',
  'resources',
  'unused_resources',
  'cost_correlation',
  'instance_launches',
]);

async function readCoverage(
  sql: TransactionSql,
  ctx: Ctx,
  targets: Record<string, number>,
  intent: Intent,
  accounts: string[],
): Promise<Coverage> {
  const rows = await listCoverage(sql, ctx.tenantId, { products: intent.services, accounts });
  const sources = summariseCoverage(rows, targets, ctx.now());
  const whole = sources.every(
    (source) => (source.outcome === 'ok' || source.outcome === 'not_enabled') && !source.stale,
  );
  return { complete: sources.length > 0 && whole, sources };
}
