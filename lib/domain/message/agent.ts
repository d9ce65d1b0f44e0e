// Is it a person who opened or clicked, or a scanner that looks at every link before the person does?
const MACHINE =
  /bot\b|crawl|spider|slurp|preview|prefetch|scanner|headless|phantom|python|curl\/|wget|java\/|go-http|okhttp|axios|node-fetch|libwww|barracuda|proofpoint|mimecast|symantec|trendmicro|safelinks|urldefense|zgrab|facebookexternalhit|whatsapp|telegram|slack|skype/i;

/** Mail clients always name themselves: no name at all is a machine's. A guess, for counting apart only. */
export function isMachine(userAgent: string | undefined): boolean {
  return !userAgent || MACHINE.test(userAgent);
}
