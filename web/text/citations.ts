/** Citations in answer text: `[F-3k7q]`, `[Q1]`, and lists of them such as `[Q1, F-3k7q]`. */

/** One label, as `answer` makes them: `Q1` facts, `F-…` findings, `E-…` events, `C-…` costs, `R-…` resources. */
const LABEL = /(?:Q\d{1,4}|[FECR]-[A-Za-z0-9]{1,12})/;
const CITATION = new RegExp(String.raw`^\[(${LABEL.source}(?:\s*[,;]\s*${LABEL.source})*)\](?!\()`);
const WHOLE_LABEL = new RegExp(`^${LABEL.source}$`);
const UNFINISHED = /\[(?:[QFECR][A-Za-z0-9\-,; ]{0,60})?$/;

/** Labels of a citation that begins at the start of `text`, with its length; null when none does. */
export function readCitation(text: string): { raw: string; labels: string[] } | null {
  const match = CITATION.exec(text);
  if (match === null) return null;
  return { raw: match[0], labels: (match[1] ?? '').split(/[,;]/).map((label) => label.trim()) };
}

/** Whether the whole string is one label. */
export function isLabel(text: string): boolean {
  return WHOLE_LABEL.test(text);
}

/** Text without a citation that has only begun to arrive, so that a half chip never flickers at the end. */
export function withoutUnfinishedCitation(text: string): string {
  return text.replace(UNFINISHED, '');
}

/** Text without any citation, for copying into a place that has no evidence beside it. */
export function withoutCitations(text: string): string {
  return text.replace(new RegExp(String.raw`\s?\[${LABEL.source}(?:\s*[,;]\s*${LABEL.source})*\]`, 'g'), '');
}
