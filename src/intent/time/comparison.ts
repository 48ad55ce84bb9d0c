/** The words that set one period against another. */
import type { Unit } from './calendar.ts';

const BETWEEN = /\b(?:vs\.?|versus|against|than|compared?|relative to|differs? from|over|up from|down from)\b/;
const LEADING =
  /\b(?:compare[ds]?|comparing|comparison|differences?|differ|changed? (?:from|between)|(?:grew|rose|fell|moved?|went|go|change) from)\b/;
const OVER =
  /\b(day|week|month|quarter|year)[- ](?:over|on)[- ](day|week|month|quarter|year)\b|\b(wow|mom|qoq|yoy|dod)\b/;
const SHORT: Record<string, Unit> = { wow: 'week', mom: 'month', qoq: 'quarter', yoy: 'year', dod: 'day' };

/** Are two periods set against each other? `between` is the text that parts them. */
export function compareCue(text: string, firstIndex: number, between: string): boolean {
  return BETWEEN.test(between) || LEADING.test(text.slice(0, firstIndex));
}

/** "week over week" → week; null when not said. */
export function overUnit(text: string): Unit | null {
  const match = OVER.exec(text);
  if (!match) return null;
  return match[3] ? SHORT[match[3]]! : match[1] === match[2] ? (match[1] as Unit) : null;
}
