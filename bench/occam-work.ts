/** What occam is asked to do, in Node and on a page alike: fit, fitReplicas, the exported model. */
import { fit, fitReplicas, l2, type Runtime, type TensorLike } from "@occam/core";
import { modelOf, optimizerOf } from "./model-of.ts";
import { type LoadedProblem, sizeOf } from "./problem.ts";
import { repeatFor } from "./repeat.ts";
import type { Handlers, Reply } from "./serve.ts";
import { timingRuntime } from "./timing-runtime.ts";

/** Epochs that end earlier do not count. */
const WARM_UP_MS = 500;

export interface Work {
  readonly problem: LoadedProblem;
  readonly runtime: Runtime;
  /** Networks of a path one after the other, instead of together. */
  readonly isInTurn: boolean;
}

/** `current`: what was opened last. */
export function handlersOf(current: () => Work): Required<Omit<Handlers, "open">> {
  return {
    check: async ({ steps }) => {
      const { problem, runtime } = current();
      const run = await fit(modelOf(problem), examples(problem, steps * problem.batchSize), {
        ...options(problem),
        runtime,
      });
      const last = run.history.at(-1);
      return last === undefined ? { error: "no epoch was trained" } : { loss: last.train.loss };
    },
    time: ({ seconds }) => timeFit(current(), seconds),
    path: () => timePath(current()),
    infer: ({ rows, seconds }) => timeInference(current(), rows, seconds),
  };
}

function examples(problem: LoadedProblem, rows = problem.rows): { x: TensorLike; y: TensorLike } {
  const { inputShape, x, y } = problem;
  return {
    x: { shape: [rows, ...inputShape], data: x.subarray(0, rows * sizeOf(inputShape)) },
    y: { shape: [rows], data: y.subarray(0, rows) },
  };
}

function options(problem: LoadedProblem) {
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
async function timeFit({ problem, runtime }: Work, seconds: number): Promise<Reply> {
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
  await fit(modelOf(problem), examples(problem), {
    ...options(problem),
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
async function timePath({ problem, runtime, isInTurn }: Work): Promise<Reply> {
  const { path } = problem;
  if (path === undefined) return { error: "the problem has no path" };
  const model = modelOf(problem);
  const common = { ...options(problem), runtime, epochs: path.epochs };
  const startMs = performance.now();
  const runs = isInTurn
    ? await inTurn(path.alphas, (alpha) => fit(model, examples(problem), { ...common, regularizer: l2({ alpha }) }))
    : await fitReplicas(model, examples(problem), { ...common, regularizer: l2({ alpha: path.alphas }) });
  const microseconds = 1000 * (performance.now() - startMs);
  return { microseconds, losses: runs.map(({ history }) => history.at(-1)?.train.loss ?? Number.NaN) };
}

async function inTurn<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}

/** The model that toOnnx exports, in the runtime, as any program would run it. */
async function timeInference({ problem, runtime }: Work, rows: number, seconds: number): Promise<Reply> {
  // One step of no length: the exported weights are the starting ones.
  const run = await fit(modelOf(problem), examples(problem, problem.batchSize), {
    ...options(problem),
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
