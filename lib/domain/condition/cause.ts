/**
 * What a message can change that conditions look at. A kind of condition lists the causes that can change its value,
 * and the actor lists the causes that a message may touch: a cause that no message can give does not compile.
 */
export type Cause = `did:${string}` | `trait:${string}` | 'consent' | 'reachable';

type KindOf<C extends Cause> = C extends `${infer K}:${string}` ? K : C;
export type CauseKind = KindOf<Cause>;
