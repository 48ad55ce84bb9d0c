import type { ExposedService } from './exposed-service.ts';

/** Databases and caches: whoever reaches the port reaches the data. */
export const DATABASES: ExposedService[] = [
  {
    name: 'MySQL',
    alsoKnownAs: 'MySQL, MariaDB, Percona, port 3306',
    instance: {
      id: 'ec2_instance_port_mysql_exposed_to_internet',
      ports: [3306],
      transports: ['tcp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mysql_3306',
      ports: [3306],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'MySQL and MariaDB hold the data of most web applications: customers, orders, sessions, password hashes.',
    attack:
      'Bots try `root` and application accounts with common passwords, since MySQL does not lock accounts by itself. Once in, they dump the tables and often drop them, leaving a table with a ransom note; with the FILE privilege they write a program onto the disk and own the machine.',
    consequence:
      'The whole customer database can leave in minutes over one connection. That is a notifiable breach, and dropped tables mean downtime for as long as the last good backup takes to restore.',
    instead: [
      'Let only the security group of the application connect to 3306; people come through a Session Manager port forward or a VPN.',
      'Move the instance to a private subnet, require TLS (`require_secure_transport=ON`), and bind the server to its private address.',
    ],
    afterwards:
      'Run `SELECT user, host FROM mysql.user` and remove accounts with host `%`, change the application password, and look in the general or audit log for foreign addresses.',
    ownerHint: 'The team of the application that uses the database; the database administrators for the accounts.',
  },
  {
    name: 'PostgreSQL',
    alsoKnownAs: 'PostgreSQL, Postgres, psql, port 5432',
    instance: {
      id: 'ec2_instance_port_postgresql_exposed_to_internet',
      ports: [5432],
      transports: ['tcp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_postgres_5432',
      ports: [5432],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'PostgreSQL keeps application, analytics and location data, often as the only copy.',
    attack:
      'Attackers guess the `postgres` password; a superuser session runs operating-system commands through `COPY … FROM PROGRAM`, which is how miners such as PgMiner and Kinsing arrive. A `trust` line in pg_hba.conf lets anyone in with no password at all.',
    consequence:
      'Records can be copied, changed or deleted without the application noticing, and the host turns into a miner or a stepping stone. Breach notification and restore time follow.',
    instead: [
      'Allow 5432 only from the security group of the application and of the connection pooler; let people in by a Session Manager port forward.',
      'Set `listen_addresses` to the private address, use `scram-sha-256` and `hostssl` lines only in pg_hba.conf, and keep superuser for local sockets.',
    ],
    afterwards:
      'Compare `pg_roles`, extensions and functions with what you installed, look in the log for foreign addresses, and change role passwords.',
    ownerHint: 'The team of the application that uses the database; the database administrators for the roles.',
  },
  {
    name: 'SQL Server',
    alsoKnownAs: 'Microsoft SQL Server, MSSQL, ports 1433 and 1434',
    instance: {
      id: 'ec2_instance_port_sqlserver_exposed_to_internet',
      ports: [1433, 1434],
      transports: ['tcp', 'udp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_sql_server_1433_1434',
      ports: [1433, 1434],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'SQL Server carries ERP, finance and line-of-business data; 1434 is its browser, which tells the instances and their ports.',
    attack:
      'The `sa` login is tried around the clock. With it an attacker turns `xp_cmdshell` on, runs Windows commands as the service account and loads ransomware (Mallox and others specialise in this). The browser service on 1434 hands out names and versions to aim at.',
    consequence:
      'Finance and personnel data are within one password of the internet; an encrypted ERP database stops ordering, invoicing and payroll.',
    instead: [
      'Allow 1433 from the security group of the application only, stop the SQL Server Browser service, and use a Session Manager port forward for Management Studio.',
      'Disable or rename `sa`, use Windows authentication, force encryption, and keep `xp_cmdshell` off.',
    ],
    afterwards:
      'Search the error log for failed logins of `sa`, list the SQL Agent jobs and sysadmin members for strangers, and change the passwords.',
    ownerHint: 'The database administrators or the team of the business application on it.',
  },
  {
    name: 'Oracle Database',
    alsoKnownAs: 'Oracle Database, TNS listener, ports 1521, 2483 and 2484',
    instance: {
      id: 'ec2_instance_port_oracle_exposed_to_internet',
      ports: [1521, 2483, 2484],
      transports: ['tcp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_oracle_1521_2483',
      ports: [1521, 2483],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'The Oracle TNS listener leads to databases that usually carry the core business: billing, HR, core banking.',
    attack:
      'Tools guess the SID, then the default accounts that installations leave behind (`SYSTEM`, `SCOTT`, `DBSNMP`). An unpatched listener can be poisoned (CVE-2012-1675), which routes real clients through the attacker.',
    consequence:
      'The most regulated data of the company is exposed, and recovery of an Oracle estate takes days. License terms and auditors both expect the database in a private network.',
    instead: [
      'Move the database to a private subnet and allow the listener port only from the security groups of application servers.',
      'Set `VALID_NODE_CHECKING_REGISTRATION_LISTENER` and a TCPS endpoint (2484), and give people a Session Manager port forward.',
    ],
    afterwards:
      'Lock default accounts, look in `listener.log` for foreign hosts, and apply the latest quarterly patch.',
    ownerHint: 'The Oracle database administrators; the owner of the business application for the timing.',
  },
  {
    name: 'MongoDB',
    alsoKnownAs: 'MongoDB, mongod, mongos, ports 27017 and 27018',
    instance: {
      id: 'ec2_instance_port_mongodb_exposed_to_internet',
      ports: [27017, 27018],
      transports: ['tcp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mongodb_27017_27018',
      ports: [27017, 27018],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'MongoDB stores documents: profiles, events, product data. For years it came with authentication switched off.',
    attack:
      'Scanners look for servers that answer without a login, copy all collections, delete them and leave a `READ__ME_TO_RECOVER` note. This is automatic: open test servers are emptied within hours.',
    consequence:
      'Data loss is the likely outcome, not only exposure: without a backup it is final, and paying does not bring it back. Personal data in documents makes it notifiable.',
    instead: [
      'Allow 27017–27018 from the security group of the application and of the replica set members only.',
      'Set `security.authorization: enabled`, bind `net.bindIp` to the private address, require TLS, and reach it with mongosh over a Session Manager port forward.',
    ],
    afterwards:
      'List the databases for ransom notes, check `db.getUsers()` for strangers, restore what is missing, and change the passwords in connection strings.',
    ownerHint: 'The team of the application whose connection string names it.',
  },
  {
    name: 'Cassandra',
    alsoKnownAs: 'Apache Cassandra, DataStax, Thrift, JMX, ports 7000, 7001, 7199, 8888, 9042 and 9160',
    instance: {
      id: 'ec2_instance_port_cassandra_exposed_to_internet',
      ports: [7000, 7001, 7199, 9042, 9160],
      transports: ['tcp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_cassandra_7199_9160_8888',
      ports: [7199, 9160, 8888],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'Cassandra holds large event and time-series data; 9042 and 9160 serve clients, 7000/7001 the nodes, 7199 is JMX management, 8888 OpsCenter.',
    attack:
      'The default `AllowAllAuthenticator` lets any client read and write. JMX on 7199 is worse: without a password it loads code and so gives a shell on the node. An attacker may also join a node of their own through 7000 and receive a copy of the data.',
    consequence:
      'Terabytes of history can be read, silently altered or truncated on all replicas at once, since replication copies the damage to every node.',
    instead: [
      'Let nodes talk to nodes by one security group that refers to itself, and clients come from the application security group only.',
      'Switch on `PasswordAuthenticator`, node-to-node TLS, and local-only or authenticated JMX.',
    ],
    afterwards:
      'Run `nodetool status` for nodes that you do not know and `LIST ROLES` for accounts that you did not make.',
    ownerHint: 'The data platform team that runs the cluster.',
  },
  {
    name: 'Redis',
    alsoKnownAs: 'Redis, Valkey, cache, session store, port 6379',
    instance: {
      id: 'ec2_instance_port_redis_exposed_to_internet',
      ports: [6379],
      transports: ['tcp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_redis_6379',
      ports: [6379],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'Redis and Valkey keep sessions, tokens, queues and caches in memory, often without a password.',
    attack:
      'A stranger connects with redis-cli and runs `KEYS *`, or uses `CONFIG SET dir` to write an SSH key or a cron line onto the disk, or loads a module through rogue replication: three well-known ways from open Redis to a root shell. Worms such as P2PInfect do it by themselves.',
    consequence:
      'Session tokens let others act as your customers, a flushed cache takes the application down, and the host joins a mining botnet.',
    instead: [
      'Allow 6379 only from the security group of the application; ElastiCache in private subnets takes the work away.',
      'Keep `protected-mode yes`, bind to the private address, set ACL users with a strong password, and rename or forbid CONFIG, MODULE and REPLICAOF.',
    ],
    afterwards:
      'Look for unknown keys, cron entries and `authorized_keys` lines, check `INFO replication` for a strange master, and invalidate all sessions.',
    ownerHint: 'The team of the application that uses the cache.',
  },
  {
    name: 'Memcached',
    alsoKnownAs: 'Memcached, cache, port 11211',
    instance: {
      id: 'ec2_instance_port_memcached_exposed_to_internet',
      ports: [11211],
      transports: ['tcp', 'udp'],
      references: 'SOC2×1; ISO22×3',
    },
    group: {
      id: 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_memcached_11211',
      ports: [11211],
      severity: 'high',
      references: 'SOC2×1; ISO22×3; ATTACK×5',
    },
    runs: 'Memcached is a cache with no login: every client may read, write and flush everything.',
    attack:
      'Anyone can list and read cached pages, sessions and query results, or plant false ones that the application then trusts. Over UDP the server is a weapon: a 15-byte request with a forged sender draws an answer up to 50,000 times larger, as in the 1.35 Tbit/s attack on GitHub in 2018.',
    consequence:
      'Customer sessions leak, users see poisoned content, and your instance floods a stranger, who complains to AWS while you pay for the outgoing traffic.',
    instead: [
      'Allow 11211 over TCP from the security group of the application only, or use ElastiCache in private subnets.',
      'Start the server with `-U 0` (no UDP) and `-l <private address>`.',
    ],
    afterwards:
      'Flush the cache, sign users out, and compare the NetworkOut of the instance with its usual level for signs of amplification.',
    ownerHint: 'The team of the application that uses the cache.',
  },
];
