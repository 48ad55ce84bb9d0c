/** Cuts streamed markdown into sentences, one claim each, without ever splitting a number, an id or a citation. */

/** Sentences of a text, without markdown ornament; headings, table rules and code fences are no claims. */
export function sentencesOf(text: string, startsInCode = false): string[] {
  const sentences: string[] = [];
  let inCode = startsInCode;
  for (const line of text.split('\n')) {
    if (isFence(line)) {
      inCode = !inCode;
      continue;
    }
    if (inCode || isNoClaim(line)) continue;
    sentences.push(...splitLine(stripMarkers(line)));
  }
  return sentences;
}

/** Sentences of a text that grows: those that nothing to come can change, each told once, and the rest as it is so far. */
export interface ReadSentences {
  settled: string[];
  rest: string[];
}

/** Reads a text that grows, given what came: all it settled and the rest are what `sentencesOf` would say of the whole so far. */
export function createSentenceReader(): (more: string) => ReadSentences {
  let rest = '';
  let inCode = false;

  const settle = (upTo: number): string[] => {
    const piece = rest.slice(0, upTo);
    const settled = sentencesOf(piece, inCode);
    const fences = piece.split('\n').filter(isFence).length;
    inCode = fences % 2 === 1 ? !inCode : inCode;
    rest = rest.slice(upTo);
    return settled;
  };

  return (more) => {
    rest += more;
    const settled: string[] = [];
    const wholeLines = rest.lastIndexOf('\n') + 1;
    if (wholeLines > 0) settled.push(...settle(wholeLines));
    const sureEnd = inCode || isFence(rest) || isNoClaim(rest) ? 0 : sureEndIn(rest);
    if (sureEnd > 0) settled.push(...settle(sureEnd));
    return { settled, rest: sentencesOf(rest, inCode) };
  };
}

/** How much of a growing text is whole sentences: up to the last line break or sentence end followed by a blank. */
export function settledLength(text: string): number {
  const line = text.lastIndexOf('\n') + 1;
  const sentence = text.lastIndexOf('. ');
  return Math.max(line, sentence < 0 ? 0 : sentence + 2);
}

/** After the last place in a line where a sentence ends whatever follows: a stop, a blank and a capital. 0: nowhere. */
function sureEndIn(line: string): number {
  const marker = /^[\s|]*(?:[-*+]|\d{1,2}[.)])?[\s|]*/.exec(line)![0].length;
  let end = 0;
  for (const { index } of line.slice(marker).matchAll(/[.!?] (?=[A-Z])/g)) end = marker + index + 2;
  return end;
}

function isFence(line: string): boolean {
  return /^\s*```/.test(line);
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
