import type { ExposedService } from './exposed-service.ts';

/** Ways to log in to a machine or to its files. */
export const REMOTE_ACCESS: ExposedService[] = [
  {
    name: 'SSH',
    alsoKnownAs: 'SSH, SFTP, secure shell, port 22',
    instance: {
      id: 'ec2_instance_port_ssh_exposed_to_internet',
      ports: [22],
      transports: ['tcp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22',
      ports: [22],
      severity: 'high',
      references: 'CIS6 6.3,6.4; CIS7 6.3,6.4; FSBP EC2.13; N53×17; SOC2×2; PCI4×6; ISO22×3; ATTACK×5',
    },
    runs: 'SSH gives a shell, file transfer and port forwarding on Linux machines.',
    attack:
      'Scanners find an open port 22 within minutes of it appearing. Bots then try default user names with leaked passwords and stolen keys without pause, and a flaw in the SSH server itself (such as the 2024 OpenSSH race known as regreSSHion) needs no credential at all. From a shell the attacker asks the metadata service for the role of the machine and moves on into the account and the private network.',
    consequence:
      'One guessed password or one forgotten key is a foothold inside the network: data theft, ransomware or crypto-mining on your bill. Auditors for CIS, PCI DSS and SOC 2 name open SSH explicitly, so it also costs the next audit.',
    instead: [
      'Let people in through Session Manager (`aws ssm start-session --target <instance-id>`) or EC2 Instance Connect Endpoint: neither needs an inbound rule or a public address, and both log who came.',
      'Where SSH must stay, allow only the range of the office or VPN, or the security group of a bastion host, and switch password login off (`PasswordAuthentication no`).',
    ],
    afterwards:
      'Read the authentication log (`/var/log/auth.log` or `/var/log/secure`) for logins that you cannot explain, and replace keys in `authorized_keys` that nobody owns.',
    ownerHint:
      'The team in the `team` or `owner` tag; otherwise whoever operates the instance, with the platform team for the move to Session Manager.',
  },
  {
    name: 'RDP',
    alsoKnownAs: 'RDP, Remote Desktop, Windows remote access, port 3389',
    instance: {
      id: 'ec2_instance_port_rdp_exposed_to_internet',
      ports: [3389],
      transports: ['tcp', 'udp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389',
      ports: [3389],
      severity: 'high',
      references: 'CIS6 6.3,6.4; CIS7 6.3,6.4; FSBP EC2.14; SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'Remote Desktop gives the full screen of a Windows server, usually to an administrator.',
    attack:
      'Open Remote Desktop is the classic way in for ransomware crews: they buy or guess a Windows password, sign in like an employee, switch the virus scanner off and spread through the domain. Flaws before sign-in (BlueKeep, CVE-2019-0708) have given full control without any password, and login attempts by the thousand lock real users out.',
    consequence:
      'A single weak Windows password can end in an encrypted server estate and days of downtime. Cyber insurers ask about internet-facing RDP and may refuse a claim over it.',
    instead: [
      'Use Fleet Manager Remote Desktop or a Session Manager port forward (`AWS-StartPortForwardingSession` to 3389): no inbound rule is needed.',
      'Where a gateway is wanted, put a Remote Desktop Gateway with MFA in front and allow 3389 from its security group only; require Network Level Authentication on the server.',
    ],
    afterwards:
      'Look for event ids 4625 (failed) and 4624 type 10 (remote interactive) in the Windows security log, and reset local administrator passwords.',
    ownerHint: 'The Windows or Active Directory team; otherwise the team in the `team` tag of the instance.',
  },
  {
    name: 'Telnet',
    alsoKnownAs: 'Telnet, plain-text terminal, port 23',
    instance: {
      id: 'ec2_instance_port_telnet_exposed_to_internet',
      ports: [23],
      transports: ['tcp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_telnet_23',
      ports: [23],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'Telnet is a terminal without encryption, found on appliances and very old systems.',
    attack:
      'User name and password cross the internet in clear text, so whoever sees the traffic has them. Botnets of the Mirai family scan port 23 all day with a short list of factory passwords and take a device over in seconds.',
    consequence:
      'The machine becomes part of a botnet and attacks others from your addresses, which brings abuse reports, blocked addresses and traffic charges. No standard accepts clear-text administration.',
    instead: [
      'Stop the Telnet service (`systemctl disable --now telnet.socket`, or remove the Windows feature) and use SSH through Session Manager.',
      'Where an appliance knows only Telnet, reach it through a VPN or a bastion inside the VPC.',
    ],
    afterwards:
      'Treat every password that was ever typed over this port as known to others, and change it everywhere it was used.',
    ownerHint: 'The owner of the appliance or legacy system; the network team if nobody claims it.',
  },
  {
    name: 'FTP',
    alsoKnownAs: 'FTP, file transfer, ports 20 and 21',
    instance: {
      id: 'ec2_instance_port_ftp_exposed_to_internet',
      ports: [20, 21],
      transports: ['tcp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_ftp_20_21',
      ports: [20, 21],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'FTP moves files with user name, password and content unencrypted.',
    attack:
      'Scanners try anonymous login first, then lists of common passwords; anything that a partner uploads can be read on the way or swapped for a malicious file. A writable anonymous folder is soon used to trade stolen data.',
    consequence:
      'Files exchanged with customers and partners leak or are altered unseen, which is a reportable breach when they hold personal or payment data (PCI DSS forbids clear-text transfer of card data).',
    instead: [
      'Move the exchange to SFTP or FTPS, for example with AWS Transfer Family, or to pre-signed S3 URLs.',
      'Until the partners have moved, allow only their addresses and switch anonymous login off.',
    ],
    afterwards:
      'List the accounts and files of the server, look in the transfer log for unknown downloads, and change the passwords.',
    ownerHint: 'The team that exchanges the files (often finance, logistics or an integration team).',
  },
  {
    name: 'SMB file sharing',
    alsoKnownAs: 'SMB, CIFS, NetBIOS, Windows file shares, Samba, ports 139 and 445',
    instance: {
      id: 'ec2_instance_port_cifs_exposed_to_internet',
      ports: [139, 445],
      transports: ['tcp'],
      references: 'CIS6 6.1.2; CIS7 6.1.2; SOC2×1; ISO22×3',
    },
    runs: 'SMB (CIFS) serves Windows file shares and printers and is the channel by which Windows machines administer each other.',
    attack:
      'SMB was never meant for the internet. EternalBlue (MS17-010) turned one open port 445 into the WannaCry and NotPetya outbreaks without any password; today attackers list the shares, guess passwords, or relay captured NTLM hashes to other servers and run commands through admin shares.',
    consequence:
      'File shares hold the documents of whole departments: they can be copied and encrypted in one night, and a worm spreads from there to every Windows server within reach.',
    instead: [
      'Reach shares over a VPN, or use FSx for Windows File Server inside the VPC with security groups as the only sources.',
      'For exchange with outsiders use S3 or Transfer Family instead of a share, and switch SMBv1 off.',
    ],
    afterwards:
      'Check the sessions and shares (`Get-SmbSession`, `Get-SmbShare`), look for unknown files and scheduled tasks, and have the accounts that can reach the share change their passwords.',
    ownerHint: 'The Windows or file-services team; otherwise the team in the `team` tag of the instance.',
  },
];
