/** A collecting process to be killed: opens the database, reads one demo account through the stand-in, ends. */
import { randomUUID } from 'node:crypto';
import type { CollectorName } from '../../../collectors/collector.ts';
import type { AccountName } from '../../../seed/accounts.ts';
import { connect } from '../../db/connect.ts';
import { DEFAULT_TENANT } from '../../db/tenant.ts';
import { runCollector } from '../../intake/collect.ts';
import { createLog } from '../../log.ts';
import { openDemoSession } from './demo-aws.ts';

const [endpoint = '', account = '', names = '', databaseUrl = '', dataDir = ''] = process.argv.slice(2);
const database = await connect({ databaseUrl: databaseUrl || null, dataDir });
const session = await openDemoSession(endpoint, account as AccountName);
process.stdout.write('at work\n');
for (const name of names.split(',') as CollectorName[])
  await runCollector(
    {
      sql: database.sql,
      tenantId: DEFAULT_TENANT,
      actor: { kind: 'operator' },
      requestId: randomUUID(),
      now: () => new Date(),
      log: createLog('silent'),
    },
    session,
    name,
  );
session.close();
await database.close();
