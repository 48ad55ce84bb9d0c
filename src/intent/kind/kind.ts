/** What sort of answer a question wants. Rules stand in order of precedence; the first clause that shows one decides. */
import type { IntentKind, Subject, Topic } from '../intent.ts';
import {
  ABOUT_ASSAY,
  CAUSE,
  DRIFTING,
  EVERYWHERE,
  HOW_MANY,
  HOW_TO_FIX,
  LISTING,
  MEANING,
  ONE_THING,
  PERIODICALLY,
  REMEDY,
  SAYS_COMPARE,
  SERIES,
  SMALL_TALK,
  SUPERLATIVE,
  TURNED,
  TURNED_THING,
  WHAT_CHANGED,
  WHAT_IS_NEW,
  WHOLE_STATE,
  WHO_OWNS,
  WHY_FIRST,
} from './kind-words.ts';
import { CHANGE_VERB, DELETE_VERB, LAUNCH_VERB, MONEY, WHO } from '../words.ts';

export interface KindCues {
  topics: readonly Topic[];
  subject: Subject | null;
  /** Two periods are set against each other. */
  comparesPeriods: boolean;
  hasTime: boolean;
  /** Exactly one thing is named by id or name. */
  namesOne: boolean;
  /** The things asked about are others than the one named: "instances started by ci-deployer". */
  asksForOthers: boolean;
}

export interface KindReading {
  kind: IntentKind;
  /** The rule that decided, in words for the reason. */
  because: string;
  /** False when nothing but a bare noun or fragment was there: a follow-up may then lend its kind. */
  certain: boolean;
}

interface Rule {
  kind: IntentKind;
  because: string;
  holds: (clause: string, cues: KindCues, whole: string) => boolean;
}

/** Decides the kind of a normalised, masked text. */
export function readKind(text: string, cues: KindCues): KindReading {
  for (const clause of mainClauses(text)) {
    for (const { kind, because, holds } of RULES)
      if (holds(clause, cues, text)) return { kind, because, certain: true };
  }
  if (cues.namesOne && !cues.asksForOthers) {
    return { kind: 'lookup', because: 'names one thing', certain: false };
  }
  if (has(cues, 'enabled')) return { kind: 'posture', because: 'asks for the state of a service', certain: false };
  if (cues.topics.includes('spend') && cues.subject === 'cost')
    return { kind: 'cost', because: 'speaks of money', certain: false };
  return { kind: 'list', because: 'asks for what there is', certain: false };
}

const CLAUSE_END =
  /[.?!;:]+(?:\s+|$)|\s+-+\s+|,? (?:and|but|then|or)(?: also| then)? (?=(?:which|who|whom|why|how|what|when|where|to whom|from which|from where|is|are|does|did|was|were)\b)|, (?=(?:which|who|whom|why|how|what|when|where)\b)/;
const STATEMENT =
  /^(?:our|the|my|we|i|this|that|it|there|someone|something|aws|looks|i am|we are|seems)\b(?!.*\b(?:what|which|who|why|how|when|where)\b)/;

/** "how many …, and which matter most" is two clauses; the first says what is wanted, unless it only sets the scene. */
function mainClauses(text: string): string[] {
  const clauses = text
    .split(CLAUSE_END)
    .map((clause) => clause.trim())
    .filter(Boolean);
  const asking = clauses.filter((clause) => !STATEMENT.test(clause));
  return asking.length > 0 ? asking : clauses;
}

const has = (cues: KindCues, ...topics: Topic[]) => topics.some((topic) => cues.topics.includes(topic));
const LEAD =
  '^(?:(?:so|and|but|please|ok|okay|now|hey|hi|also|can you (?:check|confirm|tell me)|could you (?:check|confirm|tell me)|check|confirm|tell me|verify|do you know|i want to know|just checking),? )*(?:if |whether |that )?';
const YES_OR_NO = new RegExp(`${LEAD}(?:is|are|does|do|has|have|did)\\b`);
const ACTED = new RegExp(`\\b(?:${LAUNCH_VERB}|${DELETE_VERB}|${CHANGE_VERB})\\b`);
const WHO_ACTED = new RegExp(
  `^(?:${LEAD.slice(1)})?(?:who|whom) (?!has|have|is|are|can|lacks?|does|do|still|all|else|had|not|never|with|without|owns?|should|would|could|needs)\\w+`,
);
const ANYONE_ACTED =
  /\b(?:did|has|have|had) (?:anyone|anybody|someone|somebody|any (?:user|role|principal|one|of (?:our|the) \w+))\b/;
const WHO_BEING =
  /\bwho (?:has|have|is|are|can|could|should|does|do|would|needs?|must)\b(?! (?:been |recently |just |ever )?(?:launched|launching|created|deleted|stopped|terminated|removed|changed|opened|shared|used|using|made|called|calling|running|modified|responsible|behind|disabled|turned|touched|accessed|logged|doing|assumed|started))/;
const STATIVE =
  /\b(?:which|what) (?:iam )?(?:users?|roles?|principals?) (?:has|have|is|are|can|do|does|not|with|were|was|made|had)\b/;
const GOT_REFUSED =
  /\bwho (?:was|were|got|gets|is|are|keeps?|has been)\b.*\b(?:denied|throttled|refused|rejected|blocked|forbidden)\b/;
const SHARE_OF_BILL =
  /\b(?:how much of|share|percentage|percent|fraction|proportion|portion) .*\b(?:bill|spend|spending|costs?|budget)\b/;
const PICKS = /^(?:which|list|show|who|find|how many|give me|display)\b/;

const RULES: Rule[] = [
  {
    kind: 'help',
    because: 'asks what Assay can do',
    holds: (clause, cues) =>
      SMALL_TALK.test(clause) ||
      (ABOUT_ASSAY.test(clause) && !REMEDY.test(clause) && !cues.namesOne && cues.topics.length === 0),
  },
  {
    kind: 'remediate',
    because: 'asks how to put something right',
    holds: (clause) => HOW_TO_FIX.test(clause) || REMEDY.test(clause),
  },
  {
    kind: 'explain',
    because: 'asks for a cause',
    holds: (clause, cues, whole) =>
      WHY_FIRST.test(clause) || (/^(?:our|the|my|we|it|this|aws)\b/.test(whole) && /\bwhy[?!. ]*$/.test(whole)),
  },
  {
    kind: 'posture',
    because: 'asks what could be read, and how fresh it is',
    holds: (clause, cues) =>
      has(cues, 'coverage', 'freshness') &&
      !/^(?:how many|count|number of)\b/.test(clause) &&
      !cues.comparesPeriods &&
      cues.subject !== 'access_key',
  },
  {
    kind: 'change',
    because: 'asks what is different',
    holds: (clause) => WHAT_CHANGED.test(clause) && !/\b(?:spend|spending|costs?|bill)\b/.test(clause),
  },
  {
    kind: 'compare',
    because: 'sets one against another',
    holds: (clause, cues, whole) =>
      !/\bwhy\b/.test(clause) &&
      (cues.comparesPeriods || SAYS_COMPARE.test(whole)) &&
      !/\bwhat is the difference\b/.test(clause),
  },
  {
    kind: 'explain',
    because: 'asks for a cause or a meaning',
    holds: (clause, cues, whole) =>
      CAUSE.test(clause) ||
      MEANING.test(clause) ||
      (has(cues, 'spike') && /\bwhat (?:happened|is going on|went|is up|is this)\b|\bwhat is with\b/.test(whole)),
  },
  {
    kind: 'trend',
    because: 'asks for a series over time',
    holds: (clause, cues) =>
      SERIES.test(clause) ||
      (((has(cues, 'spend', 'spike') && cues.subject === 'cost') ||
        ((cues.subject === 'event' || cues.subject === 'finding') && !HOW_MANY.test(clause))) &&
        PERIODICALLY.test(clause) &&
        !/\bbudget\b|\bhow much (?:\w+ )?(?:is|are|does|do)\b/.test(clause)) ||
      (DRIFTING.test(clause) && !/^(?:which|what|who)\b/.test(clause)),
  },
  {
    kind: 'count',
    because: 'asks for a number',
    holds: (clause) => HOW_MANY.test(clause) && !SHARE_OF_BILL.test(clause),
  },
  { kind: 'change', because: 'asks what is new, gone or different', holds: isChange },
  { kind: 'rank', because: 'asks what comes first', holds: (clause) => SUPERLATIVE.test(clause) },
  { kind: 'lookup', because: 'asks who did something, or about one thing', holds: isLookup },
  { kind: 'cost', because: 'asks for money', holds: isCost },
  { kind: 'posture', because: 'asks for the state of the whole', holds: isPosture },
  {
    kind: 'lookup',
    because: 'asks who did something',
    holds: (clause, cues) =>
      WHO_ACTED.test(clause) && !has(cues, 'denied', 'throttled') && !/\bnot\b|\bnever\b/.test(clause),
  },
  {
    kind: 'explain',
    because: 'speaks of a jump in the bill',
    holds: (clause, cues) => has(cues, 'spike') && !LISTING.test(clause),
  },
  { kind: 'list', because: 'asks for the members', holds: (clause) => LISTING.test(clause) },
];

function isChange(clause: string, cues: KindCues): boolean {
  if (/\bwho\b(?! are new)|^(?:how do|how can)\b/.test(clause) || ANYONE_ACTED.test(clause)) return false;
  // A new place to sign in from is no new finding.
  if (has(cues, 'login') && /\b(?:from|in) (?:an? |the )?(?:new|unknown|unusual)\b/.test(clause)) return false;
  if (WHAT_IS_NEW.test(clause)) return true;
  if (
    !TURNED.test(clause) ||
    !TURNED_THING.test(clause) ||
    /\bnew (?:region|account)\b|\bopened? (?:a|the|up|to|port)\b/.test(clause)
  )
    return false;
  return (
    cues.hasTime || /\b(?:new|newly|re-?opened|came back|come back|recently|lately|yet|since|so far)\b/.test(clause)
  );
}

function isLookup(clause: string, cues: KindCues): boolean {
  if (ANYONE_ACTED.test(clause) || ONE_THING.test(clause) || WHO_OWNS.test(clause)) return true;
  if (
    WHO.test(clause) &&
    !/\b(?:everyone|everybody|all|users|people|those|anyone) who\b/.test(clause) &&
    ACTED.test(clause) &&
    !WHO_BEING.test(clause) &&
    !STATIVE.test(clause) &&
    !GOT_REFUSED.test(clause) &&
    !/\bnot\b|\bnever\b/.test(clause)
  )
    return true;
  const aboutIt =
    /^(?:(?:so|and|but|please|now|also|ok) )*(?:is|are|does|do|has|have|was|were|did|can|what|show|where|details|info|check|get|pull|how|@)/.test(
      clause,
    );
  return (
    cues.namesOne &&
    aboutIt &&
    !/\bcosts?\b|\bspen[dt]\b|\bhow much\b|\bwhat (?:are|is) (?:the|our) \w+s\b|\bany\b|\bcalls\b|\bevents\b/.test(
      clause,
    )
  );
}

function isCost(clause: string, cues: KindCues): boolean {
  if (/\bhow much\b/.test(clause)) return true;
  if (!MONEY.test(clause) || has(cues, 'spike', 'savings')) return false;
  if (has(cues, 'idle') && !/\b(?:pay|paying|paid|costs?|costing)\b/.test(clause)) return false;
  if (cues.subject === 'cost') return true;
  return (
    !PICKS.test(clause) &&
    /\bwhat (?:\S+ ){0,8}(?:cost|costs|costing|spend|spent|spending|bill|billed|pay|paying|paid|price|charged)\b|\b(?:costs?|spend(?:ing)?|price|bill) (?:of|on|for)\b/.test(
      clause,
    )
  );
}

function isPosture(clause: string, cues: KindCues): boolean {
  if (WHOLE_STATE.test(clause)) return true;
  const choosy =
    /\b(?:(?:are|is) there|(?:do|have) we (?:have |got )?any|any)\b(?! (?:mfa|guardduty|cloudtrail|regions?|accounts?)|.*\b(?:every|each|all)\b)/.test(
      clause,
    );
  if (
    YES_OR_NO.test(clause) &&
    !choosy &&
    (has(cues, 'enabled', 'root', 'password') ||
      EVERYWHERE.test(clause) ||
      /\b(?:on|off|active|working)\??$/.test(clause))
  )
    return true;
  if (
    has(cues, 'enabled') &&
    /\b(?:where|everywhere|anywhere|coverage|status|check|any (?:\w+ )?(?:regions?|accounts?))\b/.test(clause) &&
    !PICKS.test(clause)
  )
    return true;
  if (!PICKS.test(clause) && /\b(?:everywhere|enabled|enforced|turned on|switched on)\W*$/.test(clause)) return true;
  if (cues.subject === 'collector') return true;
  return (
    has(cues, 'compliance') && /\b(?:status|score|readiness|gaps?)\b|^(?:how|are|is|do|does|what is)\b/.test(clause)
  );
}
