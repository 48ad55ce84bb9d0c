/** Topics that only the kind of the question can confirm or rule out. */
import type { IntentKind, Topic } from '../intent.ts';

/** The topics that remain once the kind is known. */
export function settleTopics(topics: Topic[], kind: IntentKind, text: string): Topic[] {
  const kept = new Set(kind === 'trend' || kind === 'rank' ? withoutJump(topics, text) : topics);
  if (kind === 'posture' && SWITCHED_ON.test(text) && !kept.has('coverage')) kept.add('enabled');
  // Elsewhere "running" describes a thing, and "buckets without versioning enabled" asks for versioning alone.
  if (kind !== 'posture' && !(SWITCH.test(text) && WATCH.test(text))) kept.delete('enabled');
  // "and which matter most" orders the members of a count; it does not ask about risk as such.
  if (kind === 'count' && !/\brisk/.test(text)) kept.delete('risk');
  // "stopped instances" is a state, "who stopped them" a deed.
  if ((kind === 'list' || kind === 'count' || kind === 'posture') && !ENDED.test(text)) kept.delete('deleted');
  return [...kept];
}

/** "Is this month higher than last" compares money; only a why, or a word for a jump, asks for the cause of one. */
export function withoutJump(topics: Topic[], text: string): Topic[] {
  if (/\bwhy\b|\bspik|\bjump|\bsurge|\bshot up\b|\bexplod|\bskyrocket|\banomal|\bcause/.test(text)) return topics;
  return topics.map((topic) => (topic === 'spike' ? 'spend' : topic));
}

/** "is X enabled everywhere", whatever X is. */
const SWITCHED_ON =
  /\b(?:enabled|enforced|turned on|switched on)\b(?=.*\b(?:everywhere|all|every|each|any)\b)|\b(?:everywhere|all|every|each)\b.*\b(?:enabled|enforced|turned on|switched on)\b/;
const SWITCH =
  /\b(?:enabled?|enabling|disabled|enforced|turn(?:ed)?|switch(?:ed)?|activated?|deactivated|on|off|without|no|lack(?:s|ing)?|missing|have|has|having|cover\w*)\b/;
const WATCH = /\b(?:guardduty|cloudtrail|detectors?|trails?|threat detection|protections?|monitoring)\b/;
const ENDED = /\b(?:delet\w*|remov\w*|terminat\w*|destroy\w*|wiped?|dropped)\b/;
