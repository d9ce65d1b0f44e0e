// The id of one decision to send (I3). The same decision gives the same id, however often and wherever it is repeated.
import { hashText } from '../hash.ts';

export interface Decision {
  /** The profile id the run was born with, so a merge of profiles changes no id. */
  born: string;
  journey: string;
  entry: number;
  step: string;
  visit: number;
}

/** 22 characters of base64url (132 bits): short enough for a provider's tag and an SQS deduplication id. */
export function sendId({ born, journey, entry, step, visit }: Decision): string {
  // JSON keeps the parts apart: ("a", "bc") and ("ab", "c") are two decisions.
  return hashText(JSON.stringify([born, journey, entry, step, visit]));
}
