/** How things are set up, and what gets at them. One phrase a line; text is normalised and masked. */
import type { Topic } from '../intent.ts';
import { phrases } from '../language/phrases.ts';

const INTERNET = '(the )?(whole |open |public )?(internet|world|anyone|everyone|everybody|public|outside|web|all|any)';

export const EXPOSURE_WORDS: [Topic, RegExp][] = [
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
      (s3|buckets?|@bucket|ports?( \d+)?|ssh|rdp|@?security[_ ]groups?)( \w+){0,2} open(?! (a|an|the|findings?|issues?|alerts?|detections?)\b)
      (?<!(anyone|anybody|someone|somebody|who|to) )open (ssh|rdp|ports?|security groups)
      leak(s|ing|ed|y)? (\w+ )?(data|files|objects)`,
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
];
