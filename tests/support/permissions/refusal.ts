/** An access-denied response in each wire protocol. */
import { randomUUID } from 'node:crypto';
import type { RelayAnswer } from '../../../local/relay.ts';
import type { Protocol } from './requests.ts';

const CODE = 'AccessDeniedException';

export function refusal(protocol: Protocol, message: string): RelayAnswer {
  const id = randomUUID();
  switch (protocol) {
    case 'json':
      return json(400, { __type: `com.amazon.coral.service#${CODE}`, Message: message, message }, id);
    case 'rest-json':
      return json(403, { Message: message, message }, id);
    case 'query':
      return xml(
        'x-amzn-requestid',
        id,
        `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>` +
          `<Code>AuthorizationError</Code><Message>${text(message)}</Message></Error>` +
          `<RequestId>${id}</RequestId></ErrorResponse>`,
      );
    case 's3':
      return xml(
        'x-amz-request-id',
        id,
        `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code>` +
          `<Message>${text(message)}</Message><RequestId>${id}</RequestId></Error>`,
      );
  }
}

function json(status: number, body: object, id: string): RelayAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-errortype': CODE,
      'x-amzn-requestid': id,
    },
    body: Buffer.from(JSON.stringify(body)),
  };
}

function xml(idHeader: string, id: string, body: string): RelayAnswer {
  return {
    status: 403,
    headers: { 'content-type': 'application/xml', [idHeader]: id },
    body: Buffer.from(body),
  };
}

const text = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
