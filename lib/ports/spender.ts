// The sender's pool (I5): money is taken only from a lease that one conditional update granted.
import type { Money } from '../../schemas/primitives.ts';
import type { Program } from '../../schemas/program.ts';

export interface Spender {
  /**
   * Takes `cost` for one message of `channel` at `at` (ms). `batch` is what the rest of this batch will ask for, so
   * that one lease serves it. `lease` is absent where no budget binds the channel. Refused: the send would exceed the
   * amount in force; nothing was taken.
   */
  take(
    program: Program,
    channel: string,
    cost: Money,
    batch: Money,
    at: number,
  ): Promise<{ lease?: string } | { refusedBy: string }>;
  /**
   * Gives back what was taken for a message whose provider was not called. In memory only: after a crash,
   * reconciliation does it.
   */
  giveBack(lease: string, cost: Money): void;
}
