// A check of an installation: what it found, and where something is wrong, what to do.
export interface Check {
  name: string;
  /** Reads only. Throws where it cannot look, which is a finding too. */
  run(): Promise<Finding>;
}

export type Finding = { status: 'ok'; detail: string } | { status: 'problem'; detail: string; todo: string };
export type Checked = Finding & { name: string };

export const ok = (detail: string): Finding => ({ status: 'ok', detail });
export const problem = (detail: string, todo: string): Finding => ({ status: 'problem', detail, todo });

/** All of them, in their order: one that fails hides no other. `todo`: where a check cannot look. */
export async function run(checks: readonly Check[], todo: string): Promise<Checked[]> {
  return Promise.all(
    checks.map(async ({ name, run }) => {
      try {
        return { name, ...(await run()) };
      } catch (error) {
        const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
        return { name, ...problem(`This could not be looked at: ${why || (error as Error).name}`, todo) };
      }
    }),
  );
}
