import { defineConfig } from 'vitest/config';
import { LongestFirst } from './src/test/longest-first.ts';

export const TESTS = ['{src,collectors,seed,web,bench}/**/*.test.ts'];

/**
 * Files that share their workers: they start no process, leave nothing listening and change nothing of a module. Half of
 * their time went into a process and a compiled database for each. Left alone is what measures the memory of its process.
 */
const SHARING = [
  'src/{embeddings,estate,facts,intent,provider-calls,retrieval,telemetry}/**/*.test.ts',
  'src/intake/import/**/*.test.ts',
  'src/*.test.ts',
  'collectors/**/!(scale).test.ts',
  'seed/**/*.test.ts',
  'web/{text,wire}/**/*.test.ts',
];

const OUTSIDE = ['**/node_modules/**', '**/dist/**'];
const COMMON = {
  pool: 'forks',
  // Three workers on two cores: many tests wait for sockets and processes. Each embedded database takes up to 500 MB.
  maxWorkers: 3,
  // Real sockets and timers on a shared machine: a case that fails once must fail again to count.
  retry: 1,
  testTimeout: 180_000,
  hookTimeout: 300_000,
} as const;

export default defineConfig({
  test: {
    globalSetup: ['src/test/global-setup.ts'],
    sequence: { sequencer: LongestFirst },
    // One after the other, by their names.
    projects: [
      { test: { ...COMMON, name: 'alone', include: TESTS, exclude: [...OUTSIDE, ...SHARING] } },
      { test: { ...COMMON, name: 'sharing', isolate: false, include: SHARING, exclude: OUTSIDE } },
    ],
  },
});
