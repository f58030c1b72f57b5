import type { Program } from "../compiled/compile.ts";
import { hasRelaxed } from "../compiled/wasm-features.ts";
import { plainError } from "../errors.ts";
import type { Graph } from "../graph/value.ts";
import { encode } from "../onnx/encode.ts";
import { isStrings, type Tensor } from "../tensor/tensor.ts";
import { type EngineName, isCompiled } from "./choose-engine.ts";
import { compiledGraph } from "./compiled-session.ts";
import type { Request } from "./engine.js";
import type { Drawn, Held, HoldableTensor, LoadOptions, RunResult, Runtime, Session } from "./runtime.ts";

/** What answers the requests of a runtime, wherever it computes. */
export interface Backend {
  /** `transfer`: buffers that belong to the request alone, which the engine may take over instead of copying them. */
  readonly ask: (request: Request, transfer?: readonly ArrayBuffer[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export interface ClientOptions {
  /** Threads inside one operator of ONNX Runtime. */
  readonly threads: number;
  /** Default: the one that suits a graph. A graph without a compiled form is ONNX Runtime's in any case. */
  readonly engine?: EngineName | undefined;
  /** Compiled programs may use relaxed SIMD, where it is there. */
  readonly relaxed?: boolean | undefined;
}

/** What an engine answers to a run. */
interface RunAnswer {
  readonly fetched: Readonly<Record<string, Tensor>>;
  /** Of what it holds. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/** The Runtime contract in requests to an engine: this side numbers the sessions and handles, and compiles graphs. */
export function runtimeClient(backend: Backend, { threads, engine, relaxed = false }: ClientOptions): Runtime {
  const isRelaxed = relaxed && hasRelaxed();
  let count = 0;
  /** Of held tensors, by their handles. */
  const shapes = new Map<number, readonly number[]>();
  const shapeOf = (feed: HoldableTensor | Held | Drawn) =>
    "held" in feed ? (shapes.get(feed.held) ?? []) : feed.shape;

  const load: Runtime["load"] = async (model, options = {}) => {
    if (model instanceof Uint8Array) return loadOnnx(model, options);
    if (isCompiled(model, options, engine)) return loadCompiled(model, options);
    return loadOnnx(encode(model), options);
  };

  const loadOnnx = async (bytes: Uint8Array, options: LoadOptions): Promise<Session> => {
    const session = ++count;
    const isLarge = bytes.byteLength >= LARGE_BYTES;
    const own = isLarge ? bytes.slice() : bytes;
    const { hold = [] } = options;
    const request = { kind: "load", session, bytes: own, threads: options.threads ?? threads, hold } as const;
    await backend.ask(request, isLarge ? [own.buffer as ArrayBuffer] : []);
    return {
      engine: "onnxruntime",
      run: (inputs, outputs) => runIn(session, inputs, outputs),
      release: async () => void (await backend.ask({ kind: "release", session })),
    };
  };

  const loadCompiled = async (graph: Graph, options: LoadOptions): Promise<Session> => {
    const compiled = compiledGraph(graph, options, isRelaxed);
    /** Sessions of this graph, by the keys of their programs. */
    const sessions = new Map<string, number>();
    const run: Session["run"] = async (inputs, outputs) => {
      const given = Object.fromEntries(Object.entries(inputs).map(([name, feed]) => [name, shapeOf(feed)]));
      const { key, compile } = compiled.programFor(given);
      const session = sessions.get(key) ?? ++count;
      if (!sessions.has(key)) {
        sessions.set(key, session);
        await backend.ask({ kind: "compile", session, ...programOf(`${key} ${compiled.key}`, compile) });
      }
      return runIn(session, inputs, outputs);
    };
    const release = async () => {
      for (const session of sessions.values()) await backend.ask({ kind: "release", session });
    };
    return { engine: "compiled", run, release };
  };

  /** Programs that the engine has, by their keys: folds and rungs of a search train the same graph again and again. */
  const programs = new Map<string, number>();
  const programOf = (key: string, compile: () => Program): { id: number; program?: Program; forgets?: true } => {
    const known = programs.get(key);
    if (known !== undefined) return { id: known };
    const isFull = programs.size >= MOST_PROGRAMS;
    if (isFull) programs.clear();
    const id = ++count;
    programs.set(key, id);
    return { id, program: compile(), ...(isFull && { forgets: true as const }) };
  };

  const runIn = async (
    session: number,
    inputs: Parameters<Session["run"]>[0],
    { fetch = [], hold = [] }: Parameters<Session["run"]>[1],
  ): Promise<RunResult> => {
    const held: Record<string, Held> = Object.fromEntries(hold.map((name) => [name, { held: ++count }]));
    const numbers = Object.fromEntries(Object.entries(held).map(([name, handle]) => [name, handle.held]));
    const transfer: ArrayBuffer[] = [];
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, feed]) => [name, "data" in feed ? toSend(feed, transfer) : feed]),
    );
    const request = { kind: "run", session, inputs: feeds, fetch, hold: numbers } as const;
    const answer = (await backend.ask(request, transfer)) as RunAnswer;
    for (const [name, handle] of Object.entries(held)) shapes.set(handle.held, answer.shapes[name] ?? []);
    return { fetched: answer.fetched, held };
  };

  return {
    load,
    hold: async (tensor) => {
      const held = { held: ++count };
      const transfer: ArrayBuffer[] = [];
      await backend.ask({ kind: "hold", ...held, tensor: toSend(tensor, transfer) }, transfer);
      shapes.set(held.held, tensor.shape);
      return held;
    },
    view: async ({ held: of }, first, end) => {
      const held = { held: ++count };
      await backend.ask({ kind: "view", ...held, of, first, end });
      shapes.set(held.held, [end - first, ...(shapes.get(of) ?? []).slice(1)]);
      return held;
    },
    read: async ({ held }) => (await backend.ask({ kind: "read", held })) as Tensor,
    free: (held) => {
      for (const handle of held) shapes.delete(handle.held);
      // An engine that cannot answer holds nothing any more.
      backend.ask({ kind: "free", held: held.map((handle) => handle.held) }).catch(() => undefined);
    },
    close: backend.close,
  };
}

/** That an engine keeps for those that come again. */
const MOST_PROGRAMS = 64;

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

const SUBJECTS = { onnx: "ONNX Runtime", program: "A compiled program" } as const;

/** The first line of what an engine says, as an error of this library. */
export function engineError(reason: string, engine: keyof typeof SUBJECTS = "onnx"): Error {
  const [line = ""] = reason.split("\n");
  return plainError("OCCAM_RUNTIME", `${SUBJECTS[engine]} could not do its work: ${line.replace(/\.$/, "")}.`);
}
