// Runs in a function's worker thread: makes Date read the cloud's clock through shared memory, so that function code
// and the libraries in its bundle need no branch for it.

import { SLOT_FROZEN_AT, SLOT_OFFSET } from '../clock.ts';

export function patchDate(shared: SharedArrayBuffer): void {
  const slots = new Float64Array(shared);
  const RealDate = Date;
  const realNow = RealDate.now.bind(RealDate);
  const now = () => {
    const frozenAt = slots[SLOT_FROZEN_AT] ?? 0;
    return Math.floor(frozenAt > 0 ? frozenAt : realNow() + (slots[SLOT_OFFSET] ?? 0));
  };
  RealDate.now = now;
  const Patched: DateConstructor = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, given, newTarget) =>
      Reflect.construct(
        target,
        given.length === 0 ? [now()] : given,
        newTarget === Patched ? target : newTarget,
      ),
  });
  RealDate.prototype.constructor = Patched;
  globalThis.Date = Patched;
}
