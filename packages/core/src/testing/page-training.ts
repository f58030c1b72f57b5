/** Test support: one training, in Node and as the module of a web page. */

import { add, input } from "../graph/ops/index.ts";
import { adam, dense, dropout, fit, l1, type Run, type Runtime, sequential } from "../index.ts";
import { encode } from "../onnx/encode.ts";
import { type WebRuntimeOptions, webRuntime } from "../runtime/web.ts";
import { RECIPES } from "./known-weights.ts";
import { twoClasses } from "./problems.ts";

/** The weights after so many epochs of 10 steps. */
export async function trainedWeights(runtime: Runtime, epochs: number): Promise<readonly number[]> {
  const model = sequential({
    inputShape: [4],
    layers: [
      dense({ units: 6, activation: "relu", kernelRegularizer: l1({ alpha: 1e-3 }) }),
      dropout({ rate: 0.3 }),
      dense({ units: 2 }),
    ],
  });
  const optimizer = adam({ learningRate: 0.02 });
  const options = { loss: "softmaxCrossEntropy", optimizer, epochs, batchSize: 8, seed: 3 } as const;
  const run = await fit(model, twoClasses(80, 4), { ...options, runtime });
  await runtime.close();
  return weightsOf([run]);
}

/** The weights of three networks that train together. */
export async function weightsOfThree(runtime: Runtime): Promise<readonly number[]> {
  const runs = await RECIPES["three strengths together"](runtime);
  await runtime.close();
  return weightsOf(runs);
}

function weightsOf(runs: readonly Run[]): readonly number[] {
  return runs.flatMap(({ parameters }) => [...parameters.values()].flatMap(({ data }) => Array.from(data)));
}

export interface TrainedOnPage {
  readonly notices: readonly string[];
  readonly weights: readonly number[];
}

export async function trainOnPage({
  epochs,
  ...options
}: Partial<WebRuntimeOptions> & { readonly epochs: number }): Promise<TrainedOnPage> {
  const notices: string[] = [];
  const onNotice = (line: string) => void notices.push(line);
  const runtime = webRuntime({ ...options, engine: "onnxruntime", wasmPaths: "/engine/", onNotice });
  return { notices, weights: await trainedWeights(runtime, epochs) };
}

/** What a page has, and Node's types have not. */
interface PageWorkers {
  Worker: new (url: URL, options: object) => { readonly terminate: () => void };
}

export interface TrainedInThreads {
  readonly weights: readonly number[];
  readonly started: number;
  readonly ended: number;
}

/** Weights of three networks by compiled programs in so many threads of the page, and how many workers were started and ended for that. `script`: instead of theirs. */
export async function trainInThreads({
  threads,
  script,
}: {
  readonly threads: number;
  readonly script?: string;
}): Promise<TrainedInThreads | string> {
  const page = globalThis as unknown as PageWorkers;
  const { Worker } = page;
  let [started, ended] = [0, 0];
  page.Worker = class extends Worker {
    constructor(url: URL, options: object) {
      super(script === undefined ? url : new URL(script, url), options);
      started++;
    }
    override readonly terminate = () => {
      super.terminate();
      ended++;
    };
  };
  try {
    const weights = await weightsOfThree(webRuntime({ engine: "compiled", threads }));
    return { weights, started, ended };
  } catch (error) {
    return (error as Error).message;
  } finally {
    page.Worker = Worker;
  }
}

/** 2 x for x = 3, from a runtime that is closed while it still holds the answer and a session. */
export async function closedWhileHolding(options: Partial<WebRuntimeOptions>): Promise<number> {
  const runtime = webRuntime({ ...options, wasmPaths: "/engine/", onNotice: () => {} });
  const x = input("x", "float32", ["N"]);
  const file = encode({ name: "doubled", inputs: [x], outputs: [["y", add(x, x)]] });
  const session = await runtime.load(file, { hold: ["y"] });
  const fed = await runtime.hold({ shape: [1], data: Float32Array.of(3) });
  await session.run({ x: fed }, { hold: ["y"] });
  const { fetched } = await session.run({ x: fed }, { fetch: ["y"] });
  await runtime.close();
  return Number(fetched.y?.data[0]);
}

export async function hasGpuAdapter(): Promise<boolean> {
  // Node's types have no WebGPU.
  const { navigator } = globalThis as { navigator?: { gpu?: { requestAdapter: () => Promise<unknown> } } };
  return Boolean(await navigator?.gpu?.requestAdapter());
}
