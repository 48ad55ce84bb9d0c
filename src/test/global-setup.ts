import { prepareTestDatabases } from './db.ts';

/** Runs once before all test files: one migrated database, which each file then copies. */
export default async function setup(): Promise<() => Promise<void>> {
  return prepareTestDatabases();
}
