// The boundaries of the main job: the operations that each function awaits on its ports. The simulation must reach and
// hit each of them.
const AWAITED: Readonly<Record<string, readonly string[]>> = {
  'ingest-events': [
    ...['blocks.put', 'facts.put', 'mailbox.put', 'profiles.read', 'quarantine.put', 'doorSettings.current'],
  ],
  'ingest-bus-events': ['blocks.put', 'mailbox.put', 'profiles.read', 'quarantine.put'],
  'step-profile': [
    ...['profiles.read', 'profiles.commit', 'profiles.putPage', 'profiles.findInPages', 'profiles.pages'],
    ...['keys.put', 'keys.all', 'blocks.lift', 'addresses.put', 'quarantine.put'],
    ...['programs.current', 'programs.load', 'programs.loadJourney'],
    ...['mailbox.put', 'mailbox.retryIn', 'timers.put', 'facts.put', 'sends.put'],
  ],
  'send-message': [
    ...['sendLog.read', 'sendLog.claim', 'sendLog.refuse', 'sendLog.settle'],
    ...['profiles.read', 'keys.get', 'blocks.read', 'programs.current', 'programs.load'],
    ...['budgets.read', 'budgets.open', 'budgets.periods', 'budgets.grant', 'budgets.grow'],
    ...['provider.email', 'provider.sms', 'provider.push'],
    ...['mailbox.put', 'facts.put', 'sends.put', 'sends.retryIn'],
  ],
  'record-receipts': [
    ...['sendLog.read', 'sendLog.amend', 'profiles.read', 'blocks.put', 'addresses.find'],
    ...['mailbox.put', 'facts.put'],
  ],
  'serve-recipients': ['profiles.read', 'blocks.put', 'mailbox.put'],
  'wake-profiles': ['index.due', 'marks.all', 'marks.save', 'mailbox.depth', 'timers.put'],
  'deliver-wakes': ['mailbox.put'],
  'project-facts': [
    ...['money.readOrder', 'money.putOrder', 'money.putRow', 'money.rows', 'money.addCount'],
    ...['money.bucketVersion', 'money.putBucketTotal', 'money.bucketTotals'],
    ...['money.dayVersion', 'money.putDayTotal', 'programs.current', 'programs.load'],
  ],
  'guard-budgets': [
    ...['budgets.read', 'budgets.open', 'budgets.openPeriods', 'budgets.periods', 'budgets.putBook'],
    ...['money.dayTotals', 'money.bucketTotals', 'announcer.publish', 'announcer.notifyFinance'],
    ...['programs.current', 'programs.load'],
  ],
  'settle-leases': ['budgets.openPeriods', 'budgets.read', 'budgets.settle', 'sendLog.sumOfLease'],
  'operate-api': [
    ...['quarantine.get', 'quarantine.markReleased', 'mailbox.put', 'budgets.read', 'budgets.putBook'],
    ...['announcer.publish', 'announcer.notifyFinance'],
  ],
};

export const boundaries: readonly string[] = Object.entries(AWAITED).flatMap(([name, operations]) =>
  operations.map((operation) => `${name} ${operation}`),
);
