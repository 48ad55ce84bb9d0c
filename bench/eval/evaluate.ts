/** Judges answers against the labelled questions: right, cited, checked, found. */
import type { ClaimsPart } from '../../src/http/api.ts';
import type { EvidenceItem } from '../../src/evidence.ts';
import { type EvalQuestion, QUESTIONS, type Right } from './questions.ts';
import type { Truth } from './truth.ts';

export interface Answered {
  sessionId: string;
  text: string;
  evidence: EvidenceItem[];
  claims: Pick<ClaimsPart, 'claims'>;
}

export type AskOne = (question: string, sessionId?: string) => Promise<Answered>;

export interface Judged {
  question: string;
  /** What is wrong with the answer, in words; empty when it is right. */
  faults: string[];
  citations: { valid: number; all: number };
  verdicts: Record<'supported' | 'contradicted' | 'uncited' | 'not_checkable', number>;
  /** Sentences that are contradicted or uncited. */
  wrongClaims: string[];
  recall: { found: number; wanted: number };
  /** Findings that should have been among the evidence. */
  missing: string[];
}

/** Asks every question and judges each answer, in order. */
export async function evaluate(ask: AskOne, truth: Truth, questions: EvalQuestion[] = QUESTIONS): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const one of questions) {
    const sessionId = one.before ? (await ask(one.before)).sessionId : undefined;
    judged.push(judge(one.question, await ask(one.question, sessionId), await one.right(truth)));
  }
  return judged;
}

function judge(question: string, answer: Answered, right: Right): Judged {
  const labels = new Set(answer.evidence.map((item) => item.label));
  const cited = [...answer.text.matchAll(/\[((?:[FECR]-|Q)[\w-]+)\]/g)].map((match) => match[1]!);
  const verdicts = { supported: 0, contradicted: 0, uncited: 0, not_checkable: 0 };
  for (const claim of answer.claims.claims) verdicts[claim.verdict]++;
  const wanted = right.finds ?? [];
  const found = wanted.filter((name) =>
    answer.evidence.some((item) => item.finding && `${item.finding.checkId}@${item.finding.resourceName}` === name),
  );
  return {
    question,
    faults: faultsOf(answer, right),
    citations: { valid: cited.filter((label) => labels.has(label)).length, all: cited.length },
    verdicts,
    wrongClaims: answer.claims.claims
      .filter((claim) => claim.verdict === 'contradicted' || claim.verdict === 'uncited')
      .map((claim) => `${claim.verdict}: ${claim.text} (${claim.reason})`),
    recall: { found: found.length, wanted: wanted.length },
    missing: wanted.filter((name) => !found.includes(name)),
  };
}

function faultsOf(answer: Answered, right: Right): string[] {
  const facts = answer.evidence.filter((item) => item.factName !== undefined);
  const fact = right.fact ? facts.find((item) => item.factName === right.fact) : facts[0];
  const faults: string[] = [];
  if (right.fact && !fact)
    faults.push(`no ${right.fact} among ${facts.map((item) => item.factName).join(', ') || 'nothing'}`);
  if (right.value !== undefined && fact?.value !== right.value)
    faults.push(`value ${fact?.value}, right is ${right.value}`);
  if (right.denominator !== undefined && fact?.denominator !== right.denominator)
    faults.push(`of ${fact?.denominator}, right is ${right.denominator}`);
  if (right.members && !sameSet(fact?.members ?? [], right.members)) faults.push('other members than are right');
  for (const pattern of right.says ?? []) if (!pattern.test(answer.text)) faults.push(`does not say ${pattern}`);
  for (const pattern of right.never ?? []) if (pattern.test(answer.text)) faults.push(`says ${pattern}`);
  if (right.value !== undefined && right.value > 0 && fact && !saysNumber(answer.text, right.value))
    faults.push(`the text does not hold ${right.value}`);
  return faults;
}

const saysNumber = (text: string, value: number) =>
  new RegExp(`(?<![\\d.])${String(value).replace('.', '\\.')}(?!\\d)`).test(text.replaceAll(/(\d),(?=\d{3})/g, '$1'));

function sameSet(left: string[], right: string[]): boolean {
  const sorted = (list: string[]) => [...new Set(list)].toSorted().join('|');
  return sorted(left) === sorted(right);
}

export interface Summary {
  questions: number;
  right: number;
  citationsValid: number;
  citations: number;
  verdicts: Judged['verdicts'];
  found: number;
  wanted: number;
}

/** Sums over all questions. */
export function summarise(judged: readonly Judged[]): Summary {
  const sum = (of: (one: Judged) => number) => judged.reduce((total, one) => total + of(one), 0);
  return {
    questions: judged.length,
    right: judged.filter((one) => one.faults.length === 0).length,
    citationsValid: sum((one) => one.citations.valid),
    citations: sum((one) => one.citations.all),
    verdicts: {
      supported: sum((one) => one.verdicts.supported),
      contradicted: sum((one) => one.verdicts.contradicted),
      uncited: sum((one) => one.verdicts.uncited),
      not_checkable: sum((one) => one.verdicts.not_checkable),
    },
    found: sum((one) => one.recall.found),
    wanted: sum((one) => one.recall.wanted),
  };
}
