import type { ExposedService } from './exposed-service.ts';

/** Search, streaming and directory services. */
export const PLATFORMS: ExposedService[] = [
  {
    name: 'Elasticsearch or Kibana',
    alsoKnownAs: 'Elasticsearch, OpenSearch, Kibana, ELK, ports 9200, 9300 and 5601',
    instance: {
      id: 'ec2_instance_port_elasticsearch_kibana_exposed_to_internet',
      ports: [9200, 9300, 5601],
      transports: ['tcp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_elasticsearch_kibana_9200_9300_5601',
      ports: [9200, 9300, 5601],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'Elasticsearch (9200 for clients, 9300 between nodes) and Kibana (5601) index logs, documents and customer records, and free editions long came without a login.',
    attack:
      'One unauthenticated request to `/_cat/indices` lists everything, `/_search` reads it, `DELETE /*` destroys it; search engines for exposed servers list such clusters by name. Old Kibana and Elasticsearch versions also run scripts sent by a visitor, which gives a shell.',
    consequence:
      'Exposed indices are behind many of the largest published leaks. Logs hold tokens and personal data that nobody thinks of, and deleting them erases the evidence of the intrusion.',
    instead: [
      'Put the cluster in private subnets, let clients in by security group, and serve Kibana behind a load balancer with sign-in (OIDC) or over a VPN.',
      'Enable the security features (`xpack.security.enabled: true`) with TLS between nodes, or move to Amazon OpenSearch Service in a VPC.',
    ],
    afterwards:
      'Check `/_cat/indices` for missing or strange ones (`read_me`), rotate tokens and passwords that appear in indexed logs, and restore from snapshots where needed.',
    ownerHint: 'The observability or search platform team.',
  },
  {
    name: 'Kafka',
    alsoKnownAs: 'Apache Kafka, broker, event streaming, port 9092',
    instance: {
      id: 'ec2_instance_port_kafka_exposed_to_internet',
      ports: [9092],
      transports: ['tcp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_kafka_9092',
      ports: [9092],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'A Kafka broker carries the events that systems exchange; the plain listener on 9092 has neither encryption nor login by default.',
    attack:
      'A stranger lists the topics, consumes them from the first message, and can produce forged events that downstream systems act on: orders, payments, role changes. Deleting a topic or filling the disks stops everything that depends on it.',
    consequence:
      'Events hold customer and business data in passing and the systems behind them trust each message, so a forged event can move money or goods. An outage of the broker is an outage of all its consumers.',
    instead: [
      'Allow broker ports from the security groups of producers and consumers only; reach other VPCs through PrivateLink or peering.',
      'Use SASL with TLS (9094/9096) and topic ACLs, or Amazon MSK with IAM access control.',
    ],
    afterwards: 'List consumer groups and topics for unknown ones, and check the broker log for foreign addresses.',
    ownerHint: 'The streaming or data platform team.',
  },
  {
    name: 'LDAP',
    alsoKnownAs: 'LDAP, LDAPS, Active Directory, directory service, ports 389 and 636',
    instance: {
      id: 'ec2_instance_port_ldap_exposed_to_internet',
      ports: [389, 636],
      transports: ['tcp', 'udp'],
      references: 'SOC2×1; ISO22×3',
    },
    runs: 'LDAP answers questions about people, groups and computers; on a domain controller it is the front door of Active Directory.',
    attack:
      'Anonymous or guessed binds list every user, group and e-mail address, which feeds password spraying and phishing; port 389 carries passwords in clear text. Over UDP (CLDAP) the server multiplies forged requests some fifty times and is used for denial-of-service attacks. Flaws in domain controllers found from outside end in the whole domain.',
    consequence:
      'The directory is the list of everybody and of who may do what: its loss prepares every further attack, and its fall takes all sign-ins with it.',
    instead: [
      'Keep directory servers in private subnets and let only member servers in; connect sites by VPN or Direct Connect, and outside applications by SAML or OIDC.',
      'Forbid anonymous binds, require LDAPS with channel binding and signing, and close UDP 389.',
    ],
    afterwards:
      'Look in the directory log for binds and large searches from foreign addresses, and reset accounts with weak passwords.',
    ownerHint: 'The identity or Active Directory team.',
  },
  {
    name: 'Kerberos',
    alsoKnownAs: 'Kerberos, KDC, domain controller, ports 88, 464, 749 and 750',
    instance: {
      id: 'ec2_instance_port_kerberos_exposed_to_internet',
      ports: [88, 464, 749, 750],
      transports: ['tcp', 'udp'],
      references: 'SOC2×1; ISO22×3',
    },
    runs: 'Kerberos is what a domain controller signs people in with: 88 issues tickets, 464 changes passwords, 749 administers.',
    attack:
      'From outside an attacker learns which user names exist by the answers of the KDC, sprays one password over all of them, and collects encrypted tickets of accounts without pre-authentication to crack them at leisure (AS-REP roasting). No firewall or MFA stands in between.',
    consequence:
      'Cracked domain accounts open mail, files and servers alike; the lock-out that a spray causes stops people from working.',
    instead: [
      'Close the ports to the internet: clients reach domain controllers by VPN, Direct Connect or AWS Managed Microsoft AD inside the VPC.',
      'Allow 88 and 464 only from the security groups and subnets of domain members.',
    ],
    afterwards:
      'Look for event ids 4768 and 4771 with foreign addresses, require pre-authentication for every account, and reset weak service accounts.',
    ownerHint: 'The identity or Active Directory team.',
  },
];
