import { plainError } from "../errors.ts";
import { isStrings, type Tensor } from "../tensor/tensor.ts";
import type { Request } from "./ort-engine.js";
import type { Held, HoldableTensor, Runtime, Session } from "./runtime.ts";

/** What answers the requests of a runtime, wherever it computes. */
export interface Backend {
  /** `transfer`: buffers that belong to the request alone, which the engine may take over instead of copying them. */
  readonly ask: (request: Request, transfer?: readonly ArrayBuffer[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** The Runtime contract in requests to an engine: this side numbers the sessions and handles. */
export function runtimeClient(engine: Backend, threads: number): Runtime {
  let count = 0;

  const load: Runtime["load"] = async (bytes, options = {}) => {
    const session = ++count;
    const isLarge = bytes.byteLength >= LARGE_BYTES;
    const own = isLarge ? bytes.slice() : bytes;
    const { hold = [] } = options;
    const request = { kind: "load", session, bytes: own, threads: options.threads ?? threads, hold } as const;
    await engine.ask(request, isLarge ? [own.buffer as ArrayBuffer] : []);
    return { run: runIn(session), release: async () => void (await engine.ask({ kind: "release", session })) };
  };

  const runIn =
    (session: number): Session["run"] =>
    async (inputs, { fetch = [], hold = [] }) => {
      const held: Record<string, Held> = Object.fromEntries(hold.map((name) => [name, { held: ++count }]));
      const numbers = Object.fromEntries(Object.entries(held).map(([name, handle]) => [name, handle.held]));
      const transfer: ArrayBuffer[] = [];
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, feed]) => [name, "held" in feed ? feed : toSend(feed, transfer)]),
      );
      const fetched = await engine.ask({ kind: "run", session, inputs: feeds, fetch, hold: numbers }, transfer);
      // An engine answers a run with the fetched tensors by name.
      return { fetched: fetched as Record<string, Tensor>, held };
    };

  return {
    load,
    hold: async (tensor) => {
      const held = { held: ++count };
      const transfer: ArrayBuffer[] = [];
      await engine.ask({ kind: "hold", ...held, tensor: toSend(tensor, transfer) }, transfer);
      return held;
    },
    view: async ({ held: of }, first, end) => {
      const held = { held: ++count };
      await engine.ask({ kind: "view", ...held, of, first, end });
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

/**
 * The tensor as a message carries it. A message copies twice, on its way out and on its way in, and whole buffers even
 * for a view: so a large tensor or a view goes as a copy that the receiver takes over.
 */
function toSend(tensor: HoldableTensor, transfer: ArrayBuffer[]): HoldableTensor {
  const { data } = tensor;
  if (isStrings(data)) return tensor;
  const isView = data.byteLength !== data.buffer.byteLength;
  if (!isView && data.byteLength < LARGE_BYTES) return tensor;
  const own = data.slice();
  transfer.push(own.buffer);
  return { ...tensor, data: own };
}

/** Below this many bytes, two copies cost less than a transfer. */
const LARGE_BYTES = 65_536;

/** The first line of what ONNX Runtime says, as an error of this library. */
export function engineError(reason: string): Error {
  const [line = ""] = reason.split("\n");
  return plainError("OCCAM_RUNTIME", `ONNX Runtime could not do its work: ${line.replace(/\.$/, "")}.`);
}
