// History in words that a support person understands (I8). What they say comes from the stored entry alone.
import { UNREACHABLE } from '../../domain/condition/kinds/reachable.ts';
import { conditionInWords, metInWords } from '../../domain/condition/words.ts';
import type { HistoryEntry, Reason } from '../../domain/profile/history.ts';
import { masked, time } from './profile-view.ts';

type JourneyEntry = Extract<HistoryEntry, { type: 'journey' }>;

const NOT_ENTERED: Readonly<Record<string, string>> = {
  condition: 'its condition did not hold',
  inside: 'the person was inside already',
  once: 'the person was in it before, and it is entered once',
  'too-soon': 'the person was in it before, and the pause until re-entry is not over',
  'too-old': 'what happened is older than the journey takes (maxAge)',
};

const HELD: Readonly<Record<string, string>> = {
  ...UNREACHABLE,
  consent: 'consent was withdrawn or is blocked',
  window: 'it was outside the hours in which the recipient may be written to',
  budget: 'the budget of the channel would have been passed',
  expired: 'the decision was more than a day old',
  unaddressed: 'the address was gone',
  template: 'the template could not be rendered',
  erased: 'the data of the person was erased',
};

const RECEIPTS: Readonly<Record<string, string>> = {
  sent: 'The provider says it was sent',
  delivered: 'It was delivered',
  bounced: 'It bounced: the address does not take mail',
  'soft-bounced': 'It bounced for the time being',
  complained: 'The recipient complained about it',
  opened: 'It was opened',
  clicked: 'A link in it was clicked',
  rejected: 'The provider rejected it',
  undeliverable: 'It could not be delivered',
};

/** One entry as a sentence. */
export function inWords(entry: HistoryEntry): string {
  switch (entry.type) {
    case 'event':
      return `${entry.event.name} (${entry.event.kind}), from a ${entry.event.trust}${entry.source ? `, ${entry.source}` : ''}`;
    case 'journey':
      return journeyInWords(entry);
    case 'outcome':
      return outcomeInWords(entry);
    case 'receipt':
      return `${RECEIPTS[entry.event] ?? entry.event}${entry.bot ? ' (by a machine: it does not count)' : ''}`;
    case 'consent':
      return consentInWords(entry);
    case 'linked':
      return entry.to
        ? `Became one with ${entry.to}`
        : `Took over what ${entry.from ?? 'another profile'} had`;
    case 'quarantined':
      return `Could not be taken in and was set aside: ${entry.reason}`;
    default:
      return entry satisfies never;
  }
}

function journeyInWords(entry: JourneyEntry): string {
  const at = entry.step === undefined ? '' : ` at "${entry.step}"`;
  const because = entry.why?.length ? `: ${reasonsInWords(entry.why)}` : '';
  switch (entry.what) {
    case 'entered':
      return `Entered${because}`;
    case 'not-entered':
      return `Did not enter: ${NOT_ENTERED[entry.reason ?? ''] ?? entry.reason ?? 'no reason is known'}${because}${together(entry)}`;
    case 'waits': {
      const until = entry.until === undefined ? '' : ` until ${time(entry.until)}`;
      return `Waits${at}${until}${entry.reason ? `, because ${HELD[entry.reason] ?? entry.reason}` : ''}`;
    }
    case 'branched':
      return `Went${at} on to ${entry.next === undefined ? 'the end' : `"${entry.next}"`}${because}`;
    case 'sends':
      return `Decided${at} to send "${entry.template ?? ''}" by ${entry.channel ?? ''}${because}`;
    case 'held':
      return `Held back the ${entry.channel ?? ''} message${at}: ${HELD[entry.reason ?? ''] ?? entry.reason ?? ''}`;
    case 'exited':
      return `Left${at}${entry.reason ? `, because of: ${entry.reason}` : ''}`;
    case 'finished':
      return `Finished${at}${entry.reason ? ` (${entry.reason})` : ''}`;
    case 'goal':
      return 'Reached the goal';
    default:
      return entry.what satisfies never;
  }
}

function together({ times }: JourneyEntry): string {
  return times === undefined ? '' : ` (${times} events that came together, told of the last)`;
}

function outcomeInWords({ status, channel, reason }: Extract<HistoryEntry, { type: 'outcome' }>): string {
  switch (status) {
    case 'sent':
      return `The ${channel} message went out`;
    case 'refused':
      return `The ${channel} message was held back at the last check: ${HELD[reason ?? ''] ?? reason ?? ''}`;
    case 'failed':
      return `The ${channel} message failed: ${reason ?? 'the provider gave no reason'}`;
    default:
      return `Whether the ${channel} message went out is unknown${reason ? `: ${reason}` : ''}; it is not sent again`;
  }
}

function consentInWords(entry: Extract<HistoryEntry, { type: 'consent' }>): string {
  const what = `${entry.given ? 'Consent given' : 'Consent withdrawn'} for ${entry.purpose === '*' ? 'everything' : entry.purpose} by ${entry.channel}`;
  const source = entry.source ? `, source: ${entry.source}` : '';
  return `${what}${source}${entry.counts ? '' : ' (does not count: a later no stands)'}`;
}

function reasonsInWords(why: readonly Reason[]): string {
  return why.map(reasonInWords).join('; ');
}

function reasonInWords({ if: condition, value, held }: Reason): string {
  const met = value === undefined ? '' : metInWords(condition, masked(value));
  return `${conditionInWords(condition)}${met}: ${held ? 'yes' : 'no'}`;
}
