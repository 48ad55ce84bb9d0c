/** The words that call for each topic. Text is normalised and masked: contractions open, names replaced by `@bucket` and the like. */
import type { Topic } from './intent.ts';
import { phrases, phraseSource } from './language/phrases.ts';

const INTERNET = '(the )?(whole |open |public )?(internet|world|anyone|everyone|everybody|public|outside|web|all|any)';

/** Topics that their words alone decide. */
export const TOPIC_WORDS: [Topic, RegExp][] = [
  [
    'mfa',
    phrases`
      mfas?(?! delete)
      multi[- ]?factor
      (two|2)[- ]?(factor|step)( auth\w*| verification)?
      (one[- ]time|totp|otp) ?(codes?|passwords?|tokens?)?
      second factor
      authenticators?
      hardware tokens?
      (just|only|nothing but) (a |their |the )?passwords?`,
  ],
  [
    'admin',
    phrases`
      admin(s|istrators?|istrative)?
      administratoraccess
      privileged?( |-)escalat\w+
      escalat\w+ (their |its )?privileges?
      privileged
      over[- ]?privileged
      (full|unrestricted|unlimited|total) (access|rights|control|admin|permissions|power|powers|privileges)
      can do (anything|everything)
      do (anything|everything) (they|he|she) (want|wants|like|likes)
      (too (much|many)|excessive) (access|permissions|rights|privileges)
      super ?users?
      (overly|over|too)[- ]?(permissive|broad|powerful)
      (elevated|high|highly) (rights|privileges?d?|permissions|access)
      power users?
      god mode
      star (polic\w+|permissions?)
      wildcard (polic\w+|permissions?|access)
      keys to the kingdom`,
  ],
  [
    'access_keys',
    phrases`
      access[- ]keys?( ids?)?
      @access_key
      (api|secret) keys?
      programmatic (access|credentials?)
      (static|long[- ]lived|long[- ]term) (keys?|credentials?)
      keys?
      rotat\w+ (\w+ ){0,3}(keys?|credentials?)
      credentials? (\w+ ){0,3}(older|rotated|rotation)`,
  ],
  // The rules for passwords; "users with a password but no MFA" is not about them.
  [
    'password',
    phrases`
      passwords? (polic\w+|length|expir\w*|reuse|rules?|requirements?|rotation|age|strength|settings?|complexity)
      (minimum|maximum|require\w*) (\w+ )?(length|characters|password\w*)
      (weak|strong|old|long|short|reused|expired) passwords?
      (change[ds]?|changing|rotate[ds]?|reset) (\w+ )?passwords?
      passwords? (\w+ ){0,2}(older|expire\w*|reused|long|short|weak|rotated|changed)`,
  ],
  [
    'public',
    phrases`
      public(ly)?
      expos(e|ed|ure|ures|es|ing)
      open(ed)?( up)? (to|on|from|for) ${INTERNET}
      (is|are|wide|left) open to
      wide[- ]open
      to the (internet|world|public|whole world)
      internet[- ](facing|exposed|accessible|reachable|visible)
      world[- ](readable|writable|writeable|accessible|open)
      (facing|on|from|via|over) the (\w+ )?internet
      (reachable|accessible|visible|reached|available|readable|read|connect|accessed) (\w+ )?(from|by|to|over|on) ${INTERNET}
      0\.0\.0\.0(/0)?
      ::/0
      anonymous(ly)?
      unauthenticated
      without auth\w*
      open to (all|anyone|anybody)
      from anywhere
      (by|to) (anyone|anybody|everyone|everybody)
      (anyone|anybody|everyone|strangers) (on the internet |in the world |outside )?(can|could) \w+
      can (anyone|anybody|everyone|strangers|the (whole )?(world|internet)) \w+
      whole (internet|world)
      attack surface
      open (s3 |public )?buckets?
      (s3|buckets?|@bucket|ports?( \d+)?|ssh|rdp|@?security[_ ]groups?)( \w+){0,2} open(?! (a|an|the)\b)
      (?<!(anyone|anybody|someone|somebody|who|to) )open (ssh|rdp|ports?|security groups)
      leak(s|ing|ed|y)? (\w+ )?(data|files|objects)`,
  ],
  [
    'encryption',
    phrases`
      (un|de)?encrypt\w*
      kms
      clear ?text
      plain ?text
      https
      (tls|ssl)
      in transit
      secure transport
      sse`,
  ],
  [
    'versioning',
    phrases`
      (un)?version(ing|ed)
      object versions?
      mfa delete`,
  ],
  [
    'logging',
    phrases`
      (cloudtrail|trails?|access|flow|server|audit|stop\w*|disabl\w*|enabl\w*|start\w*|s3|bucket|is|are|off|on) logging
      logging(?! (in|on|into)\b)
      (audit|access|flow|server access|s3|vpc|dns|cloudtrail|event) logs?
      logging(?= in (@|every|all|each|any|our))
      logs(?! (in|on|into)\b)
      logged(?! (in|into|on|out|back))
      trails?
      log (files?|validation|delivery|groups?)
      data events
      (we|you|they) log(?! (in|on|into)\b)`,
  ],
  [
    'lifecycle',
    phrases`
      life[- ]?cycles?
      retention
      expir(y|ation|e) (rules?|polic\w+)
      object expir\w+`,
  ],
  [
    'backup',
    phrases`
      back(ed|ing)?[- ]?ups?
      (no|without( any)?|missing|recent) snapshots?
      (restore|recover)(d|ed|y|able)?
      replicat\w+`,
  ],
  [
    'imds',
    phrases`
      imds(v[12])?
      (instance )?metadata (service|endpoint|v[12])
      instance metadata`,
  ],
  [
    'gpu',
    phrases`
      gpus?
      graphics (cards?|instances?|machines?)
      (ml|machine learning|ai|training) (instances?|machines?|boxes|servers?)
      nvidia
      (p[345]|g[456])[a-z]{0,3}(\.\w+)?( |-)(instances?|machines?|boxes|servers?)
      accelerated (computing|instances?)`,
  ],
  [
    'unattached',
    phrases`
      un-?(attached|associated|assigned)
      (not|never|no longer) (\w+ )?(attached|associated|assigned|connected|hooked up)
      detached
      orphan\w*
      dangling
      available (volumes?|ebs|disks?|state|status)
      (state|status) available
      (attached|hooked up|connected) to (nothing|no instance|no instances|anything)
      loose (volumes?|disks?)
      floating around
      without (an? )?(attachment|instance)`,
  ],
  [
    'threat',
    phrases`
      (?<!(biggest|main|top|worst|greatest|largest|serious|security) )threats?(?! model)
      (under |being )?attack(s|ed|ers?|ing)?(?! surface)
      (crypto|bitcoin|coin|monero)[- ]?(currency )?(min(e|es|ing|ers?)|jack\w*)
      (mining|miners?)
      crypto
      malware
      compromis\w+
      hack\w*
      cryptocurrency
      intru(ders?|sions?)
      (security |active )incidents?
      abus(e|ed|ing)
      hostile
      bad (guys?|actors?)
      (someone|anyone|anybody|somebody) (in|inside) our accounts?
      suspicious
      malicious
      brute[- ]?forc\w*
      exfiltrat\w*
      breach\w*
      botnets?
      backdoors?
      trojans?
      recon(naissance)?
      ransom\w*
      port ?scan\w*
      command and control
      guardduty (\w+ ){0,2}(findings?|alerts?|detections?|results?|issues?|hits?|problems?)
      (findings?|alerts?|detections?) (\w+ )?(from|in|by|on|of) guardduty
      (flagged|reported|detected|found|raised|spotted|caught|seen) (by|in|from|with) guardduty
      guardduty (\w+ ){0,2}(saying|say|says|find|found|flag\w*|detect(ed|ing)?|report\w*|see|seen|saw|complain\w*|raise[ds]?|tell|pick(ed)? up|catch|caught)`,
  ],
  [
    'denied',
    phrases`
      (access ?)?denied
      accessdenied\w*
      denials?
      refus(ed|als?)
      rejected
      forbidden
      unauthori[sz]ed\w*
      not authori[sz]ed
      blocked (calls?|requests?|attempts?)
      (calls?|requests?|actions?|attempts?) (that |which )?(\w+ )?(failed|blocked|turned down|knocked back)
      failed (api )?(calls?|requests?)
      permission errors?
      403s?
      no permission
      not allowed to`,
  ],
  [
    'throttled',
    phrases`
      throttl\w+
      rate[- ]?limit\w*
      rate exceeded
      too many requests
      429s?`,
  ],
  [
    'savings',
    phrases`
      sav(e|es|ed|ing|ings)
      (cut|reduce|reducing|lower|bring down|trim|slash|shrink|decrease|optimi[sz]e|optimi[sz]ing|get down) (\w+ ){0,4}(bills?|costs?|spend|spending|money|charges|waste)
      (make|making|get) (\w+ ){0,3}cheaper
      (bring|get|drive|push|take) (\w+ ){1,4}down
      (spend|pay|paying|spending) less
      cheaper (way|ways|option|options|alternatives?)
      right[- ]?siz\w*
      (cost|spend) optimi[sz]ation
      over[- ]?(provisioned|sized)`,
  ],
  [
    'coverage',
    phrases`
      ${NOT_READ()}
      unable to (\w+ )?(check|read|see|collect|verify|scan|look|reach|access|evaluate)
      fail(ed|ing)? to (check|read|collect|verify|scan|reach|evaluate|fetch)
      not (permitted|collected|covered|scanned|allowed to (see|read|check))
      blind(( |-)?spots?| to)?
      (?<!(encryption|mfa|backup|rest|guardduty|logging|trail|cloudtrail) )coverage
      (coverage|visibility|data|collection|your) gaps?
      gaps? in (your|the|our) (data|coverage|visibility|collection)
      missing from (your|the|this) (data|answer|picture|view|report)
      (regions?|accounts?|collectors?|checks?) (\w+ )?(denied|refused)
      denied (regions?|accounts?|collectors?|checks?)
      (denied|refused) .{0,20}you (\w+ )?(collect|read|check)\w*
      un(checked|checkable|verified|scanned|verifiable|readable)
      missing permissions?
      permissions? (\w+ ){0,3}(missing|lack|lacking|short)
      (what|anything|which \w+|where) (\w+ ){0,3}(did|do|have|are) you (miss|missed|missing|skip|skipped|lack|lacking)
      skipped
      (no|limited|partial|full|complete) visibility
      (can|could) not see
      not have (access|permission|permissions|visibility)( to (check|read|see))?
      lack\w* (the )?permissions? to (check|read|see)
      you (were|are|got|get) (denied|refused|blocked)
      (denied|refused|blocked) (you|us|to you)
      inconclusive
      incomplete
      (no|missing|without) data (for|from|on|about)
      not (have|got) (any |the )?data
      could not be \w+
      not (be )?(reachable|visible|readable)( to you)?
      (do|did) you cover
      (do|did|can) you (\w+ )?(see|have|read|check) (all|everything|every\w*)
      (stop\w*|kept|keep\w*|prevent\w*|block\w*) you from \w+
      lack(s|ed|ing)? (the )?permissions?
      warning (status|state)
      @(region|account) (is |are )?(missing|absent|not there|empty)
      collectors? (\w+ ){0,2}(failed|fail|failing|broken|errors?|denied)
      failed collect\w+`,
  ],
  [
    'freshness',
    phrases`
      how (old|fresh|recent|current|up[- ]to[- ]date|stale|out of date|far behind|outdated) (is|are) (the |your |this |that |our |these |those |all )*(\w+ )?(data|information|evidence|findings?|picture|numbers?|figures?|costs?|answers?|view|results?|feeds?|collectors?|collections?|inventory|it|this|that|they|scan|snapshot of)
      stale (data|collectors?|sources?|evidence|reads?|information|collections?|feeds?)
      (collectors?|data|sources?|feeds?|evidence|collections?|information|numbers|picture|view) (\w+ ){0,4}(stale|out of date|outdated|behind|lagging|old|fresh|up[- ]to[- ]date|current|late|delayed|overdue|recent)
      last (\w+ ){0,3}(look|looked|collect|collected|collection|collections|sync|synced|refresh|refreshed|scan|scanned|run|ran|updated|read|checked|pulled|polled|ingested)
      freshness
      (last|latest) time (you|it|the data)
      age of (the|your|this|our) (\w+ )?(data|findings|evidence)
      how long ago (did|was|were|have) (you|the|we|it) (\w+ ){0,3}(collected|read|checked|synced|scanned|updated|look\w*|refresh\w*)
      outdated
      when (did|was|were|have|has|is) (\w+ ){0,5}(collected|refreshed|synced|pulled|scanned|polled|ingested|updated|collection|sync|refresh|scan)
      not been (run|refreshed|updated|collected|synced)
      behind schedule
      as of when
      (is|are) (\w+ ){0,3}up[- ]to[- ]date
      what is stale
      anything stale
      (fresh|recent|current|live) (enough|data)
      real[- ]?time`,
  ],
  [
    'owner',
    phrases`
      (?<!by |per |each )own(s|er|ers|ed|ership|ing)?(?! (accounts?|data|keys?|role|aws))
      (un-?owned|ownerless)
      responsible
      belongs? to
      whose
      accountable
      on the hook
      takes? care of
      in charge of
      (which|what) team (owns?|is|should|looks|has to|handles|maintains|runs|needs)
      who (do|should|can|would) (i|we) (talk|ask|contact|call|chase|ping|tell|speak|go|bug|poke|nag|email)
      who (should|has to|needs to|must|is going to|ought to|can|would|will|gets to|is supposed to) (fix|handle|deal|take|remediate|sort|look|close|clean)
      who looks after
      who (maintains|runs) (it|this|that|them|those)
      contact (person|for)
      (which|what) (squad|department|group of people)
      point person
      (the|its|their) contact
      point of contact`,
  ],
  [
    'risk',
    phrases`
      risk(s|y|iest|ier)?
      matters? (the )?most
      most (important|urgent|pressing|dangerous|serious|severe|critical|worrying|concerning|alarming|at stake)
      danger\w*
      priorit\w+
      worr(y|ied|ying|ies|isome)
      concern(s|ed|ing)?
      overview
      posture
      (rundown|tldr|briefing|summary) (of|on)
      (rundown|tldr|briefing)
      how (are we doing|secure|safe|healthy)
      are we (secure|safe|ok|okay|healthy|doing)
      (biggest|worst|main|top|serious|greatest|scariest|nastiest|number one|largest) (\w+ ){0,2}(problems?|issues?|threats?|concerns?|exposures?|weakness\w*|findings?|holes?|things?|vulnerabilit\w+|headaches?)
      (fix|tackle|address|do|handle|look at|work on) (\w+ )?first
      (fix|do|tackle) (just |only )?one thing
      first thing
      (start|begin) (with|first|fixing)
      where (should|do|would|can) (i|we|you) (even )?(start|begin|focus)
      keep\w* (me|us|you) (up|awake)
      urgent(ly)?
      scar(y|iest|e|ed)
      security (summary|state|status|overview)
      on fire
      which (\w+ ){0,2}(matters?|is worst|are worst|is the worst|are the worst|are most)
      focus (on )?first
      hurt us
      blast radius
      weak(est)?( spots?| points?| links?)?
      nightmares?
      nast(y|iest)
      should (i|we) (\w+ )?care
      needs? (\w+ )?attention`,
  ],
  [
    'network',
    phrases`
      @?security[-_ ]groups?
      ports?
      ssh
      rdp
      ingress
      egress
      firewalls?
      nacls?
      0\.0\.0\.0(/0)?
      network acls?
      inbound
      outbound
      subnets?
      (redis|mongo(db)?|mysql|postgres(ql)?|elasticsearch|kibana|telnet|ftp|memcached|cassandra|kafka|ldap|smb|sql server)`,
  ],
  [
    'sharing',
    phrases`
      shar(e|es|ed|ing)(?! of\b)
      cross[- ]account
      (other|another|external|foreign|third[- ]party|outside|unknown|strange) (aws )?accounts?
      outside (of )?(the |our )?(org\w*|accounts?|company)
      trust(s|ed|ing)?
      (can|could|may) (\w+ )?assume
      (be|is|are) assum(ed|able)( by)?
      external (principals?|parties|access)
      third[- ]part(y|ies)`,
  ],
  [
    'compliance',
    phrases`
      complian(ce|t)
      comply
      cis
      pci([- ]?dss)?
      soc ?2
      nist
      iso[- ]?27001
      hipaa
      fsbp
      gdpr
      benchmarks?
      frameworks?
      auditors?
      audits?(?! (logs?|trails?))
      (which|what|failing|failed|passing|our|security) controls
      mitre`,
  ],
  ['root', phrases`root(?! (cause|of the problem|volumes?|devices?))`],
  [
    'activity',
    phrases`
      activit(y|ies)
      busiest
      most active
      callers?
      talkers?
      (top|busiest|most active) (source )?(ips?|ip addresses|addresses)
      from @address
      @address (did|do|done|doing)
      (call|called|calling|connect\w*) from
      (did|has|have) (the )?(root|@\w+)( user| account)? (do|done|use|used|call|make|call)
      principals?
      actors?
      noisiest
      loudest
      (did|done|doing|does) what
      what (did|has|have|does|is|was) (the |our )?(\w+ )?@?(user|role|principal|access_key|address|instance|they|he|she|it)( @\w+)? .{0,16}(do|done|doing|been up to|up to|used for)
      been up to
      (made|make|makes|making) (the most |most |so many )?(api )?(calls|requests)
      most (calls|api calls|events|requests|actions)
      (api )?(calls|actions|events|requests) (were |was |are |that were |did |does |has |have )?(made |done |performed |run )?(by|from) (@(user|role|address|access_key|account)|the (user|role)|user|role|root)
      @(user|role|access_key|address|arn) (do|done|doing|did|make|made|change|changed|touch|touched|modify|modified|use|used|access(?! keys?)|accessed|call|called|run)
      (did|has) @(user|role|access_key|address) (\w+ )?(do|done|doing)
      @access_key (\w+ )?(used|been used)`,
  ],
];

/** "could you not check", "were not read", "have not been able to see". */
function NOT_READ(): string {
  return phraseSource`(could|can|were|was|did|have|are|has|do|does)( you| we| it| they| assay)?( been)? not (you |we |it |been |be |able to |get to |actually |really |yet )*(check(ed)?|read|see|seen|collect(ed)?|verif(y|ied)|scan(ned)?|look(ed)?( at)?|reach(ed)?|evaluat(e|ed)|inspect(ed)?|cover(ed)?|assess(ed)?|get into|get at|know|visible|permitted|allowed|access|run|complete[d]?|finish|execute)`;
}

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
  /(?<!\w)(?:cloudtrail|trails?|access|flow|server|audit|stop\w*|disabled?|enabled?|start\w*|s3|bucket|off|on|disabl\w*) logging(?!\w)|(?<!\w)(?:is|are) logging(?= (?:on|off|enabled|turned|active|switched))|(?<!\w)logging(?= in (?:@|every|all|each|any|our))/g;

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
  wast(e|ed|ing|age|eful)
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
