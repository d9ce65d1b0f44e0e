// History in words that a support person understands (I8), derived from the stored entry alone.
import { unreadableTraits } from '../../channels/channels.ts';
import { conditionInWords, metInWords } from '../../domain/condition/words.ts';
import { isLift } from '../../domain/consent/lift.ts';
import { stepInWords } from '../../domain/journey/steps/steps.ts';
import { refusalInWords } from '../../domain/message/refusal.ts';
import type { HistoryEntry, JourneyEntry, Reason } from '../../domain/profile/history.ts';
import { masked, time } from './profile-view.ts';

const NOT_ENTERED: Readonly<Record<string, string>> = {
  condition: 'its condition did not hold',
  inside: 'the person was inside already',
  once: 'the person was in it before, and it is entered once',
  'too-soon': 'the person was in it before, and the pause until re-entry is not over',
  'too-old': 'what happened is older than the journey takes (maxAge)',
};

const RECEIPTS: Readonly<Record<string, string>> = {
  sent: 'The provider says it was sent',
  delivered: 'It was delivered',
  bounced: 'It bounced: the address does not take mail',
  'soft-bounced': 'It bounced for the time being',
  complained: 'The recipient complained about it',
  feedback: 'The mailbox provider reported on it, and it is no complaint',
  opened: 'It was opened',
  clicked: 'A link in it was clicked',
  rejected: 'The provider rejected it',
  undeliverable: 'It could not be delivered',
};

export function inWords(entry: HistoryEntry): string {
  switch (entry.type) {
    case 'event':
      return eventInWords(entry);
    case 'journey':
      return journeyInWords(entry);
    case 'outcome':
      return outcomeInWords(entry);
    case 'receipt':
      return `${RECEIPTS[entry.event] ?? entry.event}${entry.bot ? ' (by a machine: it does not count)' : ''}`;
    case 'consent':
      return consentInWords(entry);
    case 'linked':
      if (entry.to) return `Became one with ${entry.to}`;
      return entry.moved === false
        ? `An alias named ${entry.from ?? 'another profile'}, which had nothing to take over or had become another user`
        : `Took over what ${entry.from ?? 'another profile'} had`;
    case 'quarantined':
      return `Could not be taken in and was set aside: ${entry.reason}`;
    default:
      // Of a newer release: its name alone is known.
      return (entry satisfies never as HistoryEntry).type;
  }
}

function eventInWords({ event, source }: Extract<HistoryEntry, { type: 'event' }>): string {
  const { name, kind, trust, traits, properties } = event;
  if (isLift(event))
    return `${properties['by']} lifted that the address of ${properties['channel']} ${properties['what']}: ${properties['reason']}`;
  const unreadable = kind === 'identify' ? unreadableTraits(traits) : [];
  const notes = unreadable.map((trait) => `; its "${trait}" is no address that can be read`);
  return `${name} (${kind}), from a ${trust}${source ? `, ${source}` : ''}${notes.join('')}`;
}

function journeyInWords(entry: JourneyEntry): string {
  switch (entry.what) {
    case 'entered':
      return `Entered${because(entry.why)}`;
    case 'not-entered':
      return `Did not enter: ${NOT_ENTERED[entry.reason] ?? entry.reason}${because(entry.why)}${together(entry)}`;
    case 'waits':
      return `Waits${at(entry)} until ${time(entry.until)}${entry.reason ? `, because ${refusalInWords(entry.reason)}` : ''}`;
    case 'exited':
      return `Left${at(entry)}, because of: ${entry.reason}`;
    case 'finished':
      return `Finished${at(entry)}${entry.reason ? ` (${entry.reason})` : ''}`;
    case 'goal':
      return 'Reached the goal';
    default:
      return stepInWords(entry, { because });
  }
}

const at = ({ step }: { step?: string }): string => (step === undefined ? '' : ` at "${step}"`);
export const because = (why: readonly Reason[] = []): string =>
  why.length ? `: ${reasonsInWords(why)}` : '';
function together({ times, reason }: { times?: number; reason: string }): string {
  if (times === undefined) return '';
  return reason === 'inside'
    ? ` (${times} events, shown by the last)`
    : ` (${times} events that came together, recorded at the last)`;
}

function outcomeInWords({ status, channel, reason }: Extract<HistoryEntry, { type: 'outcome' }>): string {
  switch (status) {
    case 'sent':
      return `The ${channel} message went out`;
    case 'refused':
      return `The ${channel} message was held back at the last check: ${refusalInWords(reason ?? '')}`;
    case 'failed':
      return `The ${channel} message failed: ${reason ?? 'the provider gave no reason'}`;
    default:
      return `Whether the ${channel} message went out is unknown${reason ? `: ${reason}` : ''}; it is not sent again`;
  }
}

function consentInWords(entry: Extract<HistoryEntry, { type: 'consent' }>): string {
  const what = `${entry.given ? 'Consent given' : 'Consent withdrawn'} for ${entry.purpose === '*' ? 'everything' : entry.purpose} by ${entry.channel}`;
  const source = entry.source ? `, source: ${entry.source}` : '';
  // `counts`: whether a consent counts after this entry.
  if (entry.counts === entry.given) return `${what}${source}`;
  return `${what}${source} (does not count: a later ${entry.given ? 'withdrawal' : 'consent'} applies)`;
}

function reasonsInWords(why: readonly Reason[]): string {
  return why.map(reasonInWords).join('; ');
}

function reasonInWords({ if: condition, value, held }: Reason): string {
  const met = value === undefined ? '' : metInWords(condition, masked(value));
  return `${conditionInWords(condition)}${met}: ${held ? 'yes' : 'no'}`;
}
