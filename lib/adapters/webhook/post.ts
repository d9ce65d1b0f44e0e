/**
 * One POST by node:https, and what is known afterwards: whether anything can have been sent at all, the status, and the
 * beginning of the body. Redirects are not followed, and addresses that are not public are refused before connecting
 * (SSRF): the URL is a setting, but its host name may later resolve elsewhere.
 *
 * Connections are not reused: if the other side had just closed one, a message that nobody received would be unknown.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';

export interface Posted {
  status: number;
  retryAfter: boolean;
  /** At most BODY_BYTES_MAX of it; undefined if it did not arrive whole and in time. */
  body: string | undefined;
}
/** `sent`: the connection was established, so the other side may have received the message. */
export type Unanswered = { sent: boolean; reason: string };

export interface PostSettings {
  timeoutMs: number;
  /** Addresses and ranges that are allowed although they are not public; plain HTTP is limited to them. */
  allowedAddresses: readonly string[];
}

const BODY_BYTES_MAX = 16 * 1024;

/** Throws if plain HTTP is requested beyond the allowed addresses. */
export function poster(url: URL, { timeoutMs, allowedAddresses }: PostSettings) {
  const allowed = { allowIPAddressList: [...allowedAddresses] };
  const plain = url.protocol === 'http:';
  if (plain && !allowedAddresses.includes(url.hostname))
    throw new Error(`The webhook's URL is to be https: ${url.origin}`);
  const agent = plain ? new RequestFilteringHttpAgent(allowed) : new RequestFilteringHttpsAgent(allowed);
  const start = plain ? httpRequest : httpsRequest;
  return (body: string, headers: Record<string, string>): Promise<Posted | Unanswered> =>
    new Promise((resolve) => {
      let sent = false;
      const length = String(Buffer.byteLength(body));
      const request = start(url, {
        method: 'POST',
        agent,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
      });
      // Nothing of a request leaves before its connection is established, which for https is after the handshake.
      request.once('socket', (socket) =>
        socket.once(plain ? 'connect' : 'secureConnect', () => {
          sent = true;
        }),
      );
      request.once('error', (error: NodeJS.ErrnoException) =>
        resolve({ sent, reason: error.code ?? error.name }),
      );
      request.once('response', (response) => {
        const { statusCode: status = 0, headers: answered } = response;
        const retryAfter = answered['retry-after'] !== undefined;
        void textOf(response).then((text) => resolve({ status, retryAfter, body: text }));
      });
      request.end(body);
    });
}

/** The status alone is the result: a body that breaks off, or is too long, does not invalidate it. */
async function textOf(response: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > BODY_BYTES_MAX) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}
