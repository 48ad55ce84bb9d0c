/** The command line. Each command is one function elsewhere; errors become one sentence and an exit code. */
import { ConfigError, readConfig } from './config.ts';
import { AppError } from './errors.ts';
import { createLog } from './log.ts';

const COMMANDS = {
  serve: () => import('./commands/serve.ts').then((module) => module.serve),
  work: () => import('./commands/serve.ts').then((module) => module.work),
  ask: () => import('./commands/ask.ts').then((module) => module.ask),
  collect: () => import('./commands/collect.ts').then((module) => module.collect),
  import: () => import('./commands/import.ts').then((module) => module.importData),
  policy: () => import('./commands/policy.ts').then((module) => module.policy),
  migrate: () => import('./commands/database.ts').then((module) => module.migrateDatabase),
  backup: () => import('./commands/backup.ts').then((module) => module.backupDatabase),
  restore: () => import('./commands/backup.ts').then((module) => module.restoreDatabase),
  seed: () => import('./commands/database.ts').then((module) => module.seedDatabase),
};

async function main(): Promise<number> {
  const [name = 'serve', ...words] = process.argv.slice(2);
  if (!Object.hasOwn(COMMANDS, name)) {
    process.stderr.write(`There is no command "${name}". Commands: ${Object.keys(COMMANDS).join(', ')}.\n`);
    return 2;
  }
  try {
    const config = readConfig();
    const log = createLog(config.logLevel);
    const command = await COMMANDS[name as keyof typeof COMMANDS]();
    return await command(config, log, words);
  } catch (error) {
    if (error instanceof AppError || error instanceof ConfigError) {
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
    createLog('info').error('unexpected', { error });
    process.stderr.write(
      'Assay stopped because of a fault of its own. Set LOG_LEVEL=debug and try again for the details.\n',
    );
    return 70;
  }
}

process.exitCode = await main();
