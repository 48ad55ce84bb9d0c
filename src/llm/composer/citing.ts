/** Every sentence that can be checked carries its citation, not only the last one of a line. */

const CITATIONS = /(?:\s?\[[A-Z]-?[\w]+(?:, ?[A-Z]-?[\w]+)*\])+/;
const ENDS_CITED = new RegExp(`${CITATIONS.source}[*_]*[.:]?[*_]*$`);
/** Where a sentence ends inside a line; ornament may stand between the full stop and the blank. */
const BOUNDARY = /(?<=[.!?][*_`"”)]*(?:\s?\[[\w, -]{2,200}\])*)\s+(?=["'“(*_`]*[A-Z])/;
/** A number (in words too), an id, a region, a severity: what a reader could look up. */
const CHECKABLE = /\d|\b(?:critical|high|medium|low|two|three|four|five|six|seven|eight|nine|ten|twelve)\b/i;

/** A paragraph of markdown in which each checkable sentence of a cited line cites what the line cites next. */
export function citeEachSentence(paragraph: string): string {
  return paragraph
    .split('\n')
    .map((line) => citeLine(line))
    .join('\n');
}

function citeLine(line: string): string {
  if (!CITATIONS.test(line)) return line;
  const [, marker = '', body = ''] = /^(\s*(?:[-*+]|\d{1,2}[.)])\s+|)(.*)$/s.exec(line) ?? [];
  const parts = body.split(BOUNDARY);
  let next = '';
  const cited = parts.toReversed().map((part) => {
    const own = CITATIONS.exec(part)?.[0].trim();
    if (own) next = own;
    return own || next === '' || !CHECKABLE.test(part) || ENDS_CITED.test(part) ? part : `${part} ${next}`;
  });
  return marker + cited.toReversed().join(' ');
}
