import type { Graph } from "../graph/value.ts";
import type { DistributionName } from "../tensor/distributions.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * What runs graphs. Training, selection and diagnosis know only this contract; a caller injects
 * `nodeRuntime()` from @occam/core/node, `webRuntime()` from @occam/core/web, or another runtime.
 */
export interface Runtime {
  /**
   * Opens a graph, in the engine that it suits, or the bytes of an ONNX file, in ONNX Runtime.
   * @throws Error with code OCCAM_RUNTIME when the engine refuses the model, or has not the memory for it.
   */
  readonly load: (model: Graph | Uint8Array, options?: LoadOptions) => Promise<Session>;
  /** Copies a tensor to the runtime once, so that many runs can use it. */
  readonly hold: (tensor: HoldableTensor) => Promise<Held>;
  /** Rows `first` up to but not including `end` of a held tensor, under a handle of their own. Nothing is copied. */
  readonly view: (held: Held, first: number, end: number) => Promise<Held>;
  /** The tensor behind a handle. */
  readonly read: (held: Held) => Promise<Tensor>;
  /** Gives the memory behind handles back. A handle is of no use afterwards. */
  readonly free: (held: readonly Held[]) => void;
  /**
   * How many training steps a graph is to have written out one after the other, where the device runs no loops. Without this
   * function, or where it says undefined, a graph loops.
   */
  readonly unrolledSteps?: () => Promise<number | undefined>;
  /** Ends the runtime. Work under way is finished first. */
  readonly close: () => Promise<void>;
}

export interface LoadOptions {
  /** Threads inside one operator; 1 is faster for small networks. WebAssembly has one number for all sessions. */
  readonly threads?: number;
  /**
   * The engine of a session that reads or writes the same held tensors: between engines they are copied. Default: the one that suits the graph;
   * what the runtime was made with goes before.
   */
  readonly engine?: Session["engine"] | undefined;
  /** A named dimension along which nothing speaks to anything: an engine may take replica after replica. */
  readonly replicas?: string;
  /** Likewise, of examples: an engine may take them in blocks. */
  readonly examples?: string;
  /**
   * Inputs that runs may give as `Drawn`, where the session is compiled, and what they hold. They have none of the dimensions
   * `replicas` and `examples`.
   */
  readonly drawn?: Readonly<Record<string, DistributionName>>;
  /**
   * Lengths of named dimensions in the runs to come, the largest where they differ. With those of all inputs a program's memory is known, and asked for,
   * before anything runs: what does not get it is ONNX Runtime's.
   */
  readonly lengths?: Readonly<Record<string, number>>;
  /** Outputs that runs will hold: a device may keep them in its own memory. */
  readonly hold?: readonly string[];
}

/** A tensor that stays with the runtime: data sets, parameters, optimizer state. */
export interface Held {
  readonly held: number;
}

export interface Session {
  /** What runs it. */
  readonly engine: "compiled" | "onnxruntime";
  /** Runs may give the inputs that `LoadOptions.drawn` names as `Drawn`. */
  readonly takesDrawn?: boolean;
  /** Runs the graph once. Outputs named in `hold` stay with the runtime; those in `fetch` come back. */
  readonly run: (inputs: Inputs, outputs: Outputs) => Promise<RunResult>;
  /**
   * As `run`, with the handles of what will be held at once: runs that are begun later, and reads, may take them, and nobody waits in between.
   * Whoever begins a run waits for `fetched`, which fails where the run does.
   */
  readonly begin: (inputs: Inputs, outputs: Outputs) => BegunRun;
  readonly release: () => Promise<void>;
}

export type Inputs = Readonly<Record<string, HoldableTensor | Held | Drawn>>;

export interface Outputs {
  readonly fetch?: readonly string[];
  readonly hold?: readonly string[];
}

export interface RunResult {
  readonly fetched: Readonly<Record<string, Tensor>>;
  readonly held: Readonly<Record<string, Held>>;
}

export interface BegunRun {
  readonly fetched: Promise<RunResult["fetched"]>;
  readonly held: RunResult["held"];
}

/** A tensor of random numbers that a compiled session draws where it uses them. */
export interface Drawn {
  readonly shape: readonly number[];
  readonly distribution: DistributionName;
  /** For each of as many equal pieces, in row-major order, the distribution's parameters and the words of its key. */
  readonly pieces: readonly (readonly number[])[];
  /**
   * Where each replica reads one stream alone: which, for each of them. Pieces then go stream by stream in turn, and a run of some of
   * the replicas draws what these read.
   */
  readonly streamOf?: readonly number[];
}

/** A tensor with the element type that its graph input declares, where the data alone do not tell (bool). */
export interface HoldableTensor extends Tensor {
  readonly dtype?: "bool";
}
