/** Findings asked for by what they are about, in words of their own: mining, a port scan, secrets in user data. Text is normalised and masked. */
import type { Details, Intent } from './intent.ts';

type Matter = NonNullable<Details['matter']>;

/** What a question wants findings about, and of which detector; null when it wants something else. */
export function readMatter(text: string, { kind, topics }: Pick<Intent, 'kind' | 'topics'>): Matter | null {
  if (!KINDS.has(kind) || topics.some((topic) => topic === 'spend' || topic === 'spike' || topic === 'savings'))
    return null;
  const known = MATTERS.find(({ asked }) => asked.test(text));
  const detector =
    DETECTOR_FOUND.test(text) || (known && DETECTOR_OWN.test(text)) ? ({ product: 'guardduty' } as const) : {};
  if (known) return { words: known.words, pattern: known.pattern, ...detector };
  return detector.product ? { words: '', ...detector } : null;
}

const KINDS = new Set<Intent['kind']>(['list', 'count', 'lookup', 'posture', 'rank']);

/** "Did GuardDuty find …", "what has GuardDuty seen": its findings, whatever else is named beside them. */
const DETECTOR_FOUND =
  /\bguardduty (?:\w+ )?(?:find|finds|found|detect\w*|see|sees|saw|seen|spot\w*|notice\w*|report\w*|flag\w*|catch|caught)\b/;

const DETECTOR_OWN = /\bguardduty (?:\w+ )?(?:findings?|detections?|alerts?|threats?)\b/;

/** Patterns over check ids and titles, lower case; the families follow the types of GuardDuty's own findings. */
const MATTERS: { words: string; asked: RegExp; pattern: string }[] = [
  {
    words: 'secrets in user data',
    asked:
      /\b(?:secrets?|passwords?|credentials?|keys|tokens?)\b.*\buser[- ]?data\b|\buser[- ]?data\b.*\b(?:secrets?|passwords?|credentials?|keys|tokens?)\b/,
    pattern: 'user ?_?data|template_no_secrets',
  },
  {
    words: 'crypto mining',
    asked:
      /\b(?:crypto(?:currency)?|bitcoin|coins?|monero)[- ]?(?:min\w+|jack\w+)\b|\bcryptojack\w+\b|\bminers?\b|\b(?:bitcoin|monero)\b|\bmining\b/,
    pattern: 'cryptocurrency|bitcoin|mining',
  },
  {
    words: 'port scans',
    asked: /\bport[- ]?(?:scan\w*|prob\w*|sweep\w*)\b|\b(?:scan|prob)\w* (?:of )?(?:our |the |any )?(?:open )?ports?\b/,
    pattern: 'portprobe|portsweep|portscan|port is being probed',
  },
  {
    words: 'brute force',
    asked: /\bbrute[- ]?forc\w+\b|\bpassword[- ](?:guess|spray)\w*\b/,
    pattern: 'brute ?force|login_failures',
  },
  {
    words: 'exfiltration',
    asked: /\bexfil\w*\b|\bdata theft\b/,
    pattern: 'exfiltration|snapshot_shared',
  },
  { words: 'the Tor network', asked: /\btor\b/, pattern: 'torip|torclient|torrelay|tor network' },
  {
    words: 'malware',
    asked: /\b(?:malware|trojans?|backdoors?|ransomware|virus(?:es)?)\b(?! (?:protection|scan\w*|monitoring))/,
    pattern: 'malware|trojan|backdoor|malicious ?file|ransom',
  },
  {
    words: 'known bad addresses',
    asked: /\b(?:malicious|known[- ]bad|bad) (?:ips?|ip addresses|addresses|callers?)\b/,
    pattern: 'maliciousip|known bad address',
  },
];
