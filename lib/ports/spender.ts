// The sender's pool (I5): money is taken only from a lease that one conditional update granted.
import type { Money } from '../../schemas/primitives.ts';
import type { Program } from '../../schemas/program.ts';

export interface Spending {
  /** Of one message. */
  cost: Money;
  /** What this message and the rest of its batch will ask for, so that one lease serves them. */
  batch: Money;
  /** ms */
  at: number;
}

export interface Spender {
  /**
   * Takes the cost of one message of `channel`. `lease` is absent where no budget binds the channel.
   * Refused: the send would exceed the amount in force; nothing was taken.
   */
  take(
    program: Program,
    channel: string,
    spending: Spending,
  ): Promise<{ lease?: string } | { refusedBy: string }>;
  /**
   * Gives back what was taken for a message whose provider was not called. In memory only: after a crash,
   * reconciliation does it.
   */
  giveBack(lease: string, cost: Money): void;
}
