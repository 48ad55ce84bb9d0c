/** Words the classifier knows: those worth mending a typo for, ordinary words never to be touched, and short forms. */

/** Words of the domain. A misspelt token near one of these becomes it. */
export const DOMAIN_WORDS: ReadonlySet<string> = set(`
  account accounts address addresses admin administrator administratoraccess administrators admins against amazon
  anomaly anyone april archived attached attack audit august backup backups before benchmark between biggest bill
  billing breach broken bucket buckets budget busiest changed changes cheaper check checked checks cloudtrail
  cloudwatch collect collected collector collectors compare compared compliance compliant compromised console cost
  costs count coverage created credential credentials critical crypto customer daily data december deleted denied
  detector detectors disabled dormant elastic enabled encrypted encryption event events everyone everywhere
  expensive explain exposed february find finding findings friday gateway gateways give group groups guardduty
  happened highest how idle image images inactive increase instance instances internet invoice january july june key
  keys largest launch launched launching lifecycle list logged logging login logins low machine machines malware
  many medium metadata miner mining monday month monthly months most much multi network never new november number
  october open opened owner owners owns password passwords people permission permissions permitted policies policy
  port ports posture previous principal principals privilege privileges production public quarter recent region
  regions remediate remediation removed reopened resolved resource resources responsible risk risks risky role roles
  root rotate rotated saturday savings script security september server servers service services severe severity
  shared sharing show since snapshot snapshots spend spending spent spike spiked staging stale started stopped
  storage sunday suppressed suspicious team teams tell terminated threat threats throttled throttling thursday today
  total traffic trail trails trend tuesday unassociated unattached unencrypted unused unusual user users version
  versioning versions volume volumes vulnerabilities vulnerability wasted wasting wednesday week weekly weeks what
  when where which why without worst year yesterday
`);

/** Common English words: never corrected, and never taken for the name of a user or a bucket. */
export const ORDINARY_WORDS: ReadonlySet<string> = set(`
  a able about above abroad abuse accessed accesses accessing accused acl acls across act acting active activities
  activity actual actually add added adjust administration administrative admit admitted affected after afternoon
  again agent agents ago agree alb alert alerts all allow allowed allows almost alone along already also always am
  amended ami amis among amount an analytics and announce annual annually anomalies anomalous another answer any
  anybody anything anyway apart api apis app appear appeared appears applied apply approve apps archive archives are
  area arn arns around arrive as ask asked assume assumed assumes assumption at attach attaches attachment
  attachments attacker attackers attempt attempts attend attribute available aware away aws back bad bahrain balance
  bald ball ban band base based basis be because become been begin being bell belong belongs below beside best
  better beyond big bigger bird bit blame block blocked board body book boost booted boots both bottom bought bounce
  bound boundaries boundary box boxes brackets brazil break bring broke broker brokers brought bucketing build built
  burn burned burning burst business but buy by cached california call called caller callers calling calls came can
  canada cancel cancelled cannot capital car care cares case cases cast catch cause caused causes certain cfo chance
  change changing charge charged charges chart chased cheap cheapest chips choose cidr cis ciso city claim claims
  class clean cleanup clear clearly click close closed closest closing cloud cluster clusters clutter code cold
  collapse colleague collecting collection collections column columns come comes coming command commit common
  company compiled complain complained complains complaints complete compromise compromises compute computed concern
  concerned concerns conditions config configuration configurations configured connect consume contact contacted
  contain container containers content contents contractors control controls convert cook cookie cool copied copies
  copy cores corporate correct costing costlier costliest costly could country couple course court cover covered
  craft crash crashed crazy create creates creation creations crept crossed crowd cto curious currency current
  currently curve cut damage dangerous dashboard database databases date dated dates day days deactivate deactivated
  dead deal dear dearest decide decommission decrease decreased default define defined delay delayed delegated
  delete deletes deletion deletions delivered delivery demand denial denials denies deploy deployed deployment
  deployments describe description design detach detached detail details detect detected detection detections
  determine dev developer devices devops diagnose did differ difference different differs difficult digest dinner
  dips direct disable disables disabling discount discover dismiss display distribute dns do document documents does
  dog doing dollar dollars domain domains done door dot double doubled doubling down downloads drain draw drift
  drill drive driven driver driving drop dropped dublin due dump during each earlier early earn ease east easy eat
  eating ebs ecr ecs edge effect efs eight either eks elb eleven else elsewhere email embarrassing employee empty
  enable encounter encrypt encrypts end ended ending ends enforce enforced enforcement engine engineer engineering
  english enormous enough ensure enter enterprise entire entirely entries entry equal equals error errors escalate
  escalated escalation escalations especially estimate evaluate even evening ever every everybody everyday
  everything evidence evolve evolved exact exactly example exceed exceeded exceeds except excess excessive exclude
  excluded excluding executive exfiltrate exhausted exist exists expand expansion expect expected expire expired
  expires expiring explains explanation explode exploded exploding exploit exploited export exported exporting
  exports expose exposes exposing exposure exposures extend extended external extra facing fact fail failed failing
  failover fails failure fair fall fallen falling false far fast favourite feature federated federation feel fetched
  few field fifteen figure file files film final finance fine finops fire first fiscal five fix fixed fixes fixing
  flagged flat flaw flaws float floating flow follow food for force forced forecast forget form forward found four
  fraction frankfurt free freeze french frequency frequent frequently fresh from front full fun function functions
  future game garbage gathered gave gb gdpr general generate generated generates genuine get gets getting gib girl
  git github given gives glance glaring globally go goal goes going gone good got governed government gpu gpus
  grabbed graceful gradually grand granted granting grants graph great green grew ground grouped grow growing grown
  growth guard guarded guardrails guess guy hack hacked had haiku half hammer hammering hand handed handle hands
  handy hang happen happening happens happier happy hard harden hardened hardware harm has hash hate have having he
  head headcount heads healthy heap hear heard heart heated heavy hefty held hello help helpful her here hey hi
  hidden high higher hijacked him himself hipaa his history hit hold hole holes home hook hooked hop hope host
  hosted hosting hosts hot hour hourly hours house however html huge human humans hundred hunt hunting hybrid
  hygiene i iam idea ideally identify identities identity idling if ignore ignored imds immediately impact impacted
  impacts important improve improves in incident incidents include included includes including incoming increases
  increasing incurred indeed indian indicate individual inform information infra infrastructure inherited initial
  inline input insecure inserted inside insight insights inspect installed instant instantiated instantly instead
  institute instructions integration intelligence intend intended intends interactive interesting interface internal
  internally interns interval into introduced intruder invented inventory investigate invite invocation invoices
  invoke invoked involve involved ip ireland is isolate isolated issue issues it italy item items its itself jakarta
  japan job jobs joined joke jump jumped jumps just keen keep keeps kept kicked kicks kill killed kind kinds kms
  knew knocked know known knows kubernetes label labelled labels lagging lambda landing lands language languages
  laptop large last lasted lasting late lately later latest launches law layer lead leads leak leaked leaking learn
  learned least leave leaving led ledger left legacy legit lend lens less let letter letters letting level licence
  life lifted light like likely limit limits line lines link links lint listed listing lists little live load local
  located location lock log logon logons logs london long longer look looked looking looks loose loosely lose losing
  loss lost lot lots loudest love lower lowered lowest lucky lunch made mail main mainly maintain maintenance major
  make makes making malicious man manage managed manager managers manual map mark market marketing match matched
  math matter matters maximum may maybe mb me mean meaning means meant measure meet member members membership
  memberships memory men mention mess message met metric metrics mfa mfas middle might migrate migrated milan mind
  mine minimum minor minus minute minutes misconfigured miss missed missing mistake mistakes misuse mobile model
  modelled modern modification modifications modified modifies modify moment money monitor monitoring more morning
  mostly mother mount mounted move moved moves movie moving msk multiple mumbai music must mute muted my myself nacl
  nacls name named names naming native nature near nearly need needed needing needs neglected neither net networking
  networks newest news next nice night nine nist nlb no nobody node nodes noisy non none nor normal normally north
  not notable note nothing notice noticed notices notify now numbers object objects obtain obvious obviously
  occasion occur occurred occurs odd of off offboard offer office official offline often ohio ok okay old older
  oldest on once one ones online only onto opener opening openings openly opens operate operating operation
  operations ops optimise optimize option or order ordered orders oregon organisation organization orphan orphaned
  orphans osaka other others otherwise otp our ours out outage outages outbound outdated output outs outside
  outstanding over overall overdue overnight overview owe owed own owned ownership owning packages page paid pain
  paired panel paper paris parked part particular parties parts party pass passed past paste pasted patch patched
  patches path pattern pay paying payments pays pci peak peaked pending per percent percentage perform performed
  performing perhaps period permissive permits person personal phase phone pick picked picture pile piled pipeline
  place placed plain plan planned plans platform play please plot plotted plus pod pods poem point policing poll
  polled poor pop popped popular pose posing position possible post posted postgres posts potential potentially
  pounds power preparing presence present presently press pretend pretty prevent prevented prevents previously price
  priced prices pricey pricing primary principle principles print prior prioritise prioritize priority private
  privileged probably probe probing problem problems process prod produce produced product productions productivity
  profile profiles programmatic programme progress prohibited project promote promoted prompt promptly proof proper
  properly properties property proposed protect protected protection protections protects prove proves provide
  provided provider providers provision provisioned provisioning publicly publish published pull pulled purchase
  purchased purge purpose push put python quarantine quarterly quarters query question questions quick quickest
  quickly quiet quite quota quoted racked racking raise raised raising ran random range rank ranked ranking ranks
  rapidly rate rated rather ratio rdp rds reach reachable reached reaching reacted read readable reader readers
  reading reads ready real really reason reasonable reasons reboot rebooted rebuild recall receive received receives
  recipe recommend recommendations recommended record records recover recovered recovery recreated red reduce
  redundant referenced refresh refreshed refunds refuse refused refuses refusing regarding regional register
  registered registry regular reject rejected related relation release released relevant relies reload reluctant
  rely remain remember reminder remote removal remove removes removing rename renamed render renewed rent repaired
  repeat replace replaced replaces replicated replication report reported reporter reporters reports represent
  request requests require required requirement requirements requires research reserve reserved reset residual
  resize resized resolve resolver resolves resolving responded response responses rest restart restored restrict
  restricts result results retained retention retire retired retrieve return returned returns reveal reverse revert
  review reviewed reviewing reviews revoke revoked rich rid ridiculous right rights ring rise rising riskier
  riskiest road robe roll rolled rolling rolls roof room rope rose rotates rotating rotation rote rough routed
  routes routine routing row rows rule ruled rules run running runs rural rush sad safe safely safer safest said
  sale sales same sample samples sandbox satisfied satisfy save saved saving say saying says scale scaled scaling
  scan scanned scanner scanning scans scare scared scarier scariest scary scattered scenario schedule scheduled
  schema scope scoped scopes scored scores scoring scripts search seat seats second seconds secops secret secrets
  section secure secured securely secures see seeing seek seem seemed seems seen segment seize selected sell selling
  send sense sensitive sent seoul separate separated separately serious serve serves session sessions set sets
  setting settings settle setup seven several severely shadow shady shape shaped shards share she shelf shell shift
  shifted ship shooting shops short shot should shoulder shown shows shut sibling sick side sign signal signals
  signed silence silenced silent similar simple simply singapore single sister sit site sitting situation situations
  six size sketchy skip skipped sky slack sleep sleeping slice sliced slide slight slightly slipped slot slow slower
  slowly small smaller smart snap sneak sneaky sns so soc social software sold solve solved solves some somebody
  someone something sometimes song soon soonest sorry sort sorted sought sound sounds source sources south space
  spaces spain spare spark speak speaking special specific speed spell spelled spelling spikes spiking spinning
  split sport spotted sprawl spread spreading sprint spun sqs squad squeeze sre ssh sso stable stably stack staff
  staged stages stagnant stake stakes stall stalled stamp stand standalone standing stands start starting starts
  state stated statement statements states statistics status stay stayed staying steady stealing stem step stepped
  steps stick sticks still stock stockholm stole stolen stood stop stopper stopping stops store stored stories
  storing story straight strange stranger street strict stricter strike string stripped strong stronger struck
  structure struggle sts stuck stuff style subject submit subnet subnets successful such sudden suddenly suffer
  sufficient suggest suggests suit suits sum summarise summarize summary summed super superuser superusers supplied
  support suppose supposed suppress sure surface surfaced surge surprise surprised survive survived survives suspect
  suspend suspended suspicion suspicions sustained swapped sweep swept switch switched sydney syntax system table
  tackle tackling tag tagged tags tail tails take taken takeover takes taking talk talkers talking tally tampered
  target tasks tax taxes tb tcp tech technique tells temp templates temporary ten tenant tenants tends term
  terminate termination terminations terms terraform test testify testing tests than thank thanks that the theft
  their them themed themselves then there therefore these they thin thing things think third this those though
  thought thousand thrash thread threads threaten threatened threatening three throttle throttles through throw
  thrown ticket tidy tidying tied tier tighten till tilt time timeline times tiny tipped tips tls to together toggle
  token tokens tokyo told tolerate toll tomorrow tonight tons too took tool top topics topped totals totp touch
  touched touches touching tough toward tower trace traces track tracked tracking trade trading trailing train
  trained transaction transfer transferred transfers transit translate travel travelling treat treated trees trial
  trials tricky tried tries trigger triggered triggers trim trimmed trip trivia trouble true trust trusted trusting
  trusts try trying tune tuned turn turned turns tv tweak twelve twice twisted two type types typical udp unable
  unattended unauthorised unauthorized unclear uncover under understand understood underused undo unexpected
  unexpectedly unified uniform unify unique unit unite units unknown unless unlike unlikely unload unlocked
  unprotected unresolved unrestricted unsafe unstable unsure untagged until untouched unwanted up upcoming update
  updated updates upgrade uploaded uploads upon upper upset uptick urgent us usable usage use used useful usernames
  uses using usual usually utilisation utilization validate validated value values variance variation various vary
  vast vendor verdict verification verified verifies verify versus very via view viewed violates violating violation
  violations virginia virtual visibility visible visit visits voice volunteer vote vpc vpcs vulnerable waf wait wake
  walk walked wall want wanted wants war warm warn was waste wasteful watch watching water way ways we weak weaker
  weakest weakness weaknesses wealth wear weather web website weekday weekdays weekend weighs weird well went were
  west whatever wheel whenever wherever whether while white who whole whom whose wide widest width wild will win
  wind window wine winner wins wiped wired wireless wish with withdraw withdrawn within witness woman won wonder
  word words work worked worker workers working workload workloads works world worried worry worrying worse worth
  worthless would wow wrap wreck write writes writing written wrong wrote yeah yearly yep yes yet you young your
  yours yourself zero zip zone zones zurich
`);

/** Short forms and slips that edit distance cannot reach. A value may be several words. */
export const SHORT_FORMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    nonprod: 'not in production',
    'non-prod': 'not in production',
    nonproduction: 'not in production',
    'non-production': 'not in production',
    acc: 'account',
    acct: 'account',
    accts: 'accounts',
    accs: 'accounts',
    addr: 'address',
    addrs: 'addresses',
    ct: 'cloudtrail',
    ce: 'cost explorer',
    gd: 'guardduty',
    'guard-duty': 'guardduty',
    sg: 'security group',
    sgs: 'security groups',
    secgroup: 'security group',
    secgroups: 'security groups',
    eip: 'elastic ip',
    eips: 'elastic ips',
    vol: 'volume',
    vols: 'volumes',
    snap: 'snapshot',
    snaps: 'snapshots',
    nats: 'nat gateways',
    natgw: 'nat gateway',
    inst: 'instance',
    vm: 'instance',
    vms: 'instances',
    creds: 'credentials',
    cred: 'credential',
    perms: 'permissions',
    privs: 'privileges',
    pw: 'password',
    pwd: 'password',
    '2fa': 'mfa',
    crit: 'critical',
    crits: 'criticals',
    sev: 'severity',
    vulns: 'vulnerabilities',
    vuln: 'vulnerability',
    svc: 'service',
    svcs: 'services',
    env: 'environment',
    envs: 'environments',
    info: 'information',
    yday: 'yesterday',
    yesterdays: "yesterday's",
    todays: "today's",
    ystd: 'yesterday',
    fortnight: '2 weeks',
    wk: 'week',
    wks: 'weeks',
    mth: 'month',
    mths: 'months',
    qtr: 'quarter',
    qtrs: 'quarters',
    yr: 'year',
    yrs: 'years',
    hrs: 'hours',
    mon: 'monday',
    tue: 'tuesday',
    tues: 'tuesday',
    weds: 'wednesday',
    wed: 'wednesday',
    thu: 'thursday',
    thur: 'thursday',
    thurs: 'thursday',
    fri: 'friday',
    sat: 'saturday',
    sun: 'sunday',
    avg: 'average',
    approx: 'about',
    pls: 'please',
    plz: 'please',
    thx: 'thanks',
    u: 'you',
    ur: 'your',
    r: 'are',
    y: 'why',
    w: 'with',
    'w/': 'with',
    'w/o': 'without',
    wo: 'without',
    teh: 'the',
    hte: 'the',
    taht: 'that',
    waht: 'what',
    wat: 'what',
    wht: 'what',
    hwo: 'how',
    hw: 'how',
    hom: 'how',
    wich: 'which',
    whcih: 'which',
    whihc: 'which',
    woh: 'who',
    whos: 'who is',
    whats: 'what is',
    wheres: 'where is',
    whens: 'when is',
    hows: 'how is',
    thats: 'that is',
    theres: 'there is',
    lets: 'let us',
    gimme: 'give me',
    wanna: 'want to',
    gonna: 'going to',
    gotta: 'have to',
    dont: 'do not',
    doesnt: 'does not',
    didnt: 'did not',
    havent: 'have not',
    havnt: 'have not',
    hasnt: 'has not',
    hadnt: 'had not',
    isnt: 'is not',
    arent: 'are not',
    aint: 'is not',
    wasnt: 'was not',
    werent: 'were not',
    wont: 'will not',
    cant: 'can not',
    cannot: 'can not',
    couldnt: 'could not',
    wouldnt: 'would not',
    shouldnt: 'should not',
    ive: 'i have',
    im: 'i am',
    vs: 'versus',
    v: 'versus',
    ppl: 'people',
    sth: 'something',
    bc: 'because',
    cuz: 'because',
    atm: 'right now',
    'vs.': 'versus',
    nd: 'and',
    '&': 'and',
    pub: 'public',
  }),
);

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).filter(Boolean));
}
