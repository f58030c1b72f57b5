/** The Runtime of browsers: compiled programs, and ONNX Runtime in WebAssembly, in the caller's own thread. Published as @occam/core/web. */
import { describe, optionError } from "../errors.ts";
import { count, flag, given, oneOf, optional } from "../options/field.ts";
import { record } from "../options/record.ts";
import { type Backend, engineError, type ProgramThreads } from "./backend.ts";
import { ENGINES, type EngineName, LARGEST } from "./choose-engine.ts";
import { createEngine, type OnnxEngine, type Request } from "./engine.js";
import { onnxEngine } from "./onnx-engine.js";
import { otherTasks } from "./other-tasks.ts";
import type { Runtime } from "./runtime.ts";
import { runtimeClient } from "./runtime-client.ts";
import { canShare, webThreads } from "./web-threads.ts";
import { allAnswered } from "./with-session.ts";

interface WebRuntimeBase {
  /**
   * Default 1: all is computed in the thread that calls. More share the replicas, or the examples, of compiled programs, each a worker of its own, so that
   * the thread that calls stays free: the same numbers, up to 100 million multiplications a step, above which ONNX Runtime then takes over. In ONNX Runtime threads inside one operator, for all runtimes of the page, as it has one
   * pool of them. More than 1 needs a cross-origin isolated page; elsewhere, Node.js included, it is 1 and `onNotice` is told.
   */
  readonly threads?: number;
  /** "compiled" for all graphs that have a compiled form, or "onnxruntime". Default: the one that suits each. A WebGPU device has ONNX Runtime alone. */
  readonly engine?: EngineName;
  /**
   * Compiled programs may multiply and add in one rounding, by WebAssembly's relaxed SIMD, where the engine has it: faster, but the last bits
   * differ from one processor to another. Default false.
   */
  readonly relaxed?: boolean;
  /** Where the .wasm file lies: the folder's URL with its last slash, or the URLs of the files. */
  readonly wasmPaths?: string | { readonly wasm?: string | URL; readonly mjs?: string | URL };
}

/** A WebGPU runtime may have to compute elsewhere, so it needs somebody to tell. */
export type WebRuntimeOptions = WebRuntimeBase &
  (
    | { readonly device?: "wasm"; readonly onNotice?: (line: string) => void }
    | { readonly device: "webgpu"; readonly onNotice: (line: string) => void }
  );

const WEB_RUNTIME = record("webRuntime", {
  threads: optional(count(), 1),
  engine: optional(oneOf(ENGINES)),
  relaxed: optional(flag(), false),
  wasmPaths: given<WebRuntimeBase["wasmPaths"]>(),
  device: optional(oneOf(["wasm", "webgpu"]), "wasm"),
  onNotice: given<(line: string) => void>(),
});

/**
 * Compiled programs and ONNX Runtime (npm package onnxruntime-web) in the thread that calls it, a page or better a Web Worker; Node.js too.
 * The package and its WebAssembly load at the first call that needs them. Between two runs other tasks of the thread get their turn.
 * Where `device` is "webgpu" and there is no adapter, it computes in WebAssembly and says so in one line to `onNotice`.
 * @throws RangeError with code OCCAM_OPTION for an option that it does not know, and a value that none takes.
 */
export function webRuntime(options: WebRuntimeOptions = {}): Runtime {
  const { threads: wished, engine, relaxed, device, onNotice } = WEB_RUNTIME.read(options);
  const isOnGpu = device === "webgpu";
  if (isOnGpu && typeof onNotice !== "function") {
    const expected = 'a function (line: string) => void with device "webgpu"';
    throw optionError({ where: "webRuntime.onNotice", expected, received: describe(onNotice) });
  }
  if (wished > 1 && !canShare()) onNotice?.("This is no cross-origin isolated page: computing with 1 thread.");
  const threads = canShare() ? wished : 1;
  const answer = createEngine(() => openOrt({ ...options, threads }));
  const programs = threads > 1 && !isOnGpu ? webThreads(threads) : HERE;
  const client = runtimeClient(lazyEngine(answer, programs), {
    threads,
    engine: isOnGpu ? "onnxruntime" : engine,
    largest: () => (threads === 1 ? LARGEST.webAssembly : LARGEST.webAssemblyThreads),
    relaxed,
  });
  if (!isOnGpu) return client;
  return { ...client, unrolledSteps: async () => ((await hasGpuAdapter()) ? UNROLLED_STEPS : undefined) };
}

/** ONNX Runtime has no loop on WebGPU. So many steps in one run make the way to the device and back small beside them. */
const UNROLLED_STEPS = 8;

type Answer = ReturnType<typeof createEngine>;

/** Programs run in the thread that asks. */
const HERE: ProgramThreads = {
  threads: [],
  allocate: (byteLength) => new ArrayBuffer(byteLength),
  close: async () => {},
};

/** An engine in this thread that answers one request at a time, in order, beside the threads of programs. */
function lazyEngine(answer: Answer, programs: ProgramThreads): Backend {
  let queue: Promise<unknown> = Promise.resolve();

  const ask: Backend["ask"] = (request, transfer = []) => {
    // As a message would: what the caller changes afterwards, here or in the answer, is a copy.
    const own = structuredClone(request, { transfer: [...transfer] });
    const answering = queue.then(() => answerInTurn(answer, own));
    queue = answering.catch(() => undefined);
    // The engine makes an error of whatever was thrown.
    return answering.catch(({ message, engine }: Error & { readonly engine: "program" | "onnx" }) => {
      throw engineError(message, engine);
    });
  };

  return {
    ...programs,
    ask,
    close: async () => void (await allAnswered([ask({ kind: "close" }), programs.close()])),
  };
}

async function answerInTurn(answer: Answer, request: Request): Promise<unknown> {
  // All of ONNX Runtime's promises may resolve without a task of their own.
  if (request.kind === "run") await otherTasks();
  return structuredClone(await answer(request));
}

/** What a browser may have beyond Node.js. */
const browser = globalThis as {
  readonly navigator?: { readonly gpu?: { readonly requestAdapter: () => Promise<unknown> } };
};

async function openOrt(options: WebRuntimeOptions): Promise<OnnxEngine> {
  const { device = "wasm", threads = 1, wasmPaths, onNotice } = options;
  const hasGpu = device === "webgpu" && (await hasGpuAdapter());
  if (device === "webgpu" && !hasGpu) onNotice?.("There is no WebGPU adapter here: computing in WebAssembly instead.");

  const ort = await imported<OrtWeb>(hasGpu ? import("onnxruntime-web/webgpu") : import("onnxruntime-web/wasm"));
  // Warnings go to the console otherwise. The package has no usage data to switch off.
  ort.env.logLevel = "error";
  ort.env.wasm.numThreads = threads;
  if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths;
  if (!hasGpu) return onnxEngine(ort, () => ({ executionProviders: ["wasm"] }));
  const onDevice = ({ hold }: { readonly hold: readonly string[] }) => ({
    executionProviders: ["webgpu", "wasm"],
    // State stays with the device from one run to the next.
    preferredOutputLocation: Object.fromEntries(hold.map((name) => [name, "gpu-buffer" as const])),
  });
  return onnxEngine(ort, onDevice, (tensor) => onGpu(ort, tensor));
}

type OrtWeb = typeof import("onnxruntime-web/webgpu");
type OrtTensor = InstanceType<OrtWeb["Tensor"]>;

/** As far as it is used here; Node's types have no WebGPU. */
interface GpuDevice {
  readonly createBuffer: (what: { readonly size: number; readonly usage: number }) => { readonly destroy: () => void };
  readonly queue: { readonly writeBuffer: (buffer: unknown, offset: number, data: ArrayBufferView) => void };
}

/** GPUBufferUsage: COPY_SRC, COPY_DST and STORAGE. */
const BUFFER_USAGE = 0x04 | 0x08 | 0x80;

/** A copy of the tensor in a buffer of the device that ONNX Runtime computes on; other element types stay where they are. */
async function onGpu(ort: OrtWeb, tensor: OrtTensor): Promise<OrtTensor> {
  if ((tensor.type !== "float32" && tensor.type !== "int32") || tensor.size === 0) return tensor;
  const device = (await ort.env.webgpu.device) as unknown as GpuDevice;
  const data = tensor.data as Float32Array | Int32Array;
  // Kernels read four numbers at a time.
  const buffer = device.createBuffer({ size: 16 * Math.ceil(data.byteLength / 16), usage: BUFFER_USAGE });
  device.queue.writeBuffer(buffer, 0, data);
  return ort.Tensor.fromGpuBuffer(buffer as never, {
    dataType: tensor.type,
    dims: tensor.dims,
    dispose: () => buffer.destroy(),
  });
}

async function hasGpuAdapter(): Promise<boolean> {
  const adapter = await browser.navigator?.gpu?.requestAdapter();
  return adapter !== undefined && adapter !== null;
}

async function imported<T>(module: Promise<T>): Promise<T> {
  try {
    return await module;
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    if (!isMissing) throw error;
    throw new Error("the package onnxruntime-web is not installed: run `npm install onnxruntime-web`");
  }
}
