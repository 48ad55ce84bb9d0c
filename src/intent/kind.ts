/** What sort of answer a question wants. Rules stand in order of precedence; the first clause that shows one decides. */
import type { IntentKind, Subject, Topic } from './intent.ts';
import { CHANGE_VERB, DELETE_VERB, DOER, LAUNCH_VERB, MONEY } from './words.ts';

export interface KindCues {
  topics: readonly Topic[];
  subject: Subject | null;
  /** Two periods are set against each other. */
  comparesPeriods: boolean;
  hasTime: boolean;
  /** Exactly one thing is named by id or name. */
  namesOne: boolean;
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
  const clauses = splitClauses(text);
  for (const clause of clauses) {
    for (const rule of RULES) {
      if (rule.holds(clause, cues, text)) return { kind: rule.kind, because: rule.because, certain: true };
    }
  }
  if (cues.namesOne && !/\b(?:in|for|from) @(?:account|region)/.test(text))
    return { kind: 'lookup', because: 'names one thing', certain: false };
  if (cues.topics.includes('spend') || cues.topics.includes('spike'))
    return { kind: 'cost', because: 'speaks of money', certain: false };
  return { kind: 'list', because: 'nothing else is asked for', certain: false };
}

/** "how many …, and which matter most" is two clauses; the first says what is wanted. */
function splitClauses(text: string): string[] {
  const clauses = text.split(
    /[.?!;:]+(?:\s+|$)|\s+-+\s+|,? (?:and|but|then|or)(?: also| then)? (?=(?:which|who|whom|why|how|what|when|where|to whom|from which|from where|is|are|does|did|was|were)\b)|, (?=(?:which|who|whom|why|how|what|when|where)\b)/,
  );
  return clauses.map((clause) => clause.trim()).filter(Boolean);
}

const has = (cues: KindCues, ...topics: Topic[]) => topics.some((topic) => cues.topics.includes(topic));
const ACTED = new RegExp(`\\b(?:${LAUNCH_VERB}|${DELETE_VERB}|${CHANGE_VERB})\\b`);
const ANYONE_ACTED =
  /\b(?:did|has|have|had) (?:anyone|anybody|someone|somebody|any (?:user|role|principal|one|of (?:our|the) \w+))\b/;
const LISTING =
  /\b(?:which|show|list|find|display|enumerate|give (?:me|us)|get me|any|are there|is there|do we have|have we got|do i have|got any|which ones|pull up|names? of|what (?:are|is) (?:the|our|my|all)|what \w+s (?:are|have|do|has|were|can|lack|still|would|had|got)|who (?:has|have|is|are|can|still|all|else|does|do|lacks|lack|had))\b/;
const FIX =
  '(?:fix|remediate|resolve|close|secure|lock down|rotate|remove|delete|enable|encrypt|stop|clean up|get rid of|deal with|handle|address|solve|mitigate|harden|protect|turn (?:on|off|it on|it off)|disable|block|sort (?:out|this|it)|make (?:it|them|sure|this|that|@\\w+|the \\w+) |revoke|restrict|patch|undo|prevent|tackle|respond|contain|cut|reduce|lower|bring down|save|set up|attach|detach|put|add|shut|repair|correct|go about|get (?:it|this|that|them|\\w+ )?(?:fixed|sorted|closed|resolved)|release|terminate|trim|shrink|undo|tighten|improve|migrate|enforce|unshare|recover|do about|start)';

const RULES: Rule[] = [
  {
    kind: 'help',
    because: 'asks what Assay can do',
    holds: (clause, cues) =>
      /^(?:help|hi|hello|hey|hey there|hi there|good (?:morning|afternoon|evening)|thanks?|thank you|thanks a lot|help me|help please|please help)$/.test(
        clause,
      ) ||
      (!has(cues, 'coverage', 'mfa', 'admin', 'public', 'threat', 'spend') &&
        !cues.namesOne &&
        /\b(?:what|which things|what else|what all) (?:can|could|do|are|should|would) (?:you|i|we|assay|this (?:tool|thing|app|bot|assistant)) (?:\w+ ){0,2}?(?:do|ask|answer|tell|help|able|capable|know|query|cover|good|offer|for|say|handle|support)\b|\bwhat (?:kind|kinds|sort|sorts|type|types) of (?:questions|things|stuff|queries)\b|\bhow (?:do|can|should) (?:i|we) (?:use|work with|talk to|query|ask) (?:this|you|it|assay)\b|\bhow (?:can|could|do) you help\b|\bwho are you\b|\bwhat are you\b(?! (?:missing|not))|\bwhat is (?:assay|this (?:tool|thing|app|bot|site|page))\b|\byour (?:capabilities|features|abilities|limits|limitations)\b|\b(?:examples?|sample) (?:of )?(?:\w+ )?(?:questions|queries|prompts)\b|\bhow (?:does|do) (?:this|it|you|assay|this \w+) work\b|\bgetting started\b|\bwhat (?:am|are) (?:i|we) (?:able|supposed) to ask\b|\bwhat (?:services|sources|data|data sources) do you (?:cover|support|know|read|have|understand|look at|use)\b|\bcan you help\b(?= me$|$)|\bwhat questions\b|\bintroduce yourself\b|\bwhat is your (?:purpose|job|function)\b/.test(
          clause,
        )),
  },
  {
    kind: 'remediate',
    because: 'asks how to put something right',
    holds: (clause) =>
      new RegExp(
        `\\bhow (?:do|can|should|would|could|might|does|did) (?:i|we|you|one|someone|somebody|anyone|they) (?:\\w+ ){0,2}?${FIX}\\b|\\bhow to (?:\\w+ )?${FIX}\\b|\\bhow (?:is|are|was|can|should|would|could) (?:\\w+ |@\\w+ ){1,5}(?:be )?(?:fixed|remediated|resolved|closed|secured|rotated|removed|mitigated)\\b|\\bhelp (?:me|us) (?:to )?${FIX}\\b`,
      ).test(clause) ||
      /\bwhat (?:should|can|do|must|could|would) (?:i|we|you|one|they) (?:\w+ ){0,4}?do (?:about|with|to|against|on|first about)\b|\bwhat (?:is|are|would be) (?:the |a |your |our )?(?:\w+ )?(?:fix|fixes|remedy|remediation|solution|cure|way to (?:fix|close|resolve|remediate|stop)|steps?|next steps?)\b|\bsteps (?:to|for|needed)\b|\bremediat\w+\b(?! (?:since|last|this|yesterday))|\bfix for\b|\b(?:best|right|safest|quickest|fastest|easiest|proper|correct) way (?:to|of)\b|\bwho (?:should|has to|needs to|must|is going to|ought to|can|will|would|gets to|is supposed to|is responsible for|owns) (?:the )?(?:fix|fixing|fixes|remediat\w+|resolv\w+|clos\w+|handle|deal\w*|sort\w*|clean\w*|repair\w*)\b|\b(?:fix|remediation) (?:steps|plan|instructions|guidance|advice)\b|\bwalk me through\b|\bwhat does it take to\b|\bwhat (?:needs|has|would have) to (?:be done|happen|change)\b|\bwhat do (?:i|we) (?:need|have) to (?:do|change)\b|\bplan to (?:fix|close|remediate)\b|\bhow (?:hard|easy|long) (?:is|would|will|does) it (?:be |take )?to (?:fix|close|remediate|resolve)\b|\bhow do (?:i|we) go about\b|\badvice on\b|\bwhat now\b|\bshould (?:i|we) (?:delete|rotate|disable|remove|close|turn)\b/.test(
        clause,
      ),
  },
  {
    kind: 'explain',
    because: 'asks for a cause',
    holds: (clause) =>
      /^(?:(?:so|and|but|ok|okay|now|also|then|yes|hmm|any idea|explain|tell me|can you (?:explain|tell me|say)|could you (?:explain|tell me)|do you know|i (?:do not|want to) (?:know|understand)|help me understand|please explain|please tell me|i wonder|wondering),? )*(?:why|how come|what caused|what causes|what is (?:causing|driving|behind)|what (?:drove|drives|triggered|explains|made|led|pushed|sent))\b/.test(
        clause,
      ) && !/\bwhat made (?:the|most)/.test(clause),
  },
  {
    kind: 'posture',
    because: 'asks what could be read, and how fresh it is',
    holds: (clause, cues) =>
      has(cues, 'coverage', 'freshness') &&
      !/^(?:how many|count|number of)\b/.test(clause) &&
      !cues.comparesPeriods &&
      !(cues.subject === 'access_key'),
  },
  {
    kind: 'change',
    because: 'asks what is different',
    holds: (clause) =>
      /\bwhat(?: all| else)?(?: is| has| have| had| got)?(?: been)? (?:changed|changes|different)\b|\bdid anything change\b|\bhas anything changed\b|\banything changed\b/.test(
        clause,
      ) && !/\b(?:spend|spending|costs?|bill)\b/.test(clause),
  },
  {
    kind: 'compare',
    because: 'sets one against another',
    holds: (clause, cues, whole) =>
      !/\bwhy\b/.test(clause) &&
      (cues.comparesPeriods ||
        /\bcompar(?:e|ed|ing|ison)\b|\bversus\b|\bdifferences? between\b|\bstack up\b|\bside by side\b|\bdiffer(?:s|ence)? from\b|\b(?:month|week|year|quarter|day)[- ](?:over|on)[- ](?:month|week|year|quarter|day)\b|\b(?:wow|mom|qoq|yoy)\b|\b(?:more|less|higher|lower|better|worse|cheaper|fewer|bigger|safer|riskier) (?:\w+ ){0,5}than (?!(?:\d|a|an|one|two|three|six|ninety|expected|usual|it should|we thought|half)\b)/.test(
          whole,
        )),
  },
  {
    kind: 'explain',
    because: 'asks for a cause or a meaning',
    holds: (clause, cues, whole) =>
      /\bwhy\b|\bhow come\b|\bexplain\b|\broot cause\b|\bthe (?:reason|cause|driver|culprit|explanation)s?\b|\bwhat (?:caused|drove|triggered|made (?:our|the|it|my|aws)|led to|explains|accounts for|happened (?:to|with) (?:our|the|my) (?:\w+ )?(?:bills?|costs?|spend\w*))\b|\bwhat is (?:causing|driving|behind|responsible for|going on with|up with|wrong with|making|pushing|eating)\b|\bwhere (?:did|does|is|was) (?:the|that|this|our|all) (?:\w+ ){0,3}(?:spike|increase|jump|rise|cost|spend|money|surge|extra)\w* (?:\w+ )?(?:come|coming|from)\b/.test(
        clause,
      ) ||
      /\bwhat (?:do|does) (?:\S+ ){1,6}mean\b|\bwhat is the (?:\w+ )?(?:risk|danger|impact|consequence|problem|harm|point|meaning|issue|big deal|deal|threat|purpose)\w* (?:of|with|if|in|behind|when|here|from)\b|\bhow (?:does|do|is|are|could|would|can) (?:an? )?(?!(?:i|we|you|this|it|assay|our)\b)(?:\w+ ){1,5}(?:work|abuse|exploit|happen|attack|dangerous|affect|use)\b|\bhow (?:bad|serious|dangerous|risky|big a deal|worried|severe) (?:is|are|should|would)\b|\bwhat (?:happens|could happen|would happen|can happen|could go wrong|can go wrong)\b|\bwhat could (?:an|someone|somebody|they)\b|\bis it (?:bad|dangerous|ok|okay|safe|a problem|risky|normal|serious)\b|\bwhat is (?:an? |the )?(?:imds\w*|mfa|guardduty|cloudtrail|privilege escalation|confused deputy|s3 versioning|least privilege|public access block|block public access|a \w+(?: \w+){0,2})$/.test(
        clause,
      ) ||
      (has(cues, 'spike') && /\bwhat (?:happened|is going on|went|is up|is this)\b|\bwhat is with\b/.test(whole)),
  },
  {
    kind: 'trend',
    because: 'asks for a series over time',
    holds: (clause, cues) =>
      /\btrend(?:s|ing|ed)?\b|\bover time\b|\bevol(?:ve[sd]?|ving|ution)\b|\bhistor(?:y|ical|ically)\b|\btime ?line\b|\bday by day\b|\bweek by week\b|\bmonth by month\b|\btime series\b|\b(?:graph|chart|plot)\b|\btrajectory\b|\bcurve\b|\bcreeping\b|\bhow (?:has|have|did|is|are|was|were|does) (?:\S+ ){1,8}(?:changed|change|changing|grown|growing|grow|develop\w*|moved|moving|progress\w*|tracking|going (?:over|since)|look(?:ed|ing)? (?:over|across|for the (?:last|past)|since|in the (?:last|past)))\b/.test(
        clause,
      ) ||
      (has(cues, 'spend', 'spike') &&
        cues.subject === 'cost' &&
        /\b(?:daily|weekly|monthly|per day|per week|per month|by day|by week|by month|each day|each week|each month|every day|every week|every month)\b/.test(
          clause,
        ) &&
        !/\bbudget\b/.test(clause)) ||
      (/\b(?:is|are|has|have|keep|keeps|been) (?:\S+ ){0,6}?(?:rising|growing|going (?:up|down)|increasing|decreasing|climbing|dropping|falling|getting (?:better|worse|bigger|smaller|more expensive|cheaper)|improving|declining|gone (?:up|down)|slowly|steadily)\b/.test(
        clause,
      ) &&
        !/^(?:which|what|who)\b/.test(clause)),
  },
  {
    kind: 'count',
    because: 'asks for a number',
    holds: (clause) =>
      /\bhow many\b|\bhow often\b|\b(?:total |the )?number of\b|\bcount(?:s)?\b(?! on\b)|\bwhat (?:percentage|percent|share|fraction|proportion|portion|ratio)\b|\bhow much (?:of|storage|data|space|disk|capacity|ebs)\b|\btally\b|\btotal (?:users|buckets|instances|findings|volumes|roles|snapshots|keys)\b|\bwhat is the total (?!(?:cost|spend|bill|price)\w*)/.test(
        clause,
      ),
  },
  {
    kind: 'change',
    because: 'asks what is new, gone or different',
    holds: (clause, cues) =>
      !/^(?:who|whom)\b|\bwho\b(?! are new)/.test(clause) &&
      !/^(?:how do|how can|did (?:anyone|someone|anybody|somebody))\b/.test(clause) &&
      (/\bwhat(?: is| has| have| was| were)?(?: all)?(?: been)? (?:new|happened|happening|appeared|opened|resolved|fixed|reopened|closed|added|introduced|popped up|shown? up|gone|improved|degraded|moved|came up|come up)\b|\banything (?:new|different|happen\w*|interesting|changed)\b|\bany (?:changes|news|updates|movement|difference)\b|\bwhat (?:did|have|has) (?:i|we|you|the team|they) (?:miss|missed|fix|fixed|resolve|resolved|close|closed)\b|\bcatch me up\b|\bbring me up to (?:speed|date)\b|\b(?:changes?|changed|diff|delta|differences?) (?:\w+ ){0,3}(?:since|in the last|over the last|from|between|yesterday|today|this|last|overnight)\b|\bwhat(?: is| are)? (?:the )?changes\b/.test(
        clause,
      ) ||
        (/\b(?:new|newly|appeared|opened|resolved|fixed|re-?opened|closed|remediated|introduced|came back|went away|showed up|popped up|added|gone|been (?:created|removed|deleted))\b/.test(
          clause,
        ) &&
          /\b(?:findings?|issues?|alerts?|problems?|risks?|vulnerabilit\w+|things?|ones|anything|what|we|resources?|buckets?|users?|instances?|criticals?|threats?|detections?|roles?|misconfigurations?|keys)\b/.test(
            clause,
          ) &&
          (cues.hasTime || /\bnew(?:ly)?\b|\brecently\b|\blately\b|\byet\b|\bsince\b|\bso far\b/.test(clause)) &&
          !/\b(?:opened? (?:a|the|up|to|port)|is|are) (?:security|the world)\b/.test(clause) &&
          !/\bnew (?:region|account)\b/.test(clause))),
  },
  {
    kind: 'rank',
    because: 'asks what comes first',
    holds: (clause) =>
      /\b(?:biggest|largest|worst|top|highest|greatest|busiest|riskiest|costliest|priciest|heaviest|loudest|noisiest|oldest|newest|longest|lowest|smallest|least|scariest|nastiest|weakest|hottest|dearest|chattiest)\b(?!-)(?! (?:privileged?|privilege)\b)|(?<!at )\bmost\b(?! (?:of|recent|likely|probably|recently)\b)|\bprioriti\w*|\bpriorit(?:y|ies)\b|\brank(?:ed|ing|s)?\b|\bfix \w* ?first\b|\bfirst\?*$|\b(?:do|look at|tackle|address|focus on|deal with|fix|handle|start|worry about) (?:\w+ )?first\b|\b(?:start|begin) (?:with|fixing|first)\b|\bwhere (?:should|do|would|can) (?:i|we|you) (?:even )?(?:start|begin|look|focus)\b|\bshould (?:we|i) (?:be )?(?:worr\w+|care|focus|fix|tackle|concerned|look|afraid|scared|start)\b|\bworry(?:ing)? about\b|\bmain (?:risks?|problems?|threats?|issues?|concerns?|drivers?)\b|\bnumber one\b|\bkeep\w* (?:me|us|you) (?:up|awake)\b|\bmost at stake\b|\bshould (?:scare|worry|concern) (?:me|us)\b|\bhurt us\b|\bmovers\b|\bwhere (?:is|does|did) (?:\w+ )?(?:all )?(?:our|the|my) (?:\w+ )?(?:money|budget|spend) (?:go|going|gone|went)\b|\bwhere (?:can|could|should) (?:we|i) (?:save|cut)\b|\bwhat matters\b/.test(
        clause,
      ),
  },
  {
    kind: 'lookup',
    because: 'asks who did something, or about one thing',
    holds: (clause, cues) =>
      (DOER.test(clause) &&
        ACTED.test(clause) &&
        !/\bwho (?:was|were|got|gets) (?:\w+ )?(?:access ?)?(?:denied|throttled|refused|rejected|blocked)\b/.test(
          clause,
        ) &&
        !/\bwho (?:has|have|is|are|can|could|should|does|do|would)\b(?! (?:been |recently |just |ever )?(?:launched|launching|created|deleted|stopped|terminated|removed|changed|opened|shared|used|using|made|called|calling|running|modified|responsible|behind|disabled|turned|touched|accessed|logged|doing|assumed|started))/.test(
          clause,
        ) &&
        !/\b(?:which|what) (?:iam )?(?:users?|roles?) (?:has|have|is|are|can|do|does|not|with)\b/.test(clause) &&
        !/\bnot\b|\bnever\b/.test(clause)) ||
      ANYONE_ACTED.test(clause) ||
      /\bwhen (?:was|were|did|has|have)\b|\bby whom\b|\bwho (?:is|was|were) (?:responsible for (?:launching|creating|deleting|the)|behind)\b|\btell (?:me|us) (?:\w+ )?about\b|\bwhat (?:do|can) you (?:know|tell me) about\b|\b(?:details|information|info|everything|more) (?:on|about|for|of) (?:\w+ )?(?:\w+ )?@\w+|\bdescribe\b|\blook ?up\b|\bwho is @\w+|\bwhat is @\w+|\bwhat (?:did|has|have|was|is) @?(?:user|role|@user|@role|principal|@principal)\b|\bwhat (?:did|has|have|was|is) @(?:user|role|access_key|address|instance)\b|\bwhere (?:did|does|is|was) (?:@|it|they|that|this)/.test(
        clause,
      ) ||
      /\bwho(?:se)? (?:owns?|is the owner)\b|\bwhose\b|\bowners? of\b|\bwho (?:is|are) (?:the )?(?:owners?|responsible|accountable)\b|\bwhich team (?:owns?|is)\b|\bwho does @?\w+(?: \w+){0,3} belong to\b|\bwho (?:do|should|can) (?:i|we) (?:talk|ask|contact|call|speak|ping|chase)\b|\bwho (?:looks after|maintains|runs)\b/.test(
        clause,
      ) ||
      (cues.namesOne &&
        /^(?:(?:so|and|but|please|now|also|ok) )*(?:is|are|does|do|has|have|was|were|did|can|what|show|where|details|info|check|get|pull|how|@)/.test(
          clause,
        ) &&
        !/\bcosts?\b|\bspen[dt]\b|\bhow much\b|\bwhat (?:are|is) (?:the|our) \w+s\b|\bany\b|@(?:account|region|aws_service|tag)\b(?!.*@(?!account|region|tag))/.test(
          clause,
        )),
  },
  {
    kind: 'cost',
    because: 'asks for money',
    holds: (clause, cues) =>
      /\bhow much\b/.test(clause) ||
      (!has(cues, 'idle') &&
        MONEY.test(clause) &&
        (cues.subject === 'cost' ||
          /\bwhat (?:\S+ ){0,8}(?:cost|costs|costing|spend|spent|spending|bill|billed|pay|paying|paid|price|charged)\b|\b(?:costs?|spend(?:ing)?|price|bill) (?:of|on|for)\b/.test(
            clause,
          )) &&
        !(/^(?:show|list|find|which|who)\b/.test(clause) && cues.subject !== 'cost')),
  },
  {
    kind: 'posture',
    because: 'asks for the state of the whole',
    holds: (clause, cues) =>
      /\b(?:posture|overview|how (?:secure|safe|healthy|exposed|compliant|protected|covered|well) (?:are|is|do)|how are we doing|how do we (?:look|stand|fare|score|measure)|how (?:is|are) (?:our|the|my|things)(?: \w+){0,3}(?: looking| doing)?$|are (?:we|all (?:of )?(?:our|the)|our|both|the) (?:\S+ ){0,6}?(?:secure|safe|ok|okay|healthy|compliant|covered|protected|passing|good|exposed|under attack|being attacked|compromised|audit[- ]ready|hacked|breached|encrypted|enabled|logging|enforced|on|turned on|active|monitored|backed up|rotated)|(?:state|status|health|summary) of (?:our|the|my)|security (?:summary|state|status|score|overview)|compliance (?:status|score|posture|state)|give (?:me|us) (?:a|the) (?:\w+ )?(?:summary|overview|status)|do we (?:comply|pass|meet|satisfy))\b/.test(
        clause,
      ) ||
      (/^(?:(?:so|and|but|please|ok|okay|now|hey|hi|also|can you (?:check|confirm|tell me)|could you (?:check|confirm|tell me)|check|confirm|tell me|verify|do you know|i want to know|just checking),? )*(?:if |whether |that )?(?:is|are|does|do|has|have|did)\b/.test(
        clause,
      ) &&
        !/\b(?:are there|is there|do we have any|have we any|any)\b(?! (?:guardduty|cloudtrail))/.test(clause) &&
        (has(cues, 'enabled', 'root', 'password') ||
          /\b(?:everywhere|all|every|each|across|any region|any account|enabled|enforced|turned on|switched on|on by default)\b/.test(
            clause,
          ))) ||
      (has(cues, 'enabled') &&
        (/\b(?:where|everywhere|anywhere|coverage|status|check)\b/.test(clause) ||
          /\bany (?:\w+ )?(?:regions?|accounts?)\b/.test(clause)) &&
        !/^(?:which|list|show|who|how many)\b/.test(clause)) ||
      (has(cues, 'compliance') && /^(?:how|are|is|do|does|what is)\b/.test(clause)),
  },
  {
    kind: 'lookup',
    because: 'asks who did something',
    holds: (clause, cues) =>
      !has(cues, 'denied', 'throttled') &&
      /^(?:who|whom) (?!has|have|is|are|can|lacks?|does|do|still|all|else|had|not|never|with|without|owns|should|would|could|needs)\w+/.test(
        clause,
      ) &&
      !/\bnot\b|\bnever\b/.test(clause),
  },
  { kind: 'list', because: 'asks for the members', holds: (clause) => LISTING.test(clause) },
];
