/** Cuts streamed markdown into sentences, one claim each, without ever splitting a number, an id or a citation. */

/** Sentences of a text, without markdown ornament; headings, table rules and code fences are no claims. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let inCode = false;
  for (const line of text.split('\n')) {
    if (/^\s*```/.test(line)) {
      inCode = !inCode;
      continue;
    }
    if (inCode || isNoClaim(line)) continue;
    sentences.push(...splitLine(stripMarkers(line)));
  }
  return sentences;
}

/** How much of a growing text is whole sentences: up to the last line break or sentence end followed by a blank. */
export function settledLength(text: string): number {
  const line = text.lastIndexOf('\n') + 1;
  const sentence = text.lastIndexOf('. ');
  return Math.max(line, sentence < 0 ? 0 : sentence + 2);
}

function isNoClaim(line: string): boolean {
  return /^\s*(?:#{1,6}\s|[-*_]{3,}\s*$|\|?[\s:|-]+\|?\s*$)/.test(line) || line.trim() === '';
}

function stripMarkers(line: string): string {
  return line
    .replace(/^\s*(?:[-*+]|\d{1,2}[.)])\s+/, '')
    .replace(/^\s*\|/, '')
    .replace(/\|\s*$/, '')
    .replaceAll(/\*\*|__|`/g, '')
    .trim();
}

/** A full stop, with the citations that follow it, ends a sentence before a blank and a capital, a quote or a bracket. */
function splitLine(line: string): string[] {
  const parts = line.split(/(?<=[.!?](?:\s?\[[A-Z0-9a-z, -]{2,200}\])*)\s+(?=["'“(]?[A-Z])/);
  const sentences: string[] = [];
  for (const part of parts) {
    const leading = /^((?:\[[A-Z0-9a-z, -]+\]\s*)+)(.*)$/s.exec(part);
    if (leading && sentences.length > 0) {
      sentences[sentences.length - 1] += ` ${leading[1]!.trim()}`;
      if (leading[2]!.trim() !== '') sentences.push(leading[2]!.trim());
    } else if (part.trim() !== '') sentences.push(part.trim());
  }
  return sentences;
}
