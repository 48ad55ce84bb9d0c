/** What a threat purpose (the first part of a finding type) means. Source of the list: Amazon GuardDuty User Guide, "Finding types". */
export interface PurposeText {
  /** Continues "…: ", e.g. `talks to a command server`. */
  summary: string;
  mechanism: string;
  consequence: string;
}

/** One per threat purpose. */
export const PURPOSES: Record<string, PurposeText> = {
  AttackSequence: {
    summary: 'several signs of one attack in a row',
    mechanism:
      'GuardDuty has joined several weak signals on the same credential, bucket or cluster into one sequence: getting in, looking around, staying, taking or destroying data. Each alone could be chance; in this order and this short time they hardly are.',
    consequence: 'Treat it as a running incident: the intruder is past the first step and acts now.',
  },
  Backdoor: {
    summary: 'is controlled from outside, or takes part in attacks on others',
    mechanism:
      'The resource talks with servers or in a way known from malware: it fetches orders from a command-and-control (C&C) server, or sends floods and spam to others. Software that you did not install runs on it, mostly through an unpatched service, a leaked key or a poisoned package.',
    consequence:
      'Everything on the resource, and everything its role may do, is open to the intruder. Attacks on others from your address bring complaints, blocking and suspension by AWS.',
  },
  Behavior: {
    summary: 'acts in a way it never did before',
    mechanism:
      'GuardDuty has learned what is normal for this resource and sees something else: a port it never used, a volume it never sent, a call it never made. It can be new software, or somebody who uses the resource for something new.',
    consequence: 'Unusual is not yet hostile, but data that leaves in unusual volume cannot be called back.',
  },
  CredentialAccess: {
    summary: 'somebody is after credentials',
    mechanism:
      'Calls or sign-ins were seen that serve to get at passwords, keys or tokens: secrets read in an unusual way, many failed database sign-ins followed by a success, requests for tokens of service accounts.',
    consequence: 'With a credential in hand the intruder needs no hole any more and moves on under a legitimate name.',
  },
  CryptoCurrency: {
    summary: 'mines cryptocurrency, or talks to a mining pool',
    mechanism:
      'The resource asks for the names of, or connects to, addresses of mining pools or cryptocurrency networks. Miners arrive through an unpatched application, an open management port, a poisoned image or a stolen key, and use all the processor time they can get.',
    consequence:
      'You pay for the computing, the real workload slows down, and the hole the miner came through is open for worse.',
  },
  DefenseEvasion: {
    summary: 'somebody hides traces or gets around detection',
    mechanism:
      'An action was seen whose use is to stay unseen: an unusual change to logging or monitoring, a process that hides or injects itself, DNS traffic that goes past the resolver GuardDuty can see.',
    consequence:
      'What follows will be harder to see and to prove. Assume that more has happened than the findings show.',
  },
  Discovery: {
    summary: 'somebody is finding out what there is',
    mechanism:
      'List and describe calls were made by a credential, or from an address, that does not normally make them. This is how an intruder learns which data, users and rights exist before acting.',
    consequence: 'It is the stage before theft; acting now costs a rotated key, acting later an incident.',
  },
  Execution: {
    summary: 'code of unknown origin was started',
    mechanism:
      'A process was started from a new binary, a reverse shell, a tool known from attacks, or malware was found on the disk. It shows that the intruder has reached the inside of the machine or container.',
    consequence:
      'The machine and its role are under foreign control; neighbours on the same network or cluster are next.',
  },
  Exfiltration: {
    summary: 'data is being carried out',
    mechanism:
      'Objects were read, or data was sent, in a volume, pattern or to an address that does not fit the past: mass reads with a stolen key, queries that carry data in DNS names, downloads from Tor or a known bad address.',
    consequence: 'Data may have left for good: expect duties to notify, and find out which records were touched.',
  },
  Impact: {
    summary: 'data or service is being destroyed, altered or misused',
    mechanism:
      'Calls were seen that delete, overwrite, encrypt or lock out, or traffic that misuses the resource against others: the aim stage of an attack, including ransom and sabotage.',
    consequence: 'Loss of data or service is happening or near; each hour makes recovery harder.',
  },
  InitialAccess: {
    summary: 'somebody may have found a way in',
    mechanism:
      'A first use of a credential or an exposed service was seen that looks like an intruder’s, not its owner’s.',
    consequence: 'If it is, the intruder has just begun: cutting access now is cheap.',
  },
  Object: {
    summary: 'an object contains malware',
    mechanism:
      'The malware scan of S3 found a known malicious file in an object. It came by an upload form, a partner’s delivery, a backup of an infected machine, or a compromised account.',
    consequence:
      'Whoever downloads or processes the object, customers included, runs the risk of infection from your address.',
  },
  Pentest: {
    summary: 'calls were made from a system built for attacks',
    mechanism:
      'The calls carry the mark of a Linux made for penetration tests (Kali, Parrot, Pentoo). Testers use these by order; so do intruders with a stolen key.',
    consequence: 'Unless a test was agreed for that day and credential, somebody is trying out a stolen key.',
  },
  Persistence: {
    summary: 'somebody makes sure to get back in',
    mechanism:
      'An unusual call was made that gives lasting access: a new user, key, policy, role trust, start-up script or privileged container.',
    consequence: 'Closing the first hole is not enough: the intruder comes back through the second door.',
  },
  Policy: {
    summary: 'a safeguard was lowered, or a bad practice was used',
    mechanism:
      'A setting was changed, or a credential used, against good practice: public access allowed, root user used, anonymous access to a cluster granted. No attack is needed for it, but many begin there.',
    consequence: 'Something is open or unprotected now that was not before; strangers need only find it.',
  },
  PrivilegeEscalation: {
    summary: 'somebody tries to gain more rights',
    mechanism:
      'Calls or processes were seen that serve to get more rights than were given: an unusual change of policies or roles, a container with access to its host, an escape from a container.',
    consequence: 'A small foothold becomes control of the account, the node or the cluster.',
  },
  Recon: {
    summary: 'somebody is probing',
    mechanism:
      'Calls from a known bad, Tor or unusual address take stock of the account, or hosts on the internet scan a port of the instance that is open to all. Probing is constant on the internet; it matters when what is probed is open or the caller holds a valid credential.',
    consequence:
      'An unprotected port will be tried by machines until something gives; a valid credential in strange hands is already a breach.',
  },
  Stealth: {
    summary: 'logging or protection was switched off to hide',
    mechanism:
      'A control that records or protects was removed or weakened: a CloudTrail trail stopped, the password policy relaxed, S3 access logs switched off. Intruders do it before the part that nobody is to see.',
    consequence: 'From then on there is a gap in the record; what happened in it may never be known.',
  },
  Trojan: {
    summary: 'shows the traffic of a trojan',
    mechanism:
      'The resource talks to addresses or asks for names known from trojans: stolen data drops, phishing, drive-by downloads, or generated names (DGA) that malware uses to find its server. Such software reads keys, files and input and hands them on.',
    consequence: 'Everything typed, stored or reachable on it must be taken for known to others.',
  },
  UnauthorizedAccess: {
    summary: 'somebody who should not is using it',
    mechanism:
      'A credential or host was used from an address or in a way that does not fit its owner: Tor, a list of known bad addresses, two far countries at once, an instance’s own credentials outside AWS, or password guessing against SSH and RDP.',
    consequence: 'The holder of the credential may not be the only one using it; everything it may do is at risk.',
  },
};

/** For purposes AWS adds after us. */
export const UNKNOWN_PURPOSE: PurposeText = {
  summary: 'a threat of a kind that is new to us',
  mechanism:
    'GuardDuty reports a type that this version does not know. Its own title and description are in the evidence, and its page in the GuardDuty User Guide explains what was seen.',
  consequence: 'Judge it by its severity until it is understood.',
};
