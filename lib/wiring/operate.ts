// The operators' API (lib/application/{program,profiles,keys,budget,intake}): what its routes are wired to.
import type { IntakePorts } from '../application/intake/ingest.ts';
import type { KeyPorts } from '../application/keys/manage-keys.ts';
import type { ProfilePorts } from '../application/profiles/profile-view.ts';
import { liveProgram, type ProgramPorts } from '../application/program/publish-program.ts';
import { type BudgetParts, decidePorts } from './budget.ts';
import { releasePorts } from './intake.ts';

export interface OperateParts
  extends IntakePorts,
    BudgetParts,
    Pick<ProgramPorts, 'programs' | 'pause'>,
    Pick<ProfilePorts, 'addresses'>,
    Pick<KeyPorts, 'random'> {
  keyRing: KeyPorts['ring'];
  /** Currency of this installation's budgets; undefined: any. */
  currency: string | undefined;
}

export function operatorPorts(parts: OperateParts) {
  const { programs, profiles, addresses, blocks, vault, pause, currency, clock } = parts;
  const program = async () => (await liveProgram(programs))?.program;
  const hash: ProgramPorts['hash'] = (value, kind) => vault.hash(value, kind);
  const mask: ProgramPorts['mask'] = (value, kind) => vault.mask(value, kind);
  return {
    program: { programs, hash, mask, pause, currency, clock },
    profile: {
      profiles,
      addresses,
      blocks,
      vault,
      live: () => liveProgram(programs),
      mailbox: parts.mailbox,
      clock,
    },
    money: { ...decidePorts(parts), program },
    keys: { ring: parts.keyRing, random: parts.random, clock },
    release: releasePorts(parts),
  };
}
