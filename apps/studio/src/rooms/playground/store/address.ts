/** The state in the page's address: written when it has stood for a moment, as browsers allow few changes in a row. */
import { writeLink } from "../../../engine/link.ts";
import type { PlaygroundState } from "../../../engine/state.ts";
import { hashOf } from "../../../room.ts";

const REST_MS = 400;

export interface Address {
  readonly write: (state: PlaygroundState) => void;
  readonly stop: () => void;
}

export function createAddress(): Address {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  return {
    write: (state) => {
      stop();
      timer = setTimeout(() => {
        const hash = hashOf("playground", writeLink(state));
        // The first state needs no words: the address stays as it was asked for.
        if (location.hash !== hash && (location.hash !== "" || hash !== hashOf("playground")))
          history.replaceState(null, "", hash);
      }, REST_MS);
    },
    stop,
  };
}
