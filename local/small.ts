// A process with a thread per function holds hundreds of megabytes that nobody uses: glibc gives every thread a heap
// of its own, and V8 trades space for speed. Both are fixed before a process starts, so this one restarts in place.

const FLAGS = ['--optimize-for-size'];
const VARIABLES = { MALLOC_ARENA_MAX: '2' };

/** Replaces this process by one with the same process id that runs `file` with the same arguments, once. */
export function becomeSmall(file: string): void {
  const settled = Object.entries(VARIABLES).every(([name, value]) => process.env[name] === value);
  if (settled || process.execve === undefined || process.platform !== 'linux') return;
  const environment: NodeJS.ProcessEnv = { ...process.env, ...VARIABLES };
  // The IPC channel to the parent does not survive, and the new process must not look for it.
  delete environment.NODE_CHANNEL_FD;
  delete environment.NODE_CHANNEL_SERIALIZATION_MODE;
  process.execve(process.execPath, [process.execPath, ...FLAGS, file, ...process.argv.slice(2)], environment);
}
