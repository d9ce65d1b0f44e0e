// The machine the figures were measured on: without it they mean nothing.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Machine } from './results.ts';

export function machine(): Omit<Machine, 'loadAtEnd'> {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    loadBefore: load(),
  };
}

export const load = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;
