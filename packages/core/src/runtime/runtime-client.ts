import { plainError } from "../errors.ts";
import { isStrings, type Tensor } from "../tensor/tensor.ts";
import type { Request } from "./ort-engine.js";
import type { Held, HoldableTensor, Runtime, Session } from "./runtime.ts";

/** What answers the requests of a runtime, wherever it computes. */
export interface Engine {
  readonly ask: (request: Request) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** The Runtime contract in requests to an engine: this side numbers the sessions and handles. */
export function runtimeClient(engine: Engine, threads: number): Runtime {
  let count = 0;

  const load: Runtime["load"] = async (bytes, options = {}) => {
    const session = ++count;
    await engine.ask({ kind: "load", session, bytes, threads: options.threads ?? threads });
    return { run: runIn(session), release: async () => void (await engine.ask({ kind: "release", session })) };
  };

  const runIn =
    (session: number): Session["run"] =>
    async (inputs, { fetch = [], hold = [] }) => {
      const held: Record<string, Held> = Object.fromEntries(hold.map((name) => [name, { held: ++count }]));
      const numbers = Object.fromEntries(Object.entries(held).map(([name, handle]) => [name, handle.held]));
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, feed]) => [name, "held" in feed ? feed : withOwnBuffer(feed)]),
      );
      const fetched = await engine.ask({ kind: "run", session, inputs: feeds, fetch, hold: numbers });
      // An engine answers a run with the fetched tensors by name.
      return { fetched: fetched as Record<string, Tensor>, held };
    };

  return {
    load,
    hold: async (tensor) => {
      const held = { held: ++count };
      await engine.ask({ kind: "hold", ...held, tensor: withOwnBuffer(tensor) });
      return held;
    },
    read: async ({ held }) => (await engine.ask({ kind: "read", held })) as Tensor,
    free: (held) => {
      // An engine that cannot answer holds nothing any more.
      engine.ask({ kind: "free", held: held.map((handle) => handle.held) }).catch(() => undefined);
    },
    close: engine.close,
  };
}

/** A message carries whole buffers: a view into a large one would drag all of it along. */
function withOwnBuffer(tensor: HoldableTensor): HoldableTensor {
  const { data } = tensor;
  return isStrings(data) || data.byteLength === data.buffer.byteLength ? tensor : { ...tensor, data: data.slice() };
}

/** The first line of what ONNX Runtime says, as an error of this library. */
export function engineError(reason: string): Error {
  const [line = ""] = reason.split("\n");
  return plainError("OCCAM_RUNTIME", `ONNX Runtime could not do its work: ${line.replace(/\.$/, "")}.`);
}
