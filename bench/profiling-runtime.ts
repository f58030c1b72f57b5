/** A runtime that lets ONNX Runtime write down how long each node of the training graph takes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Held, Runtime, Session, Tensor } from "@occam/core";
import { encode } from "@occam/core/graph";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";

/** One entry of ONNX Runtime's profile; `dur` in microseconds. */
export interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args: {
    readonly op_name?: string;
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

export interface Profiler {
  readonly runtime: Runtime;
  /** Of the training graph, once its session is released. */
  readonly events: () => readonly ProfileEvent[];
  readonly stepCount: () => number;
}

/** Computes in the calling thread, with as many threads as the library asks for. */
export function profilingRuntime(): Profiler {
  /** Those of runs under way are to come. */
  const held = new Map<number, OrtTensor | Promise<OrtTensor>>();
  let count = 0;
  let steps = 0;
  let found: readonly ProfileEvent[] = [];

  const hold = (tensor: OrtTensor | Promise<OrtTensor>): Held => {
    held.set(++count, tensor);
    return { held: count };
  };

  const load: Runtime["load"] = async (model, options) => {
    const bytes = model instanceof Uint8Array ? model : encode(model);
    const folder = mkdtempSync(join(tmpdir(), "occam-profile-"));
    const session = await InferenceSession.create(bytes, {
      executionProviders: ["cpu"],
      graphOptimizationLevel: "extended",
      intraOpNumThreads: (options?.threads ?? 1) || availableParallelism(),
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      enableProfiling: true,
      profileFilePrefix: join(folder, "profile"),
    });
    const begin: Session["begin"] = (inputs, { fetch = [], hold: kept = [] }) => {
      // Levels are drawn by compiled programs alone.
      const feeds = Object.entries(inputs).map(async ([name, feed]) => [
        name,
        await ("held" in feed ? held.get(feed.held) : toOrt(feed as Tensor)),
      ]);
      const stepCount = inputs.stepCount;
      if (stepCount !== undefined && "data" in stepCount) steps += Number(stepCount.data[0]);
      const results = Promise.all(feeds).then((entries) =>
        session.run(Object.fromEntries(entries), [...fetch, ...kept]),
      );
      const fetched = results.then((found) =>
        Object.fromEntries(fetch.map((name) => [name, toPlain(found[name] as OrtTensor)])),
      );
      const later = (name: string) => results.then((found) => found[name] as OrtTensor);
      return { fetched, held: Object.fromEntries(kept.map((name) => [name, hold(later(name))])) };
    };
    return {
      engine: "onnxruntime",
      begin,
      run: async (inputs, outputs) => {
        const { fetched, held: kept } = begin(inputs, outputs);
        return { fetched: await fetched, held: kept };
      },
      release: async () => {
        session.endProfiling();
        if (session.inputNames.includes("stepCount")) found = readEvents(folder);
        await session.release();
        rmSync(folder, { recursive: true });
      },
    };
  };

  return {
    runtime: {
      load,
      hold: async (tensor) => hold(toOrt(tensor)),
      view: async (handle, first, end) => hold(rowsOf((await held.get(handle.held)) as OrtTensor, first, end)),
      read: async (handle) => toPlain((await held.get(handle.held)) as OrtTensor),
      free: (handles) => {
        for (const handle of handles) held.delete(handle.held);
      },
      close: async () => {},
    },
    events: () => found,
    stepCount: () => steps,
  };
}

function toOrt({ data, shape, dtype }: Tensor & { dtype?: "bool" }): OrtTensor {
  if (dtype === "bool") return new OrtTensor("bool", data as Uint8Array, shape);
  // Every other element type is told by the array.
  return new OrtTensor(data as Float32Array, shape);
}

function rowsOf({ data, dims }: OrtTensor, first: number, end: number): OrtTensor {
  const [count, ...shape] = dims as [number, ...number[]];
  const width = data.length / count;
  return new OrtTensor((data as Float32Array).subarray(first * width, end * width), [end - first, ...shape]);
}

function toPlain({ data, dims }: OrtTensor): Tensor {
  return { data: data as Float32Array, shape: dims };
}

function readEvents(folder: string): readonly ProfileEvent[] {
  return readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as ProfileEvent[]);
}
