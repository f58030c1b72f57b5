import { hasRelaxed } from "../compiled/wasm-features.ts";
import type { Graph } from "../graph/value.ts";
import { encode } from "../onnx/encode.ts";
import { isStrings, type Tensor } from "../tensor/tensor.ts";
import { type Backend, engineError } from "./backend.ts";
import { type EngineChoice, isCompiled } from "./choose-engine.ts";
import { compiledGraph } from "./compiled-graph.ts";
import { lengthsOf, shapeIn, shapesOf } from "./graph-lengths.ts";
import { heldTensors } from "./held-tensors.ts";
import { orderedAsk } from "./ordered-ask.ts";
import { programRuns } from "./program-runs.ts";
import { runsBy } from "./runs-by.ts";
import type { BegunRun, Held, HoldableTensor, Inputs, LoadOptions, Outputs, Runtime, Session } from "./runtime.ts";
import { type NumberTensor, tensorMemory } from "./tensor-memory.ts";

export interface ClientOptions extends EngineChoice {
  /** Threads inside one operator of ONNX Runtime. */
  readonly threads: number;
  /** Compiled programs may use relaxed SIMD, where it is there. */
  readonly relaxed: boolean;
}

/** What ONNX Runtime's engine answers to a run. */
interface RunAnswer {
  readonly fetched: Readonly<Record<string, Tensor>>;
  /** Of what it holds. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/** The Runtime contract: this side numbers sessions and handles, compiles graphs, and keeps what programs read; the engine has ONNX Runtime. */
export function runtimeClient(backend: Backend, { threads, relaxed, ...choice }: ClientOptions): Runtime {
  const isRelaxed = relaxed && hasRelaxed();
  let count = 0;
  const nextNumber = () => ++count;
  const memory = tensorMemory(backend.allocate);
  const held = heldTensors(memory);
  const { ask, askAfter } = orderedAsk(backend.ask);
  const read: Runtime["read"] = async (handle) => {
    const here = held.at(handle);
    if (here === undefined) return (await ask({ kind: "read", held: handle.held })) as Tensor;
    const ended = held.writing(handle)?.ended ?? Promise.resolve();
    const reading = ended.then(() => plainCopy(here));
    held.use([handle], reading);
    return reading;
  };
  const programs = programRuns({ threads: backend.threads, memory, held, read, nextNumber });

  const load: Runtime["load"] = async (model, options = {}) => {
    if (model instanceof Uint8Array) return loadOnnx(model, options);
    if (!isCompiled(model, options, choice)) return loadOnnx(encode(model), options, model);
    const session = programs.open(compiledGraph(model, options, isRelaxed));
    const refusal = await session.reserve(options.lengths ?? {});
    if (refusal === undefined) return session;
    await session.release();
    if (choice.engine === "compiled") throw refusal;
    return loadOnnx(encode(model), options, model);
  };

  const loadOnnx = async (bytes: Uint8Array, options: LoadOptions, graph?: Graph): Promise<Session> => {
    const session = nextNumber();
    const isLarge = bytes.byteLength >= LARGE_BYTES;
    const own = isLarge ? bytes.slice() : bytes;
    const { hold = [] } = options;
    const request = { kind: "load", session, bytes: own, threads: options.threads ?? threads, hold } as const;
    await ask(request, isLarge ? [own.buffer as ArrayBuffer] : []);
    return {
      engine: "onnxruntime",
      ...runsBy((inputs, outputs) => beginOnnx({ session, graph }, inputs, outputs)),
      release: async () => void (await ask({ kind: "release", session })),
    };
  };

  const beginOnnx = (
    { session, graph }: { readonly session: number; readonly graph: Graph | undefined },
    inputs: Inputs,
    { fetch = [], hold = [] }: Outputs,
  ): BegunRun => {
    // Of a file's outputs only the answer tells the shapes.
    const lengths = graph && lengthsOf(graph, shapesOf(held.fedWith(inputs)));
    const values = new Map(graph?.outputs);
    const shapeOf = (name: string) => shapeIn(lengths ?? new Map(), values.get(name)?.shape ?? []);
    const numbers = Object.fromEntries(hold.map((name) => [name, nextNumber()]));
    const transfer: ArrayBuffer[] = [];
    const feeds = Object.entries(inputs).map(([name, feed]) => {
      if ("distribution" in feed) throw engineError(`${name} is drawn by compiled programs alone`);
      if (!("held" in feed)) return [name, toSend(feed, transfer)] as const;
      if (!held.isInEngine(feed)) giveToEngine(feed);
      return [name, feed] as const;
    });
    const request = { kind: "run", session, inputs: Object.fromEntries(feeds), fetch, hold: numbers } as const;
    const answered = ask(request, transfer) as Promise<RunAnswer>;
    const handles = Object.entries(numbers).map(([name, handle]) => [name, held.add(handle, shapeOf(name))] as const);
    const fetched = answered.then((answer) => {
      for (const [name, handle] of handles) held.nowHasShape(handle, answer.shapes[name] ?? []);
      return answer.fetched;
    });
    return { fetched, held: Object.fromEntries(handles) };
  };

  /** ONNX Runtime takes no memory that others write: it gets a copy, once. That it has none is said by the run that asks for it. */
  const giveToEngine = (handle: Held): void => {
    const here = held.at(handle) as NumberTensor;
    held.nowInEngine(handle);
    const writing = held.writing(handle);
    const given = writing ? askAfter(writing.ended, () => holding(handle, here)) : askToHold(handle, here);
    held.use(
      [handle],
      given.catch(() => undefined),
    );
  };

  const askToHold = (handle: Held, tensor: HoldableTensor): Promise<unknown> => {
    const { request, transfer } = holding(handle, tensor);
    return ask(request, transfer);
  };

  return {
    load,
    hold: async (tensor) => {
      const { shape, data } = tensor;
      if (programs.areOpen() && !isStrings(data))
        return held.add(nextNumber(), shape, memory.copyOf({ ...tensor, data }));
      const handle = held.add(nextNumber(), shape);
      await askToHold(handle, tensor);
      return handle;
    },
    view: async (whole, first, end) => {
      const handle = nextNumber();
      const here = held.view(whole, handle, first, end);
      if (here !== undefined) return here;
      await ask({ kind: "view", held: handle, of: whole.held, first, end });
      return held.add(handle, [end - first, ...held.shapeOf(whole).slice(1)]);
    },
    read,
    free: (handles) => {
      const inEngine = held.free(handles);
      // An engine that cannot answer holds nothing any more.
      if (inEngine.length > 0) ask({ kind: "free", held: inEngine }).catch(() => undefined);
    },
    close: async () => {
      programs.close();
      await backend.close();
    },
  };
}

/** A request to hold a copy. */
function holding({ held }: Held, tensor: HoldableTensor) {
  const transfer: ArrayBuffer[] = [];
  return { request: { kind: "hold", held, tensor: toSend(tensor, transfer) } as const, transfer };
}

/** In memory of its own, which no thread writes. */
function plainCopy(tensor: NumberTensor): Tensor {
  return { ...tensor, data: tensor.data.slice() };
}

/**
 * The tensor as a message carries it. A message copies twice, on its way out and on its way in, and whole buffers even
 * for a view: so a large tensor or a view goes as a copy that the receiver takes over, and so does what others may write.
 */
function toSend(tensor: HoldableTensor, transfer: ArrayBuffer[]): HoldableTensor {
  const { data } = tensor;
  if (isStrings(data)) return tensor;
  const isWhole = data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength;
  if (isWhole && data.byteLength < LARGE_BYTES) return tensor;
  const own = data.slice();
  transfer.push(own.buffer);
  return { ...tensor, data: own };
}

/** Below this many bytes, two copies cost less than a transfer. */
const LARGE_BYTES = 65_536;
