/** Checks each sentence against the evidence it cites: labels exist, and its numbers, ids and names occur there. */
import type { EvidenceItem } from '../evidence.ts';
import type { Claim } from '../http/api.ts';
import { labelsIn } from './labels.ts';
import { createSentenceReader } from './sentences.ts';
import { atomsIn, createHaystack, type Haystack } from './atoms.ts';
import { contradictionIn } from './meaning.ts';
import { withDigits } from './number-words.ts';
import { textOf } from './statement.ts';

export interface Verifier {
  /** Takes what came of the text; the claims of the whole so far. Sentences seen before are not checked again. */
  check(more: string): Claim[];
  /** The text begins anew. */
  restart(): void;
}

/** A verifier over one answer's evidence. */
export function createVerifier(evidence: EvidenceItem[], question: string): Verifier {
  const byLabel = new Map(evidence.map((item) => [item.label, item]));
  const haystacks = new Map<string, Haystack>();
  const asked = createHaystack([question]);
  const known = new Map<string, Claim>();
  let readSentences = createSentenceReader();
  /** Of the sentences that nothing to come can change. */
  let claims: Claim[] = [];

  const haystackOf = (label: string) => {
    const ready = haystacks.get(label) ?? createHaystack([textOf(byLabel.get(label)!)]);
    haystacks.set(label, ready);
    return ready;
  };

  const judge = (sentence: string): Claim => {
    const labels = labelsIn(sentence);
    const asWritten = sentence.replaceAll(/\[[^\]]*\]/g, ' ').trim();
    const bare = withDigits(asWritten);
    const unknown = labels.filter((label) => !byLabel.has(label));
    if (unknown.length > 0)
      return claim(
        sentence,
        'contradicted',
        labels,
        `It cites ${unknown.join(', ')}, which is not among the evidence.`,
      );
    const atoms = atomsIn(bare);
    if (labels.length === 0) {
      if (atoms.length === 0)
        return claim(sentence, 'not_checkable', [], 'It states no number, id, date or name to check.');
      return claim(sentence, 'uncited', [], `It states ${list(atoms)} without citing evidence.`);
    }
    const inWords = bare === asWritten ? [] : atoms.filter((atom) => !atomsIn(asWritten).includes(atom));
    const counted = new Set([labels.length, ...labels.map((label) => byLabel.get(label)!.rows?.length)]);
    const missing = atoms.filter(
      (atom) =>
        !asked.has(atom) &&
        !labels.some((label) => haystackOf(label).has(atom)) &&
        // "Two users: [F-1] [F-2]" counts what it shows.
        !(inWords.includes(atom) && counted.has(Number(atom))),
    );
    if (missing.length > 0)
      return claim(sentence, 'contradicted', labels, `${list(missing)} not found in the evidence cited.`);
    const cited = labels.map((label) => byLabel.get(label)!);
    const difference = contradictionIn({ text: bare, cited, evidence, asked: (part) => asked.has(part) });
    if (difference !== null) return claim(sentence, 'contradicted', labels, difference);
    return atoms.length === 0
      ? claim(sentence, 'supported', labels, 'It cites evidence and states nothing that differs from it.')
      : claim(sentence, 'supported', labels, `${list(atoms)} found in the evidence cited, of what the sentence says.`);
  };

  const claimOf = (sentence: string): Claim => {
    const claimed = known.get(sentence) ?? judge(sentence);
    known.set(sentence, claimed);
    return claimed;
  };

  return {
    check: (more) => {
      const { settled, rest } = readSentences(more);
      claims.push(...settled.map(claimOf));
      return [...claims, ...rest.map(claimOf)];
    },
    restart: () => {
      readSentences = createSentenceReader();
      claims = [];
    },
  };
}

const claim = (text: string, verdict: Claim['verdict'], labels: string[], reason: string): Claim => ({
  text,
  verdict,
  labels,
  reason,
});

const list = (atoms: string[]) =>
  atoms.length > 4 ? `${atoms.slice(0, 4).join(', ')} and ${atoms.length - 4} more` : atoms.join(', ');
