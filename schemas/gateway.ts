// The responses of a company's own gateway to a posted message (lib/adapters/webhook).
import * as z from 'zod';

/** Letters only: a reason is logged and shown, and digits or an @ could be somebody's address (I9). */
const Reason = z.string().regex(/^[A-Za-z][A-Za-z _-]{0,59}$/);

/** The body of a 2xx. */
export const GatewayAccepted = z.looseObject({ id: z.string().max(200) });
export type GatewayAccepted = z.infer<typeof GatewayAccepted>;

/** The body of a 4xx. `fault`: what is wrong with the recipient, if that is the cause. */
export const GatewayRefused = z.looseObject({
  reason: Reason,
  fault: z.enum(['address', 'opted-out']).optional(),
});
export type GatewayRefused = z.infer<typeof GatewayRefused>;
