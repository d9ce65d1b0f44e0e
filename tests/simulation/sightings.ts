// What came to pass in a world beside the faults that were drawn: so that the coverage says what the seeds really reached.
import type { Evidence } from './evidence.ts';
import type { Faults, Sighting } from './faults.ts';

export function sightings({ commits, profiles, sends }: Evidence, faults: Faults): void {
  const refusals: Record<string, Sighting> = {
    budget: 'refused by budget',
    consent: 'refused by consent',
    window: 'refused by window',
  };
  for (const record of sends) {
    if (record.status === 'unknown') faults.saw('unknown send');
    const refusal = record.status === 'refused' ? refusals[record.reason] : undefined;
    if (refusal) faults.saw(refusal);
  }
  for (const { redirect } of commits) if (redirect) faults.saw('handed over');
  for (const { history } of profiles.values())
    for (const entry of history) {
      if (entry.type === 'quarantined') faults.saw('poisoned');
      if (entry.type === 'journey' && entry.what === 'entered' && entry.journey === 'lapsed')
        faults.saw('time alone entered');
    }
}
