/** The words that show what sort of answer is wanted. Text is normalised and masked. */
import { phrases, phraseSource } from '../language/phrases.ts';

/** What people do to put something right. */
const FIX = phraseSource`
  fix
  remediate
  resolve
  close
  secure
  lock down
  lock
  rotate
  remove
  delete
  enable
  encrypt
  stop
  clean up
  get rid of
  deal with
  handle
  address
  solve
  mitigate
  harden
  protect
  turn (on|off|it on|it off|this off)
  disable
  block
  sort (out|this|it|that)
  make (it|them|sure|this|that|these|those|the|our|@\w+|my|all)
  revoke
  restrict
  patch
  undo
  prevent
  tackle
  respond
  contain
  cut
  reduce
  lower
  (bring|get|drive|push) (\w+ ){0,3}down
  (spend|pay|waste) less
  save
  set up
  attach
  detach
  put
  add
  shut
  repair
  correct
  get (it|this|that|them|@\w+|the \w+|\w+) (fixed|sorted|closed|resolved|private|encrypted|compliant)
  release
  terminate
  trim
  shrink
  tighten
  improve
  migrate
  enforce
  unshare
  recover
  clear
  require
  switch
  upgrade
  move
  change
  give
  roll
  offboard
  decommission
  retire`;

export const SMALL_TALK =
  /^(?:help|hi|hello|hey|hey there|hi there|good (?:morning|afternoon|evening)|thanks?|thank you|thanks a lot|help me|help please|please help|\?+|hello there|yo)$/;

export const ABOUT_ASSAY = phrases`
  what (else |all |things )?(can|could|do|are|should|would) (you|i|we|assay|this (tool|thing|app|bot|assistant)) (\w+ ){0,2}?(do|ask|answer|tell|help|able|capable|know|query|cover|good|offer|for|say|handle|support)
  which (questions|things) (can|could|should|do)
  what (kind|kinds|sort|sorts|type|types) of (questions|things|stuff|queries)
  how (do|can|should) (i|we) (use|work with|talk to|query|ask) (this|you|it|assay)
  how (can|could|do) you help
  who are you
  what are you(?! (missing|not))
  what is (assay|this (tool|thing|app|bot|site|page|assistant))
  your (capabilities|features|abilities|limits|limitations|purpose)
  (examples?|sample) (of )?(\w+ )?(questions|queries|prompts)
  how (does|do) (this|it|you|assay|this \w+) work
  getting started
  what (am|are) (i|we) (able|supposed) to ask
  what (services|sources|data|data sources|aws services) (do|can) you (cover|support|know|read|have|understand|look at|use)
  what questions
  introduce yourself
  are you (a )?(bot|human|ai|real|able to)`;

export const HOW_TO_FIX = phrases`
  how (do|can|should|would|could|might|does|did|shall) (i|we|you|one|someone|somebody|anyone|they|the team) (\w+ ){0,2}?(${FIX})
  how to (\w+ )?(${FIX})
  how (is|are|was|can|should|would|could) (\w+ |@\w+ ){1,5}(be )?(fixed|remediated|resolved|closed|secured|rotated|removed|mitigated|made private|cleaned up)
  help (me|us) (to )?(${FIX})`;

export const REMEDY = phrases`
  what (should|can|do|must|could|would|shall) (i|we|you|one|they) (\w+ ){0,4}?do (about|with|to|against|on|first about|here)
  what to do (about|with)
  what (is|are|would be) (the |a |your |our )?(\w+ )?(fix|fixes|remedy|remediation|solution|cure|way to (fix|close|resolve|remediate|stop)|steps?|next steps?)
  steps (to|for|needed)
  remediat(e|ion|ing)
  fix for
  (best|right|safest|quickest|fastest|easiest|cheapest|proper|correct) ways? (to|of)
  who (should|has to|needs to|must|is going to|ought to|can|will|would|gets to|is supposed to|is responsible for|is on the hook for) (fix|fixing|fixes|remediat\w+|resolv\w+|clos\w+|handle|deal\w*|sort\w*|clean\w*|repair\w*|take care)
  who owns (the )?(fix|fixing|remediation)
  fix (steps|plan|instructions|guidance|advice)
  walk me through
  what does it take to
  what (needs|has|would have) to (be done|happen|change)
  what do (i|we) (need|have) to (do|change)
  plan to (fix|close|remediate)
  how (hard|easy|long) (is|would|will|does) it (be |take )?to (fix|close|remediate|resolve)
  how do (i|we) go about
  advice on
  what now
  should (i|we) (delete|rotate|disable|remove|close|turn)`;

/** A clause that opens with a why. */
export const WHY_FIRST =
  /^(?:(?:so|and|but|ok|okay|now|also|then|yes|hmm|any idea|explain|tell me|can you (?:explain|tell me|say)|could you (?:explain|tell me)|do you know|i (?:do not|want to) (?:know|understand)|help me understand|please explain|please tell me|i wonder|wondering|for what reason),? )*(?:why|how come|what caused|what causes|what is (?:causing|driving|behind)|what (?:drove|drives|triggered|explains|led|pushed|sent))\b|^what made (?!the most|most)/;

export const CAUSE = phrases`
  why
  how come
  explain
  root cause
  reasons? (for|behind|why)
  the (\w+ )?(reason|cause|driver|culprit|explanation)s?
  what (caused|drove|triggered|led to|explains|accounts for|made (our|the|it|my|aws|@\w+))
  which (\w+ ){1,3}(caused|drove|triggered) (the|this|that|our)
  what (happened|is going on|is up) (\S+ ){0,6}(bills?|costs?|spend\w*)
  what is (causing|driving|behind|responsible for|going on with|up with|wrong with|making|pushing|eating|happening with|with)
  where (did|does|is|was) (the|that|this|our|all|all that|all this) (\S+ ){0,2}(spike|increase|jump|rise|costs?|spend|money|surge|extra|\$) ?(\S+ ){0,4}(come|coming|from)
  (related|linked|connected|tied|due)( to| with|$)
  link\w*
  correlat\w+`;

export const MEANING = phrases`
  what (do|does) (\S+ ){1,6}mean
  what is the (\w+ )?(risk|danger|impact|consequence|problem|harm|point|meaning|issue|big deal|deal|threat|purpose|business impact)\w* (of|with|if|in|behind|when|here|from|to)
  how (does|do|is|are|could|would|can) (an? )?(?!(i|we|you|this|it|assay|our|the|october|november|@\w+)\b)(\w+ ){1,5}(work|abuse|exploit|happen|attack|dangerous|affect|use)
  how (could|would|can|might) (an? )?(attackers?|hackers?|someone|somebody|intruders?)
  how (bad|serious|dangerous|risky|big a deal|worried|severe|much of a problem) (is|are|should|would)
  what (happens|could happen|would happen|can happen|could go wrong|can go wrong|might happen)
  what could (an|someone|somebody|they|attackers)
  (blast radius|implications?|business impact|consequences?)
  is it (bad|dangerous|ok|okay|safe|a problem|risky|normal|serious|a big deal)
  what is (a|an) (\w+ ?){1,3}
  what is (imds\w*|mfa|guardduty|cloudtrail|privilege escalation|s3 versioning|least privilege|public access block|block public access|a security group)
  difference between (an? )?(\w+ ){1,2}and (an? )?\w+`;

export const WHAT_CHANGED = phrases`
  what( all| else)?( is| has| have| had| got)?( been)? (changed|changes|different)
  (did|has|have) (anything|something|much|things?|the \w+) changed?
  anything (changed|different)`;

export const SAYS_COMPARE = phrases`
  compar(e|ed|es|ing|ison)
  versus
  differences? between
  stack up
  side by side
  differ(s|ence)? from
  (month|week|year|quarter|day)[- ](over|on)[- ](month|week|year|quarter|day)
  wow
  mom
  qoq
  yoy
  (more|less|higher|lower|better|worse|cheaper|fewer|bigger|safer|riskier) (\w+ ){0,5}than (?!(\d|a|an|one|two|three|six|ninety|expected|usual|it should|we thought|half)(?!\w))`;

export const SERIES = phrases`
  trend(s|ing|ed)?
  over time
  evol(ve|ves|ved|ving|ution)
  histor(y|ical|ically)
  time ?line
  day by day
  week by week
  month by month
  month after month
  time series
  graph
  chart
  plot
  trajectory
  curve
  creep(s|ing)?
  how (has|have|did|is|are|was|were|does) (\S+ ){1,8}(changed|change|changing|grown|growing|grow|develop\w*|moved|moving|progress\w*|tracking|trended|going over|going since|look(ed|ing)? (over|across|for the (last|past)|since|in the (last|past)))`;

export const PERIODICALLY = phrases`
  daily
  weekly
  monthly
  (per|by|each|every) (day|week|month)`;

export const DRIFTING = phrases`
  (did|does|do) (\S+ ){1,5}?(get|become|go|grow) (cheaper|bigger|smaller|more expensive|worse|better|up|down)
  (is|are|has|have|keep|keeps|been) (\S+ ){0,6}?(rising|growing|going (up|down)|increasing|decreasing|climbing|dropping|falling|getting (better|worse|bigger|smaller|more expensive|cheaper)|improving|declining|gone (up|down)|slowly|steadily)`;

export const HOW_MANY = phrases`
  how many
  how often
  (total |the )?number of
  (percentage|percent|share|proportion|fraction) of
  counts?(?! on\b)
  what (percentage|percent|share|fraction|proportion|portion|ratio)
  how much (of|storage|data|space|disk|capacity|ebs)
  tally
  total (users|buckets|instances|findings|volumes|roles|snapshots|keys)
  what is the total (?!(cost|spend|bill|price))`;

export const WHAT_IS_NEW = phrases`
  what( is| has| have| was| were)?( all)?( been)? (new|happened|happening|appeared|opened|resolved|fixed|reopened|closed|added|introduced|popped up|shown? up|gone|improved|degraded|moved|came up|come up|broken|broke)
  anything (new|different|happen\w*|interesting)
  (has|have|did|is) (\w+ ){1,4}(improved?|worsened|degraded|gotten (better|worse)|got (better|worse))
  what (got|has got|has gotten|is getting) (worse|better)
  any (changes|news|updates|movement)
  what is (the )?(news|latest)
  (updates?|news|developments?) (\w+ ){0,2}(since|from|yesterday|today|this|last)
  (did|have|has) (we|they|the team) (fix|close|resolve|remediate)\w*
  what (did|have|has) (i|we|you|the team|they) (miss|missed|fix|fixed|resolve|resolved|close|closed)
  catch me up
  bring me up to (speed|date)
  (changes?|changed|diff|delta) (\w+ ){0,3}(since|in the last|over the last|from|between|yesterday|today|this|last|overnight)
  what (is |are )?(the )?changes`;

export const TURNED = phrases`
  new
  newly
  appeared
  opened
  resolved
  fixed
  re-?opened
  closed
  remediated
  introduced
  came back
  come back
  went away
  gone away
  showed up
  popped up
  been (created|removed|deleted|added)`;

export const TURNED_THING = phrases`
  findings?
  issues?
  alerts?
  problems?
  risks?
  vulnerabilit\w+
  things?
  ones?
  anything
  everything
  what
  we
  resources?
  @?buckets?
  @?users?
  admins?
  @?instances?
  stuff
  criticals?
  threats?
  detections?
  @?roles?
  misconfigurations?
  keys?
  snapshots?
  volumes?
  security groups?`;

export const SUPERLATIVE = phrases`
  (biggest|largest|worst|top|highest|greatest|busiest|riskiest|costliest|priciest|heaviest|loudest|noisiest|oldest|newest|longest|lowest|smallest|least|scariest|nastiest|weakest|hottest|dearest|chattiest)(?!-)(?! privileged?\b)
  (?<!at )most(?! (of|recent|likely|probably|recently)\b)
  prioriti\w+
  priorit(y|ies)
  rank(ed|ing|s)?
  (do|look at|tackle|address|focus on|deal with|fix|handle|start|worry about|work on|go after) (\w+ )?first
  (fix|do|tackle) (just |only )?one thing
  first thing
  (start|begin) (with|fixing|first)
  where (should|do|would|can) (i|we|you) (even )?(start|begin|look|focus)
  should (we|i) (be )?(worr\w+|care|focus|fix|tackle|concerned|look|afraid|scared|start)
  worry(ing)? about
  main (risks?|problems?|threats?|issues?|concerns?|drivers?)
  number one
  keep\w* (me|us|you) (up|awake)
  should (scare|worry|concern) (me|us)
  hurt us
  movers
  where (is|does|did) (\w+ )?(all )?(our|the|my) (\w+ )?(money|budget|spend) (go|going|gone|went)
  where (can|could|should) (we|i) (save|cut)
  what matters
  needs? (\w+ )?attention
  on fire`;

export const LISTING = phrases`
  which
  show
  list
  find
  display
  enumerate
  give (me|us)
  get me
  any
  (are|is) there
  do (we|i|you) have
  have we got
  do i have
  pull up
  names? of
  what (are|is) (the|our|my|all)
  what \w+s (are|have|do|has|were|can|lack|still|would|had|got)
  who (has|have|is|are|can|still|all|else|does|do|lacks|lack|had)`;

export const WHO_OWNS = phrases`
  who(se)? (\w+ )?(owns?|is the owner|owned)
  whose
  owners? of
  who (is|are) (the )?(owners?|responsible|accountable|in charge)
  (which|what) team (owns?|is|looks)
  who does @?\w+( \w+){0,3} belong to
  who (do|should|can) (i|we) (talk|ask|contact|call|speak|ping|chase)
  who (looks after|maintains|runs)`;

export const ONE_THING = phrases`
  when (was|were|did|has|have)
  by whom
  who (is|was|were) (responsible for (launching|creating|deleting|the)|behind)
  tell (me|us) (\w+ )?about
  what (do|can) you (know|tell me|say) about
  (details|information|everything|more) (on|about|for|of) (\w+ )?(\w+ )?@\w+
  describe
  look ?up
  (who|what) is @\w+
  what (did|has|have|was|is) (the |our )?(\w+ )?(@(user|role|access_key|address|instance)|user|role|principal)(?! (cost|spend))
  where (did|does|was) (@\w+|it|they|that|this)
  where did (the|these|those|this|that|our) (\w+ ){1,4}come from`;

export const WHOLE_STATE = phrases`
  posture
  overview
  (rundown|tldr|briefing)
  (security|morning|weekly|daily|status) report
  (guardduty|mfa|encryption|logging|cloudtrail|backup|encryption at rest) coverage
  how (secure|safe|healthy|exposed|compliant|protected|covered|well) (are|is|do)
  how are we doing
  how do we (look|stand|fare|score|measure)
  are (we|all (of )?(our|the)|our|both|the|all|@\w+) (\S+ ){0,6}?(secure|safe|ok|okay|healthy|compliant|covered|protected|passing|good|exposed|under attack|being attacked|compromised|audit[- ]ready|hacked|breached|encrypted|enabled|logging|enforced|turned on|active|monitored|backed up|rotated)
  (state|status|health|summary) of (our|the|my)
  (security|guardduty|mfa|encryption|logging|cloudtrail|compliance) (summary|state|status|score|overview|posture)
  give (me|us) (a|the) (\w+ )?(summary|overview|status)
  do we (comply|pass|meet|satisfy)`;

/** A yes-or-no question about everything at once. */
export const EVERYWHERE = phrases`
  everywhere
  anywhere
  everyone
  everybody
  all
  every
  each
  across
  any (region|account)
  enabled
  enforced
  (turned|switched) on
  on by default`;
