/** The nouns of each subject. Text is normalised and masked. */
import type { Subject } from './intent.ts';
import { phrases } from './language/phrases.ts';

/** Where two nouns begin at the same place the earlier in this list wins. */
export const SUBJECT_NOUNS: [Subject, RegExp][] = [
  [
    'access_key',
    phrases`
      access[- ]keys?
      @access_key
      api keys?
      (static|long[- ]lived|long[- ]term) (keys?|credentials?)
      keys
      key (?=rotation|older|age)`,
  ],
  [
    'security_group',
    phrases`
      @?security[-_ ]groups?
      firewalls?( rules?)?
      (inbound|ingress) rules?`,
  ],
  [
    'user',
    phrases`
      (admin|administrator|user|service|machine|human|iam|people's|dormant|inactive|privileged|stale|ghost|personal) (accounts?|users?|identities)
      (?<!busiest )users?(?! agents?)
      usernames?
      employees?
      people
      humans?
      colleagues?
      admins
      administrators
      logins? (?=without|that|who)
      (everyone|everybody|anyone|anybody|those) (who|that|with|without)`,
  ],
  ['role', phrases`roles?`],
  [
    'group',
    /(?<!security[- ]|log[- ]|target[- ]|scaling[- ]|resource[- ]|parameter[- ]|subnet[- ]|placement[- ]|^)\bgroups?\b(?! (?:by|it|them|that|this|these))/,
  ],
  ['bucket', phrases`buckets?`],
  ['policy', phrases`polic(y|ies)`],
  ['snapshot', phrases`snapshots?`],
  [
    'volume',
    phrases`
      volumes?
      disks?
      ebs(?! (snapshots?|default))`,
  ],
  ['image', phrases`(amis?|images?)`],
  [
    'address',
    phrases`
      elastic ips?
      ip addresses
      public ips?(?= (that|not|without|we|are|un))
      addresses
      @address
      (?<!elastic |public )ips`,
  ],
  [
    'vpc',
    phrases`
      @?vpcs?(?! (endpoints?|peering|flow logs?))
      virtual private clouds?`,
  ],
  ['nat_gateway', phrases`nat([- ]?gateways?|[- ]?gw)?`],
  [
    'instance',
    phrases`
      instances?(?! (metadata|profiles?))
      servers?(?! access)
      machines?
      box(es)?
      gpus
      ec2s
      hosts
      nodes`,
  ],
  ['trail', phrases`trails?(?! of)`],
  ['detector', phrases`detectors?`],
  [
    'collector',
    phrases`
      collectors?
      collections?
      collecting
      collected`,
  ],
  [
    'finding',
    phrases`
      findings?
      issues?
      problems?(?<!\ba problem)
      alerts?
      mis-?configurations?
      vulnerabilit\w+
      violations?
      detections
      weaknesses
      @finding_label
      @check
      checks`,
  ],
  [
    'event',
    phrases`
      (?<!@)events?
      @event_name
      (api |aws |cloudtrail )calls?
      calls
      callers?
      actions?
      api activity
      failed (console )?log-?ins?
      errors
      logins
      logons
      sign-?ins
      requests
      attempts`,
  ],
  ['account', phrases`(?<!@)(sub-?|member |linked |aws )?(?<!cross[- ])accounts?(?! activity)`],
  ['region', phrases`(?<!@|multi-|cross-)regions?`],
  [
    'cost',
    phrases`
      spend(s|ing)?
      spent
      costs?
      costing
      bill(s|ed|ing)?
      invoices?
      charges
      budget
      money
      pay(s|ing)?
      paid
      run rate
      dollars
      movers`,
  ],
];

/** Accounts and regions as places to look in, and addresses as something to break down by, are no subjects. */
export const SCOPE_PHRASES =
  /\b(?:in|across|over|for|from|within|on|to|about) (?:all|every|each|which|what|any|our|the|this|that|these|those|other|another|both)?(?: of)?(?: our| the| my)? ?(?:\w+ )?(?:(?:regions?|accounts?)\b(?! (?:activity|keys?|rights))|(?:ip )?addresses\b)|\b(?:and|from|with) (?:which|their|what|the)? ?(?:source )?(?:ips|ip addresses|addresses)\b|@account accounts?\b|@region regions?\b|\b(?:other|another|external|outside|foreign) (?:aws )?accounts?\b|\bin aws\b|\b(?:our|the|my|this) (?:whole |entire )?aws accounts?\b/g;

const CUT =
  '(?:accounts?|regions?|services?|users?|roles?|principals?|severity|status|checks?|days?|weeks?|months?|owners?|teams?|events?(?: names?)?|address\\w*)';

/** "by account and service". */
export const GROUP_PHRASES = new RegExp(
  `\\b(?:by|per|for each|for every|each|split by|grouped by|group by) (?:sub-?)?${CUT}(?:(?:,| and|, and) (?:by |per )?${CUT}\\b)*`,
  'g',
);
