// Distinguishes a person who opened or clicked from a scanner that opens every link first.
const MACHINE =
  /bot\b|crawl|spider|slurp|preview|prefetch|scanner|headless|phantom|python|curl\/|wget|java\/|go-http|okhttp|axios|node-fetch|libwww|barracuda|proofpoint|mimecast|symantec|trendmicro|safelinks|urldefense|zgrab|facebookexternalhit|whatsapp|telegram|slack|skype/i;

/**
 * Mail clients always send a user agent, so a request without one is a machine's. It is a guess, used only to count
 * machines apart.
 */
export function isMachine(userAgent: string | undefined): boolean {
  return !userAgent || MACHINE.test(userAgent);
}
