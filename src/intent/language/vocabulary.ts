/** Words the classifier knows: those worth mending a typo for, ordinary words never to be touched, and short forms. */

/** Words of the domain. A misspelt token near one of these becomes it. */
export const DOMAIN_WORDS: ReadonlySet<string> = set(`
  which what where when why how many much show list count number tell give find people anyone everyone
  account accounts admin admins administrator administrators administratoraccess address addresses amazon anomaly
  attached attack audit backup backups benchmark bill billing biggest breach broken bucket buckets budget busiest
  changed changes cheaper check checked checks cloudtrail cloudwatch collect collected collector collectors compare
  compared compliance compliant compromised console cost costs coverage created credential credentials critical
  crypto customer daily data deleted denied detector detectors disabled dormant elastic enabled encrypted encryption
  event events everywhere expensive explain exposed finding findings gateway gateways guardduty group groups
  happened highest idle image images inactive increase instance instances internet invoice january february april
  june july august september october november december monday tuesday wednesday thursday friday saturday sunday
  key keys largest launch launched launching lifecycle logged logging login logins low machine machines malware
  medium metadata mining miner monday month monthly months most multi network never new open opened owner owners
  owns password passwords permission permissions permitted policies policy port ports posture principal principals
  privilege privileges production public quarter recent region regions remediate remediation removed resolved
  resource resources responsible risk risks risky role roles root rotate rotated savings script security server
  servers service services severity severe shared sharing since snapshot snapshots spend spending spent spike
  spiked staging stale started stopped storage suspicious suppressed archived reopened team teams terminated threat
  threats throttled throttling today total traffic trail trails trend unattached unassociated unencrypted
  unused unusual user users version versioning versions volume volumes vulnerabilities vulnerability wasted
  wasting week weekly weeks without worst year yesterday previous before against between
`);

/** Common English words: never corrected, and never taken for the name of a user or a bucket. */
export const ORDINARY_WORDS: ReadonlySet<string> = set(`
  a able about above across act active actual actually add added affected after afternoon again agent ago alert alerts
  all allow allowed allows almost alone along already also always am among amount an and another answer any anybody
  anything anyway apart api app apps are area around as ask asked at available aware away aws back bad balance base
  based basis be because become been begin being belong belongs below beside best better beyond big bit block blocked
  board body book both bottom bought box boxes break bring brought build built burn burned burning business but buy by
  call called caller calls came can cannot capital car care case cases cast catch cause caused causes certain chance
  change changing charge charged charges chart cheap choose city class clean clear clearly click close closed cloud
  code cold come comes coming command common company complete concerned concerns config configured connect contain
  control cook cool copy correct could country couple course cover covered crash create crazy currency current
  currently cut dangerous dashboard date dated dates day days dead deal dear decide default define delete describe
  description design detail details dev developer did differ difference different difficult dinner direct discount do
  document does dog doing dollar dollars done door dot double doubled down draw drive driven driver drop dropped due
  during each earlier early easy eat edge effect eight either eleven else empty enable end engine engineer english
  enough entire entirely equal error errors especially even evening ever every everybody everything exactly example
  except exist exists expect expected external extra fact fail failed failing fails failure fair fall false far fast
  favourite feature feel few field fifteen figure file files film final finance fine fire first five fix fixed flow
  follow food for force forecast forget form found four free french fresh from front full fun function functions
  future game gave gb general generate get gets getting girl given gives go goal goes going gone good got government
  gpu gpus graph great green grew ground grow growing grown growth guess guy had half hand handle hands happen
  happening happens happy hard harm has hate have having he head hear heard heart heavy held hello help helpful
  her here hey hi hidden high higher him himself his history hit hold home hope host hosts hot hour hours house
  however huge human hundred i idea if ignore ignored immediately impact important in include included includes
  including incident incidents incoming indeed information input inside instead instructions intend interesting
  into invite involved ip is issue issues it item items its itself job jobs joke just keep keeps kept kill killed
  kind kinds knew know known knows lambda language large last lasted late lately later latest law lead learn least
  leave led left legacy less let letter letters level life light like likely limit line lines link links little live
  load local location lock log logs long longer look looked looking looks lose loss lost lot lots love lower lucky
  lunch machine made main mainly major make makes making man manage managed manager map mark market match math matter
  matters may maybe me mean meaning means meant measure meet member members memory men mention message met middle
  might mind mine minor minute minutes miss missed missing model moment money more morning mostly mother move moved
  movie moving music must my myself name named names native nature near nearly need needed needs neither net news next
  nice night nine no nobody node nodes non none nor normal normally not note nothing notice now numbers object objects
  obvious odd of off offer office official often ok okay old older oldest on once one ones online only onto open opens
  operation operations option or order organisation organization other others otherwise our ours out outside over
  overall overview own owned owning page paid pain paper part particular parts party pass passed past pay paying
  payments people per percent percentage perhaps period person personal phone pick picture place plain plan play please
  plus poem point poor popular position possible potential power present press pretend pretty price prices primary
  print prior priority private probably problem problems process product programme progress project prompt proper
  properly protect protected prove provide provided public pull purpose push put python query question questions
  quick quickly quiet quite quota raise ran random range rank rate rather reach reached read readable ready real
  really reason reasons receive received recipe recommend recommendations record records recover red reduce refuse
  refused refuses regarding regular related relevant remain remember remote remove repeat report reports request
  requests require required rest restart result results return reveal reverse review rich right rights ring rise
  rising road room rose rule rules run running runs safe said sale same save saved saving say saying says scale scan
  scanned scope search seat second seconds secret secrets section secure see seeing seem seems seen sell send sense
  sent serious serve set sets setting settings setup seven several shape share she ship short should shown shows shut
  side sign signed similar simple simply single sister sit site sitting situation six size skip sleep slow slowly
  small smart so social software some somebody someone something sometimes song soon sorry sort sound source space
  speak special specific speed split sport stack stand standing start starting state stated statement states status
  stay steady step steps still stood stop stopping stops store stored stories story straight strange street strong
  stuff style subject such suddenly suggest sum summarise summarize summary super support suppose sure surge surface
  surprise switch switched system table tag tagged tags take taken takes taking talk tax tech tells ten term terms test
  tests than thank thanks that the their them themselves then there therefore these they thing things think third
  this those though thought thousand three through throw time times tiny to together told tomorrow tonight too took
  tool top touch touched toward track train translate travel tried trouble true trust try trying turn turned turns tv
  twelve twice two type types under understand understood unit until up update updated upon upset us usage use used
  useful uses using usual usually value values various verify very via view visible visit volume wait wake walk
  wall want wanted wants war warm warn was waste watch water way ways we weak weather web website well went were west
  whatever wheel whenever wherever whether while white who whole whom whose wide wild will win wind window wine
  winner wish with within woman wonder won word words work worked working works world worried worry worse worth would
  wow write writing wrong wrote yes yet you young your yours yourself zero
  acting cached calling claim closing costing costly east email facing fixing flagged frequency genuine git github
  gone grand granted grants granting haiku hack hacked handy hang hash heads healthy hosting hourly hybrid
  identify impacted improve incurred infra infrastructure initial insecure inspect intended interface introduced
  investigate kubernetes labelled lagging lasting layer leak leaked leaking limits listed listing lists located login
  machines maintain manual mess mess missing modern modified modify monitor monitoring naming needing noisy north
  obviously occurred optimise optimize orphan orphaned outbound outstanding overnight overdue owed patch patched
  path pattern peak pending picked pipeline platform posted present prevent previously priced prioritise prioritize
  programmatic prod promote proof provision provisioned pulled purchase quickest quoted reachable reading reasonable
  rebooted reboot refresh refreshed refusing rely removing rename render replace replaced reset resize resolve
  restrict review reviewed revoke revoked ridiculous rights rotating rotation rough routine row rows sandbox scanning
  schedule scheduled scored scripts seats sensitive separate session sessions shell shot sky skipped smaller sneak
  south spinning spun squad stands standalone staying stem stranger string successful suggests supposed surfaced
  suspect syntax tackle tackling talking target tasks temp temporary tends tenant terraform testing thanks thrown
  ticket tidy tied tier tighten timeline tokens tomorrow topped tracked trace treat trigger triggered trivia tuned
  typical unable unauthorized unauthorised unclear underused unexpected unknown unlike unlocked unprotected unsafe
  untagged unlikely urgent usernames validate vendor verified viewed visibility visits walked watching weaknesses
  weekend weird wins withdraw worrying wrap written yearly zone zones
  bigger ended ending ends front glance headcount hosted html hunt indian ireland italy japan jump jumped jumps
  kept labels lands laptop leaving mail managers mobile nature oregon ohio london paris frankfurt tokyo sydney mumbai
  singapore seoul stockholm dublin virginia california canada brazil spain milan zurich bahrain osaka jakarta
  terminate suppress logons logon broker brackets accused admit admitted adjust agree amended announce anomalous anomalies appear appeared appears applied apply
  approve archive archives arrive assume assumed assumes attach attaches attacker attackers attempt attempts attribute
  attend bald ball ban band bell bird blame boost booted boots bound bounce burst callers cancel cancelled cares
  chased cheap chips claim claims cleanup clusters clutter collapse collecting collection collections column columns
  commit compute computed compiled complain complained complains complaints complete compromise concern consume
  contact contacted container containers content contents control controls convert cookie copied copies cores corporate
  correct costlier costliest court coverage craft crashed crept crossed crowd curious curve damage database databases
  deactivate deactivated decrease decreased defined delay delayed delegated delete deletes delivered delivery demand
  denial denials denies deploy deployed deployment deployments detach detached detect detected detection detections
  determine devices diagnose differs digest dips disable disables disabling discover dismiss display distribute domain
  domains doubled doubling drain drift drill driving dump earn ease eating elsewhere embarrassing employee encounter
  encrypt encrypts enforce enforced enforcement enormous ensure enter enterprise entries entry equals escalate escalation
  escalated estimate evaluate everyday evidence evolve evolved exact exceed exceeded exceeds exclude excluded excluding
  executive exfiltrate exhausted expand expansion expire expired expires expiring explains explanation exploded exploding
  exploit exploited explode export exported exporting exports expose exposes exposing exposure exposures extend extended
  failover fallen falling fetched finance fixes flat flaw flaws float floating forced forward fraction freeze frequent
  frequently garbage gathered generated generates glaring globally governed grabbed graceful gradually grouped
  guard guarded guardrails hammer hammering handed happier harden hardened hardware heads heap heated hefty hijacked
  hole holes hook hooked hop hunting hygiene ideally idling impacts improves incoming increases increasing indicate
  individual inform inherited inline inserted installed instant instantly institute integration intelligence intends
  internal internally interval intruder invented inventory invocation invoices invoke invoked involve isolate isolated
  joined keen kicked kicks knocked label labels landing languages launcher launches leads learned ledger legit lend
  lens letting licence lifted lint load logs loose loosely losing lowered lowest maintenance malicious matched
  maximum metric metrics migrate migrated minimum minus misconfigured mistake mistakes modelled months mount mounted
  moves mute muted neglected network networking networks notable noticed notices notify obtain occasion occur occurs
  opener opening openly operate operating operator operators ops order ordered orders orphans outage outages outdated
  output outs outside owe packages paired panel parked parties paste pasted patches pays perform performed performing
  permissive permits phase pile piled placed plans planned pod pods policing poll polled pop popped pose posing
  post posts postgres pounds preparing presence prevents prevented pricey pricing principle principles probe probing
  produce produced profile profiles prohibited promoted promptly properties property proposed protection protections
  protects provider providers proves provisioning publicly publish published purchased purge quarantine quarters quota
  racking raising ranked ranking ranks rapidly rated ratio reaching reacted reader readers rebuild recall receives
  recommended recovered recovery recreated redundant referenced refunds refused regarding regional register
  registered registry reject rejected relation release released relies reload reluctant reminder removal removes
  renewed rent repaired replaces replicated replication reported reporter reporters reports represent requirement
  requirements requires reserved reserve residual resized resolver resolves resolving responded response responses
  restored restricts retained retention retire retired retrieve returned returns revert reviewing reviews rid rising
  robe roll rolled rolling rolls roof rope rotates rote routed routes routing ruled rural rush sad safely safer safest
  sample samples satisfied satisfy scaled scaling scanner scans scare scared scary scattered scenario scheduler schema
  scoped scores scoring secured securely secures seek seemed segment seize selected selling separated separately
  serves settle severely shady shadow shaped shards shelf shift shifted shooting shops shoulder sibling sick signal
  signals silence silenced silent situations sketchy slack sleeping slice sliced slide slight slightly slipped slot
  slower snap sneaky sold solve solved solves soonest sorted sought sounds sources spaces spare spark
  speaking speed spell spelling spikes spiking split spotted spread spreading sprint squeeze staff stages stake
  stakes stall stalled stamp starts statistics stayed stealing stem stepped stick sticks stock stole stolen stopper
  stops storing strict stricter strike string stripped stronger struck structure struggle submit subnet subnets
  suffer sufficient suit suits summed superuser superusers supplied surprised survive survived survives suspend
  suspended suspicion suspicions sustained swapped sweep swept tail tails tampered taxes technique tenants testify
  thread threads threaten threatened threatening thrash throttle throttles tidying till tilt tipped toggle token
  tolerate toll tons totals touching tough tower traces tracked tracking trade trading trailing trained transaction
  transfer transferred transfers transit travelling treated trees trial trials tricky tries trim trimmed trip
  triggers trusts tweak twisted unattended uncover undo unexpectedly unified uniform unify unique unite units unload
  unrestricted unresolved unsure untouched unwanted upcoming updates uploaded uploads upper usable utilisation
  utilization validated variance variation vast verdict verification verifies versions violates violating violation
  violations virtual visible voice volunteer vote vulnerable wasteful wealth weakest wear weekday weekdays weighs
  widest width wired wireless withdrawn witness worker workers worst worthless wreck yeah yep zip
  administration administrative exists instantiated insight insights multiple multi-factor mfas openings posture
  compromises priced
  productivity productions staged stagnant
  mfa iam imds api apis aws cis pci nist soc hipaa gdpr arn arns ebs ami amis acl acls nacl nacls cidr tcp udp dns tls
  kms sns sqs ecs eks ecr efs elb alb nlb waf msk vpc vpcs otp totp gib gb tb mb admin abroad offline totp ciso cto cfo
  termination terminations deletion deletions creation creations modification modifications talkers forecast
  peaked plot plotted ports potentially presently racked raised rdp rds ssh sso sts stuck sudden tally templates
  themed thin tips topics totals trying tune unless upgrade uptick vault vary versus walk wiped workload workloads
`);

/** Short forms and slips that edit distance cannot reach. A value may be several words. */
export const SHORT_FORMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
    ystd: 'yesterday',
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
