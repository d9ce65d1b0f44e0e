/**
 * What a message can change that conditions look at. A kind of condition says by these what can turn it, and the actor says by
 * these what a message may have changed: a cause that no message can give does not compile.
 */
export type Cause = `did:${string}` | `trait:${string}` | 'consent' | 'reachable';

type KindOf<C extends Cause> = C extends `${infer K}:${string}` ? K : C;
export type CauseKind = KindOf<Cause>;
