import { defineConfig } from 'vitest/config';

// Three workers on two cores: many tests wait for sockets and processes. Each embedded database takes up to 500 MB.
export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'collectors/**/*.test.ts',
      'seed/**/*.test.ts',
      'web/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['src/test/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 3,
    // Real sockets and timers on a shared machine: a case that fails once must fail again to count.
    retry: 1,
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
