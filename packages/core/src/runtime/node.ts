/** The Runtime of Node.js: compiled programs and ONNX Runtime in worker threads. Published as @occam/core/node. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { occamError } from "../errors.ts";
import { count, flag, oneOf, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Backend } from "./backend.ts";
import { ENGINES, LARGEST, MANY_REPLICAS } from "./choose-engine.ts";
import { type MessageThread, messageThread, type StartedThread, sharing, type ThreadEvents } from "./message-thread.ts";
import { coreCount } from "./node-cores.ts";
import type { Runtime } from "./runtime.ts";
import { runtimeClient } from "./runtime-client.ts";

/** Options of `nodeRuntime`. */
const NODE_RUNTIME = record("nodeRuntime", {
  /**
   * Threads that share the replicas, or the examples, of a compiled program; default: one for each core. Results do not depend on it. In ONNX Runtime
   * threads inside one operator, unless `load` says otherwise; default 1: best for the small networks of tables.
   */
  threads: optional(count()),
  /**
   * Where ONNX Runtime computes. Default "cpu". "cuda" needs its CUDA libraries beside the package, which its install
   * script fetches (`npm rebuild onnxruntime-node --ignore-scripts=false`), and an NVIDIA driver; "webgpu" a graphics driver with Vulkan, Metal or
   * Direct3D 12. Operators that the device lacks run on the CPU. Where it is missing, the first call fails and says so.
   */
  device: optional(oneOf(["cpu", "cuda", "webgpu"]), "cpu"),
  /** "compiled" for all graphs that have a compiled form, or "onnxruntime". Default: the one that suits each; devices other than the CPU have ONNX Runtime alone. */
  engine: optional(oneOf(ENGINES)),
  /**
   * Compiled programs may multiply and add in one rounding, by WebAssembly's relaxed SIMD, where the engine has it: faster, but the last bits
   * differ from one processor to another. Default false.
   */
  relaxed: optional(flag(), false),
});

export type NodeRuntimeOptions = OptionsOf<typeof NODE_RUNTIME>;

/**
 * Compiled programs and ONNX Runtime (npm package onnxruntime-node) in worker threads of their own, so that the caller's thread stays free.
 * Threads start at the first call that needs them, do not keep the process alive while idle, and end with `close()`.
 * @throws RangeError with code OCCAM_OPTION for an option that it does not know, and a value that none takes.
 */
export function nodeRuntime(options: NodeRuntimeOptions = {}): Runtime {
  const { threads, device, engine, relaxed } = NODE_RUNTIME.read(options);
  const count = threads ?? (coreCount() || availableParallelism());
  const client = runtimeClient(lazyWorkers(device, count), {
    threads: threads ?? 1,
    engine: device === "cpu" ? engine : "onnxruntime",
    largest: (replicaCount) => (replicaCount >= MANY_REPLICAS ? LARGEST.nativeMany : LARGEST.native),
    relaxed,
  });
  return device === "cpu"
    ? client
    : { ...client, load: (...model) => client.load(...model).catch(withoutDevice(device)) };
}

/** What a session says that could not be made on another device than the CPU. */
function withoutDevice(device: string): (error: Error) => never {
  return ({ message }) => {
    const reason = message.replace(/^.*?: /, "").replace(/\. \(OCCAM_RUNTIME\)$/, "");
    throw occamError("OCCAM_RUNTIME", {
      where: `nodeRuntime({ device: "${device}" })`,
      expected: "the device and its libraries to be here",
      received: `from ONNX Runtime: ${reason}`,
      fix: 'leave "device" out to compute on the CPU',
    });
  };
}

/** Workers of which the first has ONNX Runtime too. */
function lazyWorkers(device: string, count: number): Backend {
  const workers = Array.from({ length: count }, () => messageThread((events) => startWorker(device, events)));
  const [first] = workers as [MessageThread, ...MessageThread[]];
  return {
    ask: first.ask,
    ...sharing(workers),
  };
}

function startWorker(device: string, { onAnswers, onLost }: ThreadEvents): StartedThread {
  // ONNX Runtime's packages send usage data unless told not to, and read this variable when they load. A worker's
  // environment is a copy that native code does not see, so it is set here, in the process itself.
  process.env.ORT_DISABLE_TELEMETRY ??= "1";
  const worker = new Worker(new URL("./node-worker.js", import.meta.url), {
    workerData: { device, cores: coreCount() },
  });
  worker.on("message", onAnswers);
  worker.on("error", ({ message }) => onLost(message.replace(/\n.*/s, "")));
  const ended = new Promise<void>((resolve) => {
    worker.on("exit", (code) => {
      onLost(`exit code ${code}`);
      resolve();
    });
  });
  const hold = (isAwaited: boolean) => (isAwaited ? worker.ref() : worker.unref());
  return {
    post: (asked, transfer) => worker.postMessage(asked, transfer),
    later: setImmediate,
    hold,
    end: () => {
      hold(true);
      return ended;
    },
  };
}
