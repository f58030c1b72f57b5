/** occam as a user calls it: fit, fitReplicas, the exported model. The argument names the runtime: node or web. */
import { fit, fitReplicas, l2, type Runtime, type TensorLike } from "@occam/core";
import { modelOf, optimizerOf } from "../model-of.ts";
import { type LoadedProblem, readProblem, sizeOf } from "../problem.ts";
import { repeatFor } from "../repeat.ts";
import { runtimeNamed } from "../runtime-named.ts";
import { type Reply, serve } from "../serve.ts";
import { timingRuntime } from "../timing-runtime.ts";

/** Epochs that end earlier do not count. */
const WARM_UP_MS = 500;
const [runtimeName, manner] = process.argv.slice(2);
let problem: LoadedProblem;
let runtime: Runtime;

await serve({
  open: async ({ folder, threads }) => {
    problem = readProblem(folder);
    const named = runtimeNamed(runtimeName === "web" ? "web" : "node", threads);
    runtime = named.runtime;
    return { about: named.about };
  },
  check: async ({ steps }) => {
    const run = await fit(modelOf(problem), examples(steps * problem.batchSize), { ...options(), runtime });
    const last = run.history.at(-1);
    return last === undefined ? { error: "no epoch was trained" } : { loss: last.train.loss as number };
  },
  time: ({ seconds }) => timeFit(seconds),
  path: () => timePath(),
  infer: ({ rows, seconds }) => timeInference(rows, seconds),
});

function examples(rows = problem.rows): { x: TensorLike; y: TensorLike } {
  const { inputShape, x, y } = problem;
  return {
    x: { shape: [rows, ...inputShape], data: x.subarray(0, rows * sizeOf(inputShape)) },
    y: { shape: [rows], data: y.subarray(0, rows) },
  };
}

function options() {
  const { batchSize } = problem;
  return {
    loss: "softmaxCrossEntropy",
    optimizer: optimizerOf(problem),
    batchSize,
    seed: 1,
    shuffle: false,
    initialParameters: startingWeights(problem),
  } as const;
}

function startingWeights({ parameters, weights }: LoadedProblem) {
  let at = 0;
  return new Map(
    parameters.map(({ name, shape }) => {
      const data = weights.subarray(at, at + sizeOf(shape));
      at += sizeOf(shape);
      return [name, { shape, data }] as const;
    }),
  );
}

/** Epochs of one fit, without the first ones, until so many seconds have passed. */
async function timeFit(seconds: number): Promise<Reply> {
  const { runtime: timed, clock } = timingRuntime(runtime);
  const startMs = performance.now();
  let firstMs: number | undefined;
  let lastMs = 0;
  const onEpochEnd = () => {
    lastMs = performance.now();
    if (firstMs !== undefined) return lastMs - firstMs < 1000 * seconds;
    if (lastMs - startMs > WARM_UP_MS) {
      firstMs = lastMs;
      clock.reset();
    }
    return true;
  };
  await fit(modelOf(problem), examples(), {
    ...options(),
    runtime: timed,
    epochs: 1_000_000,
    callbacks: [{ onEpochEnd }],
  });
  const steps = clock.stepCount();
  return {
    microseconds: (1000 * clock.trainingMs()) / steps,
    wholeMicroseconds: (1000 * (lastMs - (firstMs ?? 0))) / steps,
  };
}

/** All networks of a path, in one graph or one fit after the other; compilation included. */
async function timePath(): Promise<Reply> {
  const { path } = problem;
  if (path === undefined) return { error: "the problem has no path" };
  const model = modelOf(problem);
  const common = { ...options(), runtime, epochs: path.epochs };
  const startMs = performance.now();
  const runs =
    manner === "in turn"
      ? await inTurn(path.alphas, (alpha) => fit(model, examples(), { ...common, regularizer: l2({ alpha }) }))
      : await fitReplicas(model, examples(), { ...common, regularizer: l2({ alpha: path.alphas }) });
  const microseconds = 1000 * (performance.now() - startMs);
  return { microseconds, losses: runs.map(({ history }) => history.at(-1)?.train.loss ?? Number.NaN) };
}

async function inTurn<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}

/** The model that toOnnx exports, in the runtime, as any program would run it. */
async function timeInference(rows: number, seconds: number): Promise<Reply> {
  // One step of no length: the exported weights are the starting ones.
  const run = await fit(modelOf(problem), examples(problem.batchSize), {
    ...options(),
    runtime,
    optimizer: optimizerOf({ optimizer: { name: "sgd", learningRate: 1e-30, momentum: 0 } }),
  });
  const session = await runtime.load(await run.toOnnx(), { threads: rows === 1 ? 1 : 0 });
  const width = sizeOf(problem.inputShape);
  const x = { shape: [rows, ...problem.inputShape], data: problem.x.slice(0, rows * width) };
  const predict = async () => (await session.run({ x }, { fetch: ["probabilities"] })).fetched.probabilities;
  const microseconds = await repeatFor(seconds, async (count) => {
    for (let i = 0; i < count; i++) await predict();
  });
  const first = (await predict())?.data.slice(0, problem.classes);
  await session.release();
  return { microseconds, probabilities: Array.from(first as Float32Array) };
}
