/** Labels: short, distinctive names by which sentences cite evidence. The same thing keeps its label from day to day. */
import { createHash } from 'node:crypto';

/** Without vowels and look-alikes, so that a label is never a word. */
const ALPHABET = '23456789bcdfghjkmnpqrstvwxyz';
const PREFIX = { finding: 'F', event: 'E', cost: 'C', resource: 'R' } as const;

/** Gives labels within one answer: four characters of the id's hash, more when two would collide. */
export function createLabeller(): { fact(): string; of(kind: keyof typeof PREFIX, id: string): string } {
  const taken = new Map<string, string>();
  let facts = 0;
  return {
    fact: () => `Q${++facts}`,
    of: (kind, id) => {
      const characters = charactersOf(id);
      for (let length = 4; length <= characters.length; length++) {
        const label = `${PREFIX[kind]}-${characters.slice(0, length)}`;
        const owner = taken.get(label) ?? id;
        if (owner !== id) continue;
        taken.set(label, id);
        return label;
      }
      throw new Error('No label is left for this evidence');
    },
  };
}

function charactersOf(id: string): string {
  return [...createHash('sha256').update(id).digest()].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** Every label in a text, in the order of first use: `[F-3k7q]`, `[Q1]`, `[Q1, F-3k7q]`. */
export function labelsIn(text: string): string[] {
  const labels = [...text.matchAll(/\[((?:(?:[FECR]-[2-9b-z]{4,12}|Q\d{1,3})(?:\s*[,;]\s*)?)+)\]/g)].flatMap((match) =>
    match[1]!.split(/\s*[,;]\s*/).filter(Boolean),
  );
  return [...new Set(labels)];
}
