/** Whether a question asks for the complement. Text is normalised and masked. */
import type { Topic } from './intent.ts';
import { every, phrases } from './language/phrases.ts';

/** Is the complement asked for: "no MFA", "not encrypted", "have not logged in"? */
export function readNegation(text: string, topics: readonly Topic[]): boolean {
  if (topics.includes('mfa') && /\b(?:just|only|nothing but) (?:a |their |the )?passwords?\b|\bmfa gaps?\b/.test(text))
    return true;
  let rest = text.replace(NOT_REALLY, ' ');
  if (topics.includes('coverage')) rest = rest.replace(COVERAGE_NOT, ' ');
  if (topics.includes('deleted')) rest = rest.replace(/\b(?:off|disabled|deactivated)\b/g, ' ');
  return NEGATION.test(rest);
}

const NEGATION = phrases`
  not
  no
  without
  never
  lack(s|ing|ed)?
  missing
  nobody
  none
  nor
  neither
  unencrypted
  unprotected
  unrotated
  unversioned
  untagged
  unmonitored
  disabled
  turned off
  switched off
  deactivated
  non-?compliant
  has yet to
  have yet to
  absent
  sans
  minus
  un-?owned
  ownerless
  non-?encrypted
  (is|are|been) (\w+ )?off
  fail(s|ing)? to
  (guardduty|cloudtrail|mfa|logging|versioning|encryption) (\w+ )?(off|disabled)
  except
  excluding
  other than`;
const NOT_REALLY = every(phrases`
  not only
  no (idea|matter|longer attached|rush|problem|doubt)
  why not
  do not (know|understand|forget|worry|care|tell|get|see why)
  whether or not
  or not
  (is|are|does|do|did|was|were|has|have|can) not (it|they|we|this|that|there)(?=\W*$)
  (should|could|would) not (it|they|we|this|that|there)
  so (that )?(\S+ ){1,4}not
  who (disabled|turned off|switched off)
  not sure
  if not
  not (attached|associated|assigned)
  say no
  not (yet )?(been )?(resolved|fixed|closed)
  (who|anyone|anybody|someone|somebody) (has |have )?(disabled|turned off|switched off|deactivated)
  (who|when) (\w+ ){0,4}(disabled|turned off|switched off)`);
const COVERAGE_NOT = every(phrases`
  (could|can|were|was|did|have|are|has|do|does)( you| we| it| they)?( been)? not
  unable
  not (permitted|collected|covered|scanned|allowed|checked|read)
  missing
  no visibility
  lack(ing|s|ed)?
  fail(s|ed|ing)? to
  without`);
