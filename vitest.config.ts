/**
 * Two cores: what is pure runs two files at a time; what starts a local cloud runs after that, one file at a time, since
 * each brings its own database, queues and functions.
 */
import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;
/** One DynamoDB Local for the run, started by the first suite that asks for it. */
const DATABASE = ['tests/contract/setup.ts'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: false,
    slowTestThreshold: 5000,
    projects: [
      {
        test: {
          name: 'fast',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/{simulation,integration,e2e,local}/**'],
          globalSetup: DATABASE,
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'simulation',
          include: ['tests/simulation/**/*.test.ts'],
          testTimeout: 10 * MINUTE,
          hookTimeout: MINUTE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'cloud',
          include: ['tests/{integration,e2e,local}/**/*.test.ts'],
          globalSetup: [...DATABASE, 'tests/support/permissions/setup.ts'],
          testTimeout: 5 * MINUTE,
          hookTimeout: 3 * MINUTE,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
