import type { Ask } from "./backend.ts";
import type { Request } from "./engine.js";

export interface OrderedAsk {
  readonly ask: Ask;
  /** Asks when `ready` has resolved, with the request as it is then. */
  readonly askAfter: (
    ready: Promise<unknown>,
    request: () => { readonly request: Request; readonly transfer: readonly ArrayBuffer[] },
  ) => Promise<unknown>;
}

/** Requests go in the order of asking: behind one that has to wait, all wait. Without such, each goes at once. */
export function orderedAsk(backend: Ask): OrderedAsk {
  /** Resolves when the last of those that wait has gone. */
  let last: Promise<unknown> | undefined;

  const inTurn = (ready: Promise<unknown> | undefined, send: () => Promise<unknown>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const gone: Promise<unknown> = Promise.resolve(last)
        .then(() => ready)
        .then(() => {
          if (last === gone) last = undefined;
          // Gone is not answered: what follows needs not wait for that.
          send().then(resolve, reject);
        });
      last = gone;
    });

  return {
    ask: (request, transfer) =>
      last === undefined ? backend(request, transfer) : inTurn(undefined, () => backend(request, transfer)),
    askAfter: (ready, later) =>
      inTurn(ready, () => {
        const { request, transfer } = later();
        return backend(request, transfer);
      }),
  };
}
