/** A finding named by its title, and orders to the assistant beside a question. Text is as it was asked, cleaned only. */

const QUOTED = /["'`]([^"`]{8,140})["'`]/;
const ABOUT_FINDING = /\b(?:findings?|issues?|alerts?|checks?|controls?|titled?|detections?|mean|means|explain)\b/i;
const UNQUOTED =
  /\b(?:findings?|alerts?|detections?|checks?) (?:called |named |titled |saying )?((?:[A-Z][\w:/.-]*|EBS|S3|EC2|IAM)(?: [\w():/.'-]+){1,14}?)(?= (?:like|to|for|as) (?:me|i|my|a|an|the)\b| in (?:plain|simple)|[?.,!]|$| and (?:how|what|why|who)\b| mean)/;

/** The title of a finding that a question quotes; null when it quotes none. */
export function readTitle(question: string): string | null {
  if (!ABOUT_FINDING.test(question)) return null;
  const title = (QUOTED.exec(question)?.[1] ?? UNQUOTED.exec(question)?.[1] ?? '').replace(/[.?!,;:]+$/, '').trim();
  return title.split(/\s+/).length >= 2 ? title : null;
}

/** The sentences of a text, so that an order to the assistant can be left out and the question beside it answered. */
export const sentencesOf = (question: string): string[] =>
  question
    .split(/(?<=[.?!])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter(Boolean);
