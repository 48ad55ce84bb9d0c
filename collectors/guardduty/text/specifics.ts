/** Words for particular finding types, where more can be said than purpose and resource tell. First match wins. */
export interface SpecificText {
  /** Matched against the whole type. */
  pattern: RegExp;
  title: string;
  mechanism: string;
  consequence?: string;
  /** A step to take before all others. */
  firstStep?: string;
}

export const SPECIFICS: SpecificText[] = [
  {
    pattern: /^CryptoCurrency:.*BitcoinTool/,
    title: 'Cryptocurrency mining (bitcoin tool)',
    mechanism:
      'A host asked for the name of, or connected to, an address used for mining Bitcoin or other coins. Unless you run a node on purpose, a miner was planted: through an exposed Docker, Redis, Jenkins or SSH port, an old web application, or a stolen key that started the instance just for this.',
    firstStep:
      'Check whether the instance itself was started by a stranger: look up its RunInstances event in CloudTrail.',
  },
  {
    pattern: /C&CActivity/,
    title: 'Talks to a command-and-control server',
    mechanism:
      'The host asked for or connected to a server that is known to command malware. Something on it takes orders from outside: the classic sign of a compromised machine (botnet, backdoor).',
  },
  {
    pattern: /DenialOfService/,
    title: 'Takes part in a denial-of-service attack',
    mechanism:
      'Large, uniform traffic leaves the host for one target over TCP, UDP or DNS: it is used to flood somebody else (DoS, DDoS), either by malware or as a reflector through an open service.',
    consequence: 'AWS may throttle or stop the instance, you pay for the traffic, and the victim complains to you.',
  },
  {
    pattern: /SSHBruteForce|RDPBruteForce/,
    title: 'Password guessing over SSH or RDP (brute force)',
    mechanism:
      'Many sign-in tries reach the instance’s SSH or RDP port, or leave it for others. Coming in, it is machine guessing against a port open to the internet; going out, the instance is infected and guesses elsewhere.',
    firstStep:
      'Look at the direction: ACTOR means your instance attacks others; TARGET means it is attacked. Close the port to the internet in either case.',
  },
  {
    pattern: /TorClient|TorRelay|TorIPCaller/,
    title: 'Use of the Tor network',
    mechanism:
      'Traffic goes to, or calls come from, the Tor network, which hides who is behind it. Businesses have hardly any reason for it; malware and intruders with stolen keys use it to stay unknown.',
  },
  {
    pattern: /InstanceCredentialExfiltration/,
    title: 'Instance credentials are used outside the instance',
    mechanism:
      'Temporary credentials that AWS made for an instance’s role were used from an address outside AWS or from another account. Somebody read them from the metadata service (by SSRF, a shell or a poisoned package) and works with them elsewhere.',
    consequence: 'The thief can do all that the role may do until the credentials expire or the sessions are revoked.',
    firstStep:
      'Revoke the role’s sessions now (deny on `aws:TokenIssueTime` before this moment): stopping the instance does not end them.',
  },
  {
    pattern: /ConsoleLoginSuccess\.B/,
    title: 'Console sign-ins from two far places at once',
    mechanism:
      'The same user signed in to the console from several places of the world within a short time. One person cannot be in both: a password is shared or stolen, or a VPN hides the true place.',
  },
  {
    pattern: /RootCredentialUsage/,
    title: 'Root credentials were used',
    mechanism:
      'A call was made with the root user of the account, which no policy limits. Everyday work never needs it; it is either an old habit, an old script, or somebody who has the root password or key.',
    firstStep:
      'Ask the holder of the root credentials; if it was not they, reset the root password, delete its keys and call AWS support.',
  },
  {
    pattern: /CloudTrailLoggingDisabled/,
    title: 'CloudTrail logging was disabled',
    mechanism:
      'A trail was stopped or deleted. It is the usual step before what nobody is to see: the audit log ends, alarms that rest on it stay silent.',
    firstStep:
      'Start the trail again (`aws cloudtrail start-logging`), then look up in the event history what the caller did next.',
  },
  {
    pattern: /PasswordPolicyChange/,
    title: 'The account password policy was weakened',
    mechanism:
      'The rules for console passwords were relaxed (length, reuse, expiry) or removed, so that weak passwords can be set from now on; intruders do it to give a user a password of their choice.',
  },
  {
    pattern: /BucketBlockPublicAccessDisabled|AccountBlockPublicAccessDisabled/,
    title: 'S3 Block Public Access was switched off',
    mechanism:
      'The block that keeps buckets private whatever their policies say was disabled. From now on an ACL or policy with a public grant takes effect at once.',
    firstStep: 'Switch the block on again, then see whether any bucket became public in the meantime.',
  },
  {
    pattern: /BucketAnonymousAccessGranted|BucketPublicAccessGranted/,
    title: 'An S3 bucket was opened to the public',
    mechanism:
      'A policy or ACL was changed so that everyone on the internet, or everyone with an AWS account, can use the bucket.',
    firstStep: 'Switch the bucket’s public access block on now; it closes ACL and policy at once.',
  },
  {
    pattern: /S3ServerAccessLoggingDisabled/,
    title: 'S3 server access logging was disabled',
    mechanism:
      'The bucket no longer records who reads and writes its objects. Unless it was a planned clean-up, somebody prefers that the next reads are not seen.',
  },
  {
    pattern: /Exfiltration:S3|AnomalousBehavior.*S3|S3\/AnomalousBehavior/,
    title: 'Unusual calls to S3 data',
    mechanism:
      'A credential read, listed or wrote objects in a way that does not fit its past: other buckets, other address, far more objects. Either a new job, or a stolen credential that copies data out.',
  },
  {
    pattern: /DNSDataExfiltration/,
    title: 'Data is carried out through DNS',
    mechanism:
      'The host sends long, ever changing DNS names to one domain: data is packed into the queries, because DNS is allowed out almost everywhere and seldom looked at.',
  },
  {
    pattern: /PortProbeUnprotectedPort|PortProbeEMRUnprotectedPort/,
    title: 'An open port is being probed',
    mechanism:
      'Known scanners reach a port of the instance that its security group opens to the internet. The probing is routine; the open port is the finding.',
    consequence:
      'Sooner or later the service behind the port has a hole or a weak password, and machines will try it within minutes.',
    firstStep:
      'Close the port to 0.0.0.0/0 in the security group, or put it behind a load balancer, VPN or Session Manager.',
  },
  {
    pattern: /Portscan/,
    title: 'Scans ports of other hosts',
    mechanism:
      'The instance tries many ports of other hosts in a short time. Unless it is a scanner by trade, somebody on it is looking for the next machine.',
  },
  {
    pattern: /SpamBot/,
    title: 'Sends spam',
    mechanism:
      'The instance sends mail in the manner of spam, on port 25 to many servers: it is infected or misused as a relay.',
    consequence: 'Your addresses land on block lists, and legitimate mail of yours is refused.',
  },
  {
    pattern: /MaliciousIPCaller|MaliciousIPAddress|CustomMaliciousIP/i,
    title: 'Calls from a known bad address',
    mechanism:
      'A credential was used, or a service reached, from an address on a list of known attackers (AWS’s own or yours). A legitimate user seldom sits there.',
  },
  {
    pattern: /^Pentest:/,
    title: 'Calls from a penetration testing system',
    mechanism:
      'The user agent names a Linux made for attacks (Kali, Parrot, Pentoo). If no test was ordered for this credential and day, a stolen key is being tried out.',
    firstStep: 'Ask the security team whether a penetration test is going on, with which credentials.',
  },
  {
    pattern: /AnonymousAccessGranted|SuccessfulAnonymousAccess/,
    title: 'Anonymous access to a Kubernetes cluster',
    mechanism:
      'The user `system:anonymous` was given rights, or made a successful call: everyone who reaches the cluster’s endpoint can act without signing in.',
    firstStep: 'Delete the role binding of `system:anonymous` and `system:unauthenticated`.',
  },
  {
    pattern: /ExposedDashboard|ExposedKubeflowDashboard/,
    title: 'A Kubernetes dashboard is exposed to the internet',
    mechanism:
      'The dashboard of the cluster is published by a load balancer: whoever opens the page can steer the cluster with the dashboard’s rights.',
    firstStep: 'Change the service of the dashboard to ClusterIP, and reach it by port forwarding only.',
  },
  {
    pattern: /PrivilegedContainer|ContainerWithSensitiveMount/,
    title: 'A container with power over its host was started',
    mechanism:
      'A container was started as privileged, or with a sensitive path of the node mounted. Whoever controls it controls the node, and with it all pods on it and the node’s role.',
  },
  {
    pattern: /ReverseShell/,
    title: 'A reverse shell was opened',
    mechanism:
      'A process connected its shell to an address outside: somebody types commands on the host now. Hardly any legitimate software does this.',
  },
  {
    pattern: /MaliciousFile/,
    title: 'Malware was found',
    mechanism:
      'A scan found a file known to be malicious. The evidence names the threat; how it came there (upload, image, dependency, intruder) is the question to answer.',
  },
  {
    pattern: /DGADomainRequest/,
    title: 'Asks for machine-generated names (DGA)',
    mechanism:
      'The host asks for names that look generated by an algorithm. Malware makes such names daily to find its server when known addresses are blocked.',
  },
  {
    pattern: /PhishingDomainRequest/,
    title: 'Asks for a phishing name',
    mechanism:
      'The host asked for a name that is used for phishing: somebody on it followed a link, or it is part of a phishing campaign.',
  },
  {
    pattern: /MetadataDNSRebind/,
    title: 'DNS rebinding against the metadata service',
    mechanism:
      'A name under foreign control resolves to the metadata address 169.254.169.254, so that software on the instance fetches the role’s credentials for the attacker. It works only where the old metadata version (IMDSv1) is allowed.',
    firstStep: 'Require IMDSv2 on the instance, and revoke the sessions of its role.',
  },
  {
    pattern: /CredentialAccess:RDS|RDS\/.*Login/,
    title: 'Unusual sign-ins to a database',
    mechanism:
      'Sign-ins to the database came from an unusual or known bad address, or a success followed many failures (password guessing).',
  },
  {
    pattern: /IAMUser\/AnomalousBehavior/,
    title: 'Unusual API calls by a credential',
    mechanism:
      'A credential made calls that neither it nor its peers make, judged by call, service, address, network and user agent together. The last part of the mechanism is in the evidence: which call, and what was unusual about it.',
  },
  {
    pattern: /AttackSequence:IAM\/CompromisedCredentials/,
    title: 'Attack sequence with compromised credentials',
    mechanism:
      'Several steps of one attack were made with the same credential: discovery, persistence, evasion, and access to or destruction of data, within a day. GuardDuty is confident that the credential is in foreign hands.',
    firstStep: 'Deactivate the credential or revoke the sessions now, before reading further.',
  },
  {
    pattern: /AttackSequence:S3\/CompromisedData/,
    title: 'Attack sequence against S3 data',
    mechanism:
      'Several steps of one attack led to S3 objects being read, carried out or destroyed: discovery, weakening of protection, then mass reads or deletions.',
    firstStep: 'Revoke the credential named, and switch on versioning or object lock for what is still there.',
  },
];
