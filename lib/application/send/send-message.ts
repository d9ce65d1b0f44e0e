/**
 * The sender: from a decision to at most one provider call, and always to an outcome.
 *
 * - I3: one record per sendId, moved by conditional puts alone: (none | again) -> calling -> sent | failed | unknown |
 *   again, (none | again) -> refused. The put of `calling` is the last await before the provider call, so a crash at
 *   any await leaves an unambiguous record: none (nothing happened), calling (settled as unknown once nobody can still
 *   be calling), final (only the outcome is reported again). Receive counts decide nothing.
 * - I4, I6: STATE and BLOCK are read strongly at every attempt; consent, address and window are checked at every
 *   attempt.
 * - I5: money is taken before `calling` and named in it. Money taken just before a crash is returned with its lease.
 * - I9: the message exists in this process only.
 *
 * Errors thrown from here are infrastructure errors: the message stays in its queue and is redelivered.
 */

import type { SendRequest } from '../../../schemas/effects.ts';
import type { SendChannel, TraceId } from '../../../schemas/primitives.ts';
import type { Program } from '../../../schemas/program.ts';
import { addressHash } from '../../channels/addresses.ts';
import { addressProfiles, type Messages } from '../../channels/channels.ts';
import { judgeSend } from '../../domain/message/gates/gates.ts';
import { addressesFor } from '../../domain/message/gates/suppression.ts';
import type { Refusal } from '../../domain/message/refusal.ts';
import { retrySeconds } from '../../domain/message/retry.ts';
import { zoneOr } from '../../domain/time/zone.ts';
import type { BlockList } from '../../ports/block-list.ts';
import type { KeyStore } from '../../ports/key-store.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';
import type { ProviderAnswer, Providers, SendAbout } from '../../ports/provider.ts';
import type { Queue } from '../../ports/queue.ts';
import { putAll } from '../../ports/queue.ts';
import type { SendLog } from '../../ports/send-log.ts';
import type { ShortLinks } from '../../ports/short-links.ts';
import type { Spender } from '../../ports/spender.ts';
import type { Vault } from '../../ports/vault.ts';
import type { ProgramCache } from '../program/program-cache.ts';
import { everyProfileOf, findRecipient } from '../recipient.ts';
import { blocksOf } from '../suppression/blocks.ts';
import { suppressAddress } from '../suppression/suppress.ts';
import { type Composed, composeMessage } from './compose-message.ts';
import {
  aboutOf,
  type Calling,
  retryOf,
  type Settled,
  type SettledSend,
  settledSend,
  subjectOf,
  unknownOf,
} from './send-records.ts';
import { type FinalRecord, type ReportQueues, reportSend, settleFailed } from './send-report.ts';

export interface SenderPorts extends ReportQueues {
  profiles: ProfileStore;
  keys: KeyStore;
  blocks: BlockList;
  vault: Vault;
  log: SendLog;
  spender: Spender;
  programs: ProgramCache;
  /** The channel's own queue, for messages that are tried again later. */
  sends: Queue<SendRequest>;
  providers: Providers;
  shortLinks: ShortLinks;
  clock: () => number;
  /** Called for every record written here, for the log: ids and reasons only (I9). */
  onSettled?: (settled: SettledSend) => void;
}

export interface SenderSettings {
  /** Public address of the recipients' routes, without a trailing slash. */
  linkBaseUrl: string;
  /** A record that is `calling` for longer belongs to a process that has ended. */
  functionTimeoutMs: number;
}

/** busy: another process has it, or may; the message must be redelivered later. */
export type Handled = 'done' | 'busy';

type Refused = { refused: Refusal; retryAt?: number };
interface Ready {
  composed: Composed;
  program: Program;
  hash: string;
  /** There is a further address to try if this one is gone. */
  another: boolean;
}

export class SendMessage {
  readonly #ports: SenderPorts;
  readonly #settings: SenderSettings;

  constructor(ports: SenderPorts, settings: SenderSettings) {
    this.#ports = ports;
    this.#settings = settings;
  }

  /** `rest`: how many messages of this batch, this one included, may still need money: one lease serves them. */
  async handle(request: SendRequest, rest = 1): Promise<Handled> {
    const record = await this.#ports.log.read(request.sendId);
    const now = this.#ports.clock();
    switch (record?.status) {
      case 'sent':
      case 'failed':
      case 'unknown':
      case 'refused':
        await this.#report(record, request.trace);
        return 'done';
      case 'calling':
        if (now - record.calledAt <= this.#settings.functionTimeoutMs) return 'busy';
        return this.#settle(unknownOf(record, now), record.attempt, request.trace);
      case 'again':
        // The next attempt is queued as a message of its own. If the process died before queueing it, this redelivered
        // message is that attempt. A stray copy waits equally long and is then stopped by the claim.
        if (
          record.attempt > request.attempt &&
          now < record.at + retrySeconds(request.sendId, record.attempt) * 1000
        )
          return 'busy';
        return this.#attempt({ ...request, attempt: record.attempt }, rest);
      case undefined:
        return this.#attempt(request, rest);
      default:
        return record satisfies never;
    }
  }

  async #attempt(request: SendRequest, rest: number): Promise<Handled> {
    const ready = await this.#judge(request);
    if ('refused' in ready) return this.#refuse(request, ready);
    const taken = await this.#take(ready, request, rest);
    if ('refused' in taken) return this.#refuse(request, taken);
    const { cost, outgoing } = ready.composed;
    const now = this.#ports.clock();
    const calling: Calling = {
      ...subjectOf(request),
      at: now,
      status: 'calling',
      attempt: request.attempt,
      cost,
      calledAt: now,
      address: ready.hash,
      ...(taken.lease ? { lease: taken.lease } : {}),
    };
    // If this throws, the put may have happened: the money stays taken, and redelivery finds either nothing or
    // `calling`.
    if (!(await this.#ports.log.claim(calling))) {
      this.#giveBack(calling);
      return 'busy';
    }
    const answer = await this.#call(outgoing.channel, outgoing.message, aboutOf(request, cost));
    if (answer.kind === 'rejected' && answer.fault === 'address' && ready.another)
      return this.#tryNextAddress(request, calling, answer.reason);
    return this.#conclude(request, calling, answer);
  }

  /** Everything that may forbid the send. The gates decide as in `step`, with BLOCK in addition to STATE. */
  async #judge(request: SendRequest): Promise<Ready | Refused> {
    const { profiles, blocks, programs, vault, clock } = this.#ports;
    const { purpose, channel, sendId } = request;
    if (clock() >= request.expiresAt) return { refused: 'expired' };
    const recipient = await findRecipient(profiles, request.profile);
    if (!recipient) return { refused: 'erased' };
    const { state } = recipient;
    // A STOP, bounce or complaint holds for every profile with that address, whether the address book knows it or not.
    const own = addressProfiles(state, channel);
    const everyone = await everyProfileOf(profiles, recipient);
    const blocked = await blocksOf(blocks, [...everyone, ...own]);
    const [at, next] = addressesFor({ state, channel, blocks: blocked });
    if (!at) return { refused: 'no-address' };
    const { program } = await programs.current(request.program);
    const now = clock();
    const objection = judgeSend({ state, purpose, channel, sendId, at: now, program, blocks: blocked });
    if (objection) return { refused: objection.reason, retryAt: objection.until };
    const zone = zoneOr(state.timeZone, program.timeZone);
    const { keys, shortLinks } = this.#ports;
    const tools = { vault, keys, shortLinks, linkBaseUrl: this.#settings.linkBaseUrl };
    const composed = await composeMessage(tools, { request, recipient, address: at, program, zone, now });
    if ('refused' in composed) return { refused: composed.refused };
    return { composed, program, hash: addressHash(at), another: next !== undefined };
  }

  async #take(
    { program, composed: { cost, unit } }: Ready,
    { channel }: SendRequest,
    rest: number,
  ): Promise<{ lease?: string } | Refused> {
    if (cost.micros === 0) return {};
    const batch = { ...cost, micros: cost.micros + unit.micros * Math.max(0, rest - 1) };
    const taken = await this.#ports.spender.take(program, channel, { cost, batch, at: this.#ports.clock() });
    return 'refusedBy' in taken ? { refused: 'budget' } : taken;
  }

  async #call<C extends SendChannel>(
    channel: C,
    message: Messages[C],
    about: SendAbout,
  ): Promise<ProviderAnswer> {
    try {
      return await this.#ports.providers[channel].send(message, about);
    } catch (error) {
      // An adapter handles every error it knows; one it does not know proves nothing.
      return { kind: 'unknown', reason: error instanceof Error ? error.name : 'error' };
    }
  }

  async #conclude(request: SendRequest, calling: Calling, answer: ProviderAnswer): Promise<Handled> {
    const { cost, lease, address: hash, attempt } = calling;
    const { trace } = request;
    const at = this.#ports.clock();
    const base = { ...subjectOf(request), at };
    const spent = { cost, ...(lease ? { lease } : {}), ...(hash ? { address: hash } : {}) };
    switch (answer.kind) {
      case 'accepted': {
        const { providerId } = answer;
        return this.#settle(
          { ...base, ...spent, status: 'sent', costRev: 1, ...(providerId ? { providerId } : {}) },
          attempt,
          trace,
        );
      }
      case 'unknown':
        return this.#settle({ ...base, ...spent, status: 'unknown' }, attempt, trace);
      case 'rejected': {
        const { reason, fault } = answer;
        const about = fault ? { fault, ...(hash ? { address: hash } : {}) } : {};
        const handled = await this.#settle({ ...base, ...about, status: 'failed', reason }, attempt, trace);
        if (handled === 'done') this.#giveBack(calling);
        return handled;
      }
      case 'again':
        return this.#again(request, calling, answer.reason, retrySeconds(request.sendId, attempt + 1));
      default:
        return answer satisfies never;
    }
  }

  async #again(
    request: SendRequest,
    calling: Calling,
    reason: string,
    delaySeconds: number,
  ): Promise<Handled> {
    const about = { attempt: calling.attempt, reason, delaySeconds, at: this.#ports.clock() };
    const record = retryOf(request, about);
    if ((await this.#settle(record, calling.attempt, request.trace)) === 'busy') return 'busy';
    this.#giveBack(calling);
    // If the queue does not take it, this message is not deleted, and finds `again` when it is redelivered.
    if (record.status === 'again')
      await putAll(this.#ports.sends, [{ body: { ...request, attempt: record.attempt }, delaySeconds }]);
    return 'done';
  }

  /** The provider proved that this device is gone, and took nothing: the same message goes to the next one. */
  async #tryNextAddress(request: SendRequest, calling: Calling, reason: string): Promise<Handled> {
    await suppressAddress(this.#ports, { ...calling, at: this.#ports.clock() }, 'address');
    return this.#again(request, calling, reason, 0);
  }

  async #settle(record: Settled, attempt: number, trace: TraceId | undefined): Promise<Handled> {
    const settled = await this.#ports.log.settle(record, attempt);
    if (!settled) {
      // We were slower than the timeout, and another process settled the send as unknown. A proven result still counts.
      const { sendId } = record;
      if (record.status === 'sent') await this.#ports.log.amend(sendId, { status: 'sent' });
      // A response that would have allowed a retry also proves that the message was not accepted.
      const stored = await this.#ports.log.read(sendId);
      if (stored && (record.status === 'failed' || record.status === 'again'))
        await settleFailed(this.#ports, stored, record.reason);
      return 'busy';
    }
    this.#ports.onSettled?.(settledSend(record, trace));
    if (record.status !== 'again') await this.#report(record, trace);
    return 'done';
  }

  async #report(record: FinalRecord, trace: TraceId | undefined): Promise<void> {
    if (record.status === 'failed' && record.fault) await suppressAddress(this.#ports, record, record.fault);
    await reportSend(this.#ports, record, trace);
  }

  async #refuse(request: SendRequest, { refused, retryAt }: Refused): Promise<Handled> {
    const record: FinalRecord & { status: 'refused' } = {
      ...subjectOf(request),
      at: this.#ports.clock(),
      status: 'refused',
      reason: refused,
      ...(retryAt === undefined ? {} : { retryAt }),
    };
    // False: another copy was faster, and its record decides when this one is redelivered.
    if (!(await this.#ports.log.refuse(record, request.attempt))) return 'busy';
    this.#ports.onSettled?.(settledSend(record, request.trace));
    await reportSend(this.#ports, record, request.trace);
    return 'done';
  }

  #giveBack({ lease, cost }: Calling): void {
    if (lease) this.#ports.spender.giveBack(lease, cost);
  }
}
