// What a gateway of the company's own answers to a message that is posted to it (lib/adapters/webhook).
import * as z from 'zod';

/** Words alone: a reason is logged and shown, and digits or an @ could be somebody's address (I9). */
const Reason = z.string().regex(/^[A-Za-z][A-Za-z _-]{0,59}$/);

/** Of a 2xx. */
export const GatewayAccepted = z.looseObject({ id: z.string().max(200) });
export type GatewayAccepted = z.infer<typeof GatewayAccepted>;

/** Of a 4xx. `fault`: what is wrong with the recipient, where that is it. */
export const GatewayRefused = z.looseObject({
  reason: Reason,
  fault: z.enum(['address', 'opted-out']).optional(),
});
export type GatewayRefused = z.infer<typeof GatewayRefused>;
