/** Test support: a real runtime that fails at one of its calls, and counts what is open in it. */

import { runsBy } from "../runtime/runs-by.ts";
import type { Held, Runtime } from "../runtime/runtime.ts";

/** The runtime, whose `failing`-th call (from 1) fails; without, none does. `free` and `release` never fail. */
export function failingRuntime(runtime: Runtime, failing?: number) {
  const open = { calls: 0, loads: 0, sessions: 0, held: new Set<number>() };
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    if (++open.calls === failing) fail();
    return work();
  };
  const fail = (): never => {
    throw new Error("This call was to fail.");
  };
  const kept = (held: Held): Held => {
    open.held.add(held.held);
    return held;
  };

  const counted: Runtime = {
    ...runtime,
    load: (...model) =>
      call(async () => {
        const session = await runtime.load(...model);
        open.loads++;
        open.sessions++;
        return {
          engine: session.engine,
          ...runsBy((...feeds) => {
            const isFailing = ++open.calls === failing;
            const { fetched, held } = session.begin(...feeds);
            Object.values(held).forEach(kept);
            return { held, fetched: fetched.then((found) => (isFailing ? fail() : found)) };
          }),
          release: async () => {
            await session.release();
            open.sessions--;
          },
        };
      }),
    hold: (tensor) => call(async () => kept(await runtime.hold(tensor))),
    view: (...rows) => call(async () => kept(await runtime.view(...rows))),
    read: (held) => call(() => runtime.read(held)),
    free: (held) => {
      for (const each of held) open.held.delete(each.held);
      runtime.free(held);
    },
  };
  return { runtime: counted, open };
}
