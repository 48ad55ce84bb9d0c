/** Words that call for a topic only together with others: see topics.ts. */
import { phrases } from '../language/phrases.ts';

/** Signing in, as an event. */
export const LOGIN = phrases`
  log(ged|ging|s)?[- ]?(in|ins|into)
  log(ged|ging)[- ]on(?! (for|in|all|every))
  log on to
  logons?
  sign(ed|ing|s)?[- ]?(in|ins|into)
  sign(ed)? on
  authenticat(e|ed|es|ions?)
  failed (console )?(auth\w*|attempts)`;

/** "is logging in" is about signing in, "is CloudTrail logging in every region" is not. */
export const LOGGING_NOUN =
  /(?<!\w)(?:cloudtrail|trails?|access|flow|server|audit|stop\w*|disabled?|enabled?|start\w*|s3|bucket|off|on|disabl\w*) logging(?!\w)|(?<!\w)(?:is|are) logging(?= (?:on|off|enabled|turned|active|switched))|(?<!\w)logging(?= in (?:@|every|all|each|any|our))|(?<!\w)logs?(?= in (?:@region|(?:all|every|each|which|any|other|our|multiple) (?:\w+ )?(?:regions?|accounts?)))/g;

/** Silence that is said outright. */
export const SILENT = phrases`
  inactive
  inactivity
  dormant
  abandoned
  gone (quiet|silent|dark)
  (been )?(silent|silence)
  sleeping
  asleep
  gone cold
  left the company
  ex-?employees?
  leavers
  (no|any) signs? of life
  ghost (users?|accounts?|admins?)
  stale (\w+ ){0,2}(users?|accounts?|admins?|credentials?|keys?|roles?|logins?|access|permissions?|iam|identit\w+)
  (users?|accounts?|keys?|roles?|credentials?) (\w+ ){0,3}stale`;

/** Silence that is said by negating use. */
export const NOT_SEEN = phrases`(not|never|no one|nobody|none|no longer|without|no|has yet to|have yet to|hardly|barely)( \w+){0,4} (log(ged|s|ging)?[- ]?(in|ins|on|into)|sign(ed|s|ing)?[- ]?(in|ins|on|into)|used?|using|active|activity|seen|touched|authenticated|show(n|ed)? up|accessed|usage|use|around|heard from)`;

export const UNUSED = phrases`
  un-?used
  not (been |being |in |get |getting )?(used|use)
  (nobody|no one) (is |has |ever )*us(es|ing|ed)
  never (been )?used
  not in use`;

export const LAST_SEEN_OVER =
  /\blast (?:used|active|seen|activity|logged|login|log ?in|signed)\b.*\b(?:older|more than|over|before|ago)\b|\b(?:older|more than|over|before|ago)\b.*\blast (?:used|active|seen|activity|logged|login|signed)\b/;

/** Who or what falls silent. */
export const PERSON = phrases`
  @?(users?|roles?|access_key)
  admins?
  administrators?
  accounts?
  keys?
  people
  anyone
  who
  credentials?
  logins?
  employees
  humans
  principals?
  permissions?
  polic(y|ies)
  identities
  security groups?`;

/** What costs money while nobody uses it. */
export const PAID_THING = phrases`
  @?(volumes?|instances?|snapshots?|images?)
  disks?
  ebs
  elastic ips?
  ips?
  addresses
  nat
  gateways?
  amis?
  servers?
  machines?
  storage
  resources?
  stuff
  things?`;

export const IDLE = phrases`
  idl(e|ing)
  wast(e|es|ed|ing|age|eful)
  under-?(used|utili[sz]ed)
  doing nothing
  not doing anything
  sitting (around|there|idle)
  zombies?
  stopped (instances?|servers?|machines?)
  (instances?|servers?|machines?) (\w+ ){0,4}stopped (for|over|more|since|longer)
  (low|no) (cpu|utili[sz]ation)
  for nothing
  paying for (\w+ ){0,4}(not|nobody|no one|never)
  forgotten (resources|instances|volumes|snapshots)
  still (cost|costs|costing|paying|paid|billed|being billed|charged)`;

/** A service or a guard, switched on or off. */
export const ENABLED = phrases`
  enabled?
  enabling
  disabled
  (turned|switched|is|are|been) (\w+ ){0,2}(on|off)
  (have|has) (\w+ ){1,3}(on|off)$
  activated?
  deactivated
  enforced
  active
  running
  in place
  set up
  configured
  everywhere
  anywhere
  all (our |the |of our |of the )?(aws )?(regions|accounts)
  (every|each|any|all) (single )?(aws )?(regions?|accounts?)
  (on|off) (in|for|across|everywhere|anywhere)
  (without|no|lack(s|ing)?|missing|have|having|has no|covered by|running|uses?|using) (\w+ )?(guardduty|cloudtrail)
  guardduty (is |was |been )?(on|off)
  guardduty (\w+ )?(coverage|cover\w*|missing|status)
  (guardduty|cloudtrail) (up|on|off)`;

export const ENABLEABLE = phrases`
  guardduty
  cloudtrail
  detectors?
  trails?
  threat detection
  (is|are|do|does|has|have) (\w+ ){0,5}(logging|versioning|encryption|monitoring|protection|aws config|security hub|block public access) (\w+ ){0,3}(enabled|on|turned on|everywhere|in all|enforced)
  default encryption
  (malware|runtime|s3|rds|lambda|eks) (protection|monitoring)`;

/** A deed without a topic of its own: "who changed the role". "Who made it public" is about what is public. */
export const SOME_DEED = phrases`
  who (called|invoked|ran|used|assumed|touched|accessed|assumes|uses|calls|changed|modified|edited|updated|made|attached|granted|rotated)
  (anyone|anybody|someone|somebody) (call|called|invoke|use|used|assume|assumed|touch|touched|access|accessed|change|changed|modify|modified)`;
