/**
 * Different words for one thing, as people who run AWS estates say them. Each line is a concept; its phrases are
 * separated by ` | ` and compared as stems, longest first, so plurals and tenses need not be listed. A phrase may belong
 * to several concepts. The order of concepts is part of the local model: append, and raise its version.
 */
export const CONCEPTS: Record<string, string> = {
  // Who
  user: 'user | iam user | person | people | human | employee | member of staff | staff | colleague | login name',
  root: 'root | root user | root account | account owner | owner of the account | root credential | account root',
  role: 'role | iam role | assume role | assumed role | execution role | service role',
  group: 'iam group | user group | groups of users',
  principal: 'principal | caller | actor | identity',
  policy: 'policy | iam policy | permission policy | managed policy | inline policy | policy document | statement',
  permission: 'permission | right | entitlement | access right | grant | privilege | allow | authorise | authorize',
  admin:
    'admin | administrator | administrator access | administrative | administrative privileges | full access | full admin | superuser | super user | root equivalent | god mode | star on star | star star | wildcard | wild card | privileged | all actions | every action | unlimited rights | power user | elevated rights | total control | full control',
  escalation:
    'privilege escalation | escalate | escalation | escalate privileges | make himself administrator | become admin | grant itself | gain rights | elevate',
  least_privilege:
    'least privilege | excessive permission | too permissive | overly permissive | over privileged | overprivileged | broad rights',
  federation:
    'saml | sso | single sign on | federation | federated | identity provider | identity center | oidc | okta',
  third_party: 'third party | vendor | supplier | partner | contractor | outsider | external party',
  cross_account:
    'cross account | other account | another account | another aws account | outside account | foreign account | external account | account outside | external principal | trusted account | trust policy | trust relationship | trust',
  confused_deputy: 'confused deputy | external id | externalid | source account condition | source arn condition',
  support: 'support role | aws support | support case | support center | premium support',
  audit_role: 'security audit | securityaudit | auditor',

  // Proof of identity
  mfa: 'mfa | multi factor | multifactor | multi factor authentication | two factor | two factor authentication | 2fa | second factor | two step verification | second step | one time code | authenticator | authenticator app | totp',
  hardware_mfa:
    'hardware mfa | hardware key | hardware security key | security key | fido | fido2 | yubikey | u2f | passkey | hardware token | hardware device | virtual mfa',
  password: 'password | passphrase | passcode | login profile | pwd',
  password_strength:
    'password policy | password strength | password length | complexity | complexity requirement | password complexity | minimum length | minimum password length | weak password | strong password | guessable | brute force | uppercase | lowercase | upper case | lower case | symbol | special character',
  password_reuse: 'password reuse | reuse | reused | previous password | password history | remember password',
  expiry: 'expire | expiry | expired | expiration | never expire | lapse | outdated certificate | maximum age',
  login:
    'log in | login | logged in | sign in | signed in | signin | console access | console login | console sign in | authenticate | authentication | console password | management console',
  access_key:
    'access key | accesskey | api key | secret key | access key id | programmatic access | programmatic key | long lived key | long lived credential | static credential | static key | akia',
  credential: 'credential | key | access key | secret | token | password | api key',
  rotation:
    'rotate | rotation | key rotation | old key | aged key | renew | renewal | replace key | key age | older than 90 days | not changed | unchanged',
  two_keys:
    'two keys | two active keys | two active access keys | two access keys | second access key | both keys | several keys | more than one key | second key',
  temporary: 'temporary credential | short lived | session token | sts | session credential | roles instead',
  certificate: 'certificate | tls certificate | ssl certificate | server certificate | x509 | cert',
  initial_setup:
    'initial | set up | setup | sign up | at creation | when the user was created | at sign up | created together',

  // How it is used
  inactive:
    'dormant | inactive | unused | idle | stale | abandoned | forgotten | not used | never used | no longer used | not been used | no activity | silent | silence | disused | nobody uses | nobody uses anymore | not log in | never log in | not signed in | not sign in | never signed in | last used | last activity | leaver | left the company | zombie | dead | do not use | not in use',
  waste:
    'waste | wasted | idle | unused | not used | no longer used | not attached to anything | unused and paid | pay for nothing | paid for nothing | unattached | orphan | orphaned | zombie | left over | leftover | not attached | lying around | left behind | unassociated | unassigned | not associated | detached | available volume | still paying | still costing | still billed',
  stopped: 'stopped | switched off | turned off | powered off | shut down | halted | not running | off for',
  disabled:
    'disable | disabled | not enabled | not on | turned off | switched off | off | missing | not configured | suspended | inactive detector',
  enabled:
    'enable | enabled | turn on | turned on | switch on | switched on | activate | active | on everywhere | in force',
  old: 'old | outdated | aged | ancient | obsolete | legacy | previous generation | end of life | out of date | older than | years old | months ago | old generation',
  unpatched:
    'patch | unpatched | patching | vulnerable | vulnerability | cve | security update | base image | golden image',

  // Reach
  public:
    'public | publicly | exposed | exposure | open to the internet | open to the world | open to everybody | open to anyone | open to everyone | internet facing | internet exposed | world readable | world writable | reachable from the internet | reachable from outside | accessible from the internet | publicly accessible | anyone | anybody | everyone | everybody | all users | allusers | authenticated users | anonymous | unauthenticated | 0.0.0.0/0 | wide open | from anywhere | the internet | whole internet | whole world | the world | outside world | stranger | wild internet',
  public_block: 'block public access | public access block | bpa | publicaccessblock | block public',
  acl: 'acl | access control list | canned acl | object acl | bucket acl | legacy acl | grantee | bucket owner enforced | object ownership',
  firewall:
    'security group | firewall | firewall rule | ingress | ingress rule | inbound | inbound rule | sg | source range | allow list | whitelist | allowlist | network rule | cidr',
  network_acl: 'network acl | nacl | network access control list | subnet acl',
  default_group: 'default security group | default group | vpc default',
  port: 'port | tcp port | listening | listener | tcp',
  all_ports: 'all ports | any port | every port | all traffic | any protocol | all protocols',
  ssh: 'ssh | port 22 | secure shell | tcp 22 | 22 | bastion',
  rdp: 'rdp | remote desktop | port 3389 | terminal server | 3389 | windows login',
  remote_access:
    'ssh | rdp | remote desktop | remote access | administration port | management port | session manager | serial console | remote shell | telnet | shell access',
  database:
    'database | db | mysql | postgres | postgresql | mongodb | mongo | redis | oracle | sql server | sqlserver | cassandra | memcached | elasticsearch | kibana | rds | aurora | mariadb | data store | dynamodb',
  postgres: 'postgres | postgresql | 5432 | psql',
  mysql: 'mysql | 3306 | mariadb',
  public_ip:
    'public ip | public ip address | public address | public ipv4 | routable address | internet address | elastic ip',
  elastic_ip:
    'elastic ip | eip | elastic ip address | static ip | floating ip | floating address | reserved ip | unassigned ip | unassociated address | ip | ip address',
  network: 'vpc | subnet | route table | internet gateway | network | peering | transit gateway | routing | route',
  nat: 'nat | nat gateway | data processing | nat processing | natgateway',
  load_balancer: 'load balancer | elb | alb | nlb | elasticloadbalancing',
  dns: 'dns | route 53 | route53 | resolver | domain name | domain',

  // Things
  s3: 's3 | bucket | object storage | simple storage service | storage bucket | amazon s3 | storage',
  object: 'object | file | blob | document | upload | download',
  instance:
    'instance | ec2 instance | server | machine | virtual machine | vm | vms | box | boxes | host | node | compute | ec2 | workload',
  volume: 'volume | disk | ebs | ebs volume | block storage | drive | hard disk | block device | gp2 | gp3 | io1',
  snapshot: 'snapshot | ebs snapshot | disk copy | point in time copy | volume backup',
  image: 'ami | image | machine image | amazon machine image | base image | golden image',
  launch_template: 'launch template | user data | launch configuration | userdata',
  container: 'eks | kubernetes | k8s | ecs | fargate | container | pod | cluster',
  lambda: 'lambda | serverless | function',
  gpu: 'gpu | accelerator | p3 | p4d | p5 | g4dn | g5 | graphics | cuda | nvidia',
  ai: 'bedrock | llm | language model | sagemaker | model invocation | generative | foundation model | llm jacking | llmjacking',
  account: 'account | aws account | member account | sub account | linked account | organisation | organization',
  region: 'region | every region | all regions | multi region | regional | everywhere | unused region | new region',

  // Data protection
  encryption:
    'encrypt | encrypted | encryption | at rest | kms | cipher | encryption at rest | cmk | sse | sse s3 | sse kms | unencrypted | plaintext | plain text | not encrypted | default encryption | aes256 | aes 256',
  kms: 'kms | customer managed key | cmk | own key | key policy | kms key | aws kms | customer key',
  transit:
    'https | tls | ssl | http | plain http | in transit | secure transport | securetransport | unencrypted connection | encrypted connection | clear text | cleartext | eavesdrop',
  versioning:
    'version | versioning | object version | previous version | noncurrent version | overwrite | overwritten | undelete | recover object | recover',
  object_lock:
    'object lock | worm | immutable | immutability | retention | tamper proof storage | write once | compliance mode',
  ransomware:
    'ransomware | ransom | extortion | mass deletion | destroy data | malicious deletion | delete everything | wipe',
  mfa_delete: 'mfa delete | mfa to delete | delete protection',
  backup:
    'backup | back up | backed up | backs up | restore | recovery | disaster recovery | backup plan | recovery point | data loss | lose data',
  replication:
    'replicate | replication | second region | another region | cross region | copy of buckets | geographic copy | disaster recovery',
  lifecycle:
    'lifecycle | lifecycle rule | clean up | cleaned up | cleanup | pile up | transition | glacier | archive tier | infrequent access | retention rule | expire objects | storage class | multipart | grow forever | tiering | cheaper tier',
  leak: 'leak | leakage | exfiltrate | exfiltration | data breach | breach | data theft | steal data | stolen data | disclose | disclosure | customer data | personal data | pii | data exposure | confidential',
  sharing: 'share | shared | shared with | sharing | copied out | shared out | copy',
  secret:
    'secret | hard coded | hardcoded | embedded credential | plaintext secret | secrets manager | api token | parameter store | secret value',

  // Watching
  cloudtrail:
    'cloudtrail | cloud trail | trail | audit trail | audit log | api activity | api call | api history | management event | who did what | log of calls | trail log | event history',
  logs: 'log | logs | logging | audit | record | recorded | recording | trail | access log | server access log | activity log | flow log | log delivery',
  access_logs: 'access log | server access log | access logging | request log | who read',
  flow_logs: 'flow log | vpc flow log | traffic log',
  data_events:
    'data event | data events | object level | object level logging | getobject | putobject | read events | write events',
  log_integrity:
    'log file validation | log validation | integrity | tamper | tampered | tampering | tamper proof | digest | digest file | altered log | forged | evidence of tampering',
  cloudwatch: 'cloudwatch | cloud watch | alarm | metric | metric filter | detailed monitoring | real time alert',
  monitoring: 'monitor | monitoring | watch | watched | observe | detect | detection | alert | notify | notification',
  guardduty:
    'guardduty | guard duty | threat detection | detector | intrusion detection | ids | threat detector | detection service',
  threat:
    'threat | attack | attacker | intrusion | compromise | compromised | hacked | malicious | suspicious | incident | adversary | under attack | breached | intruder | hostile | active threat',
  malware:
    'malware | virus | trojan | malicious file | backdoor | rootkit | malware scan | malware protection | scanning',
  runtime: 'runtime monitoring | runtime | agent | process activity | runtime protection',
  mining:
    'mining | crypto | cryptocurrency | crypto mining | cryptomining | bitcoin | coin miner | miner | bitcointool | cryptojacking | monero | mining pool',
  recon:
    'reconnaissance | recon | enumerate | enumeration | enumerating | discovery | probing | probe | port scan | scanning | port probe | mapping the account | list everything',
  brute_force:
    'brute force | password guessing | failed login | many failed logins | failed sign in | password spray | credential stuffing',
  command_and_control: 'command and control | c2 | botnet | beacon | callback | dns tunnel',
  tor: 'tor | tor exit | anonymiser | anonymizer | proxy | unusual address | unfamiliar address | malicious ip | known bad',
  stolen:
    'stolen | steal | theft | leaked key | exfiltrated credential | instance credential | credential theft | hijack | hijacked | jacking | takeover | account takeover',
  anomaly:
    'anomaly | anomalous | unusual | never seen before | never used before | abnormal | unexpected | out of the ordinary | deviates | first time',
  denied:
    'denied | access denied | accessdenied | refused | unauthorised | unauthorized | unauthorizedoperation | forbidden | not permitted | no permission | not allowed | rejected',
  throttled: 'throttle | throttled | throttling | rate limit | rate exceeded | too many requests | slow down',
  stop_logging:
    'stop logging | stoplogging | stopped logging | delete trail | deletetrail | trail stopped | stopped the trail | disable trail | turn off logging | logging was stopped | blind | log stopped | no longer recording | switched off logging | audit switched off',
  config_service: 'aws config | configuration recorder | config recorder | config rule',
  metadata:
    'imds | imdsv1 | imdsv2 | metadata service | instance metadata | metadata endpoint | metadata | 169.254.169.254 | http tokens | httptokens | ssrf | server side request forgery',
  instance_profile: 'instance profile | instance role | ec2 role | carrying a role | role attached to the instance',
  ssm: 'ssm | systems manager | managed instance | session manager | run command | patch manager',

  // Doing
  launch:
    'launch | launched | start | started | spin up | spun up | provision | create instance | runinstances | run instances | boot',
  create: 'create | created | new | made | added',
  delete: 'delete | deleted | remove | removed | destroy | destroyed | terminate | terminated | drop | tear down',
  change: 'change | changed | modify | modified | update | updated | edit | edited | altered',
  fix: 'fix | remediate | remediation | mend | resolve | repair | correct | close it | how do i',
  owner: 'owner | ownership | who owns | responsible | owning team | contact | in charge | accountable | whose',
  compliance:
    'compliance | compliant | cis | benchmark | pci | pci dss | soc 2 | soc2 | nist | iso 27001 | regulation | auditor | gdpr | hipaa | fsbp',

  // Money
  cost: 'cost | bill | billing | spend | spent | spending | charge | charged | invoice | money | price | expense | pay | paying | paid | usd | dollar | budget | cost explorer | expensive',
  spike:
    'spike | jump | jumped | surge | soared | sudden increase | rise | rose | rising | went up | increase | increased | grew | growth | doubled | climb | climbing | peak | shot up | more expensive | trend up | creep | creeping',
  savings:
    'save | saving | savings | cheaper | reduce cost | cut cost | optimise | optimize | optimisation | optimization | rightsize | right size | reservation | reserved instance | savings plan | cut the bill',
  idle_compute:
    'idle instance | low utilisation | low utilization | underused | underutilised | underutilized | cpu | oversized | over provisioned',
  coverage:
    'coverage | not collected | could not be read | could not read | could not check | not checked | blind spot | unread | unknown state | missing permission | permission missing | cannot see | not visible',
  detailed_monitoring: 'detailed monitoring | one minute metrics | basic monitoring',
  unused_group: 'security group not used | unused security group | not attached to anything | not attached to any',
  launch_wizard: 'launch wizard',
  central:
    'centrally managed | central | delegated admin | delegated administrator | administrator account | organisation wide | organization wide | all regions',
};
