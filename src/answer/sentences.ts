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

/** Reads a text that grows: what `sentencesOf` would say of it, looking only at what came since. Another text is read anew. */
export function createSentenceReader(): (text: string) => string[] {
  let done = '';
  let inCode = false;
  let settled: string[] = [];

  const settle = (text: string, upTo: number) => {
    const piece = text.slice(done.length, upTo);
    settled.push(...sentencesOf(piece, inCode));
    const fences = piece.split('\n').filter(isFence).length;
    inCode = fences % 2 === 1 ? !inCode : inCode;
    done = text.slice(0, upTo);
  };

  return (text) => {
    if (!text.startsWith(done)) {
      done = '';
      inCode = false;
      settled = [];
    }
    const wholeLines = text.lastIndexOf('\n') + 1;
    if (wholeLines > done.length) settle(text, wholeLines);
    const line = text.slice(done.length);
    const sureEnd = inCode || isFence(line) || isNoClaim(line) ? 0 : sureEndIn(line);
    if (sureEnd > 0) settle(text, done.length + sureEnd);
    return [...settled, ...sentencesOf(text.slice(done.length), inCode)];
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
