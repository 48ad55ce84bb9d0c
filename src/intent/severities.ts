/** Severities of findings that a question names. Text is normalised and masked. */
import type { SeverityName } from './intent.ts';

const LADDER: SeverityName[] = ['informational', 'low', 'medium', 'high', 'critical', 'fatal'];
const THING =
  '(?:severity|sev|severities|findings?|issues?|alerts?|problems?|detections?|vulnerabilit\\w+|misconfigurations?|ones?|risks?|priority|items?|checks?|threats?)';

/** Severities named, widened by "or above". */
export function readSeverities(text: string): SeverityName[] {
  const found = new Set<SeverityName>();
  for (const name of LADDER) if (severityPattern(name).test(text)) found.add(name);
  const alone =
    /^(?:(?:and|or|only|just|what about|how about|also|show|now) )*(?:the )?(high|medium|low|critical)s?(?: ones?)?\W*$/.exec(
      text,
    );
  if (alone) found.add(alone[1] as SeverityName);
  const upwards =
    /\b(informational|low|medium|high|critical)s?(?:[- ]severity)? (?:or|and) (?:above|higher|worse|up|over|more)\b|\bat least (low|medium|high|critical)\b|\b(low|medium|high|critical)\s?\+/.exec(
      text,
    );
  const floor = upwards?.[1] ?? upwards?.[2] ?? upwards?.[3];
  if (floor) for (const name of LADDER.slice(LADDER.indexOf(floor as SeverityName))) found.add(name);
  return LADDER.filter((name) => found.has(name));
}

const PATTERNS = new Map<SeverityName, RegExp>(
  LADDER.map((name) => {
    if (name === 'critical')
      return [
        name,
        /(?<!\bmost |business[- ]|mission[- ]|\bhow )\bcriticals?\b(?! (?:data|systems?|infrastructure|path|to\b))/,
      ];
    if (name === 'fatal') return [name, /\bfatal\b/];
    if (name === 'informational') return [name, new RegExp(`\\binformational\\b|\\binformation ${THING}\\b`)];
    const other = '(?:criticals?|highs?|mediums?|lows?|informational)';
    return [
      name,
      new RegExp(
        `\\b${name}s?[- ](?:\\w+ )?${THING}\\b|\\b${name}s\\b|\\b(?:severity|sev)(?: is| of| level| =|:|=)? ?(?:${other}(?:,| or| and|/) ?)*${name}\\b|\\b${other}(?:,? (?:and|or|&) |, |/)(?:${other}, )?${name}\\b|\\b${name}(?:,? (?:and|or|&) |, |/)${other}\\b|\\b(?:at least|only|just) (?:the )?${name}\\b(?! cost)|\\b${name} (?:or|and) (?:above|higher|worse|up|below)\\b`,
      ),
    ];
  }),
);

function severityPattern(name: SeverityName): RegExp {
  return PATTERNS.get(name)!;
}
