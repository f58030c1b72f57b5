/** Test support: what must hold of any two parts of a training. */
import { expect } from "vitest";
import {
  type DenseOptions,
  dense,
  type FitOptions,
  fit,
  fitReplicas,
  isOccamError,
  type Loss,
  logLoss,
  mae,
  type Run,
  type Runtime,
  r2,
  rmse,
  sequential,
  toLoss,
} from "../index.ts";
import { prune } from "../pruning/index.ts";
import { type FloatTensor, takeRows } from "../tensor/tensor.ts";
import { PARTS, type Part } from "./pair-parts.ts";
import { noisyLine, twoClasses } from "./problems.ts";
import { largestDifference } from "./same-run.ts";

/** A training of some parts. */
export interface Attempt {
  readonly parts: readonly Part[];
  readonly runtime: Runtime;
  /** Of the other engine. */
  readonly other: Runtime;
}

type Facts = Omit<Part, "name" | "kind">;

const ROWS = 22;

function problemOf(loss: Loss | undefined) {
  const { x, y } = loss?.task === "classification" ? twoClasses(ROWS, 3) : noisyLine(ROWS, 3);
  const isBinary = loss?.isByLabel === true;
  return { x, y: isBinary ? { shape: y.shape, data: Float32Array.from(y.data as ArrayLike<number>) } : y };
}

function trainingOf(facts: readonly Facts[], runtime: Runtime, more: Partial<FitOptions> = {}) {
  const [loss] = [...facts.map((each) => each.loss), ...facts.map((each) => each.usualLoss)].filter(
    (each) => each !== undefined,
  );
  const hidden = Object.assign({}, ...facts.map((each) => each.hidden ?? {})) as Partial<DenseOptions>;
  const outputs = loss?.name === "softmaxCrossEntropy" ? 2 : 1;
  const problem = problemOf(loss);
  const model = sequential({
    inputShape: [3],
    layers: [
      dense({ units: 5, activation: "tanh", ...hidden }),
      ...facts.flatMap((each) => each.behind ?? []),
      dense({ units: outputs }),
    ],
  });
  const options: FitOptions = {
    runtime,
    loss: loss ?? "meanSquaredError",
    epochs: 5,
    // The last batch is a partial one.
    batchSize: 8,
    seed: 4,
    ...(facts.some(({ isValidated }) => isValidated) && { validation: problem }),
    ...Object.assign({}, ...facts.map((each) => each.fit ?? {})),
    ...more,
  };
  return { model, options, problem };
}

const weightsOf = ({ parameters }: Run) => [...parameters.values()].flatMap(({ data }) => Array.from(data));

/** What became of parts together. */
export interface Outcome {
  readonly isRefused: boolean;
  /** What was looked at, and what of it did not apply. */
  readonly checks: number;
  readonly skipped: number;
}

/** Refused by a code before anything is trained, or trained so that everything holds that must. */
export async function tryParts({ parts, runtime, other }: Attempt): Promise<Outcome> {
  const { model, options, problem } = await Promise.resolve()
    .then(() => trainingOf(parts, runtime))
    .catch((error: unknown) => ({ model: undefined, options: error, problem: undefined }));
  if (model === undefined) return requireRefusal(options);
  const tuned = options as FitOptions;
  let run: Run;
  try {
    run = await fit(model, problem, tuned);
  } catch (error) {
    return requireRefusal(error);
  }
  let skipped = 0;
  for (const check of CHECKS) {
    const end = await check({ parts, runtime, other, model, options: tuned, problem, run });
    if (end === "skipped") skipped++;
  }
  return { isRefused: false, checks: CHECKS.length, skipped };
}

function requireRefusal(error: unknown): Outcome {
  if (!isOccamError(error) || !["OCCAM_OPTION", "OCCAM_SHAPE"].includes(error.code)) throw error;
  return { isRefused: true, checks: 0, skipped: 0 };
}

interface Tried extends Attempt {
  readonly model: ReturnType<typeof sequential>;
  readonly options: FitOptions;
  readonly problem: ReturnType<typeof problemOf>;
  readonly run: Run;
}

/** Each throws where what it says does not hold. */
const CHECKS: readonly ((tried: Tried) => Promise<unknown>)[] = [
  finiteWeights,
  constraintsHold,
  evaluationHasNoNoise,
  exportPredictAndEvaluateAgree,
  enginesAgree,
  replicasAreSingleRuns,
  rowsOfWeightZeroAreNone,
  weightsCountRows,
  validationWeightsCountRows,
  strengthZeroIsAbsence,
  pruningIsExact,
];

async function finiteWeights({ run }: Tried): Promise<void> {
  expect(run.status).not.toBe("diverged");
  expect(weightsOf(run).every(Number.isFinite)).toBe(true);
}

async function constraintsHold({ parts, run }: Tried): Promise<"skipped" | undefined> {
  const kernel = run.parameters.get("dense0/kernel") as FloatTensor;
  // A frozen kernel is what it was, whatever is demanded of it.
  if (run.model.parameters.some(({ name, isFrozen }) => name === "dense0/kernel" && isFrozen)) return "skipped";
  for (const { holds } of parts) holds?.(kernel);
}

async function evaluationHasNoNoise({ run, problem }: Tried): Promise<void> {
  const [first, second] = [await run.evaluate(problem), await run.evaluate(problem)];
  expect(first).toEqual(second);
  const logged = run.history[run.keptEpoch - 1];
  expect(first.loss).toBeCloseTo(logged?.train.loss as number, 5);
}

async function exportPredictAndEvaluateAgree({ run, problem, runtime }: Tried): Promise<void> {
  const predicted = await run.predict(problem.x);
  const session = await runtime.load(await run.toOnnx());
  try {
    const output = run.model.outputShape[0] === 2 ? "probabilities" : undefined;
    const names = output === undefined ? ["value", "probabilities"] : [output];
    for (const name of names) {
      const { fetched } = await session
        .run({ x: problem.x }, { fetch: [name] })
        .catch(() => ({ fetched: {} as never }));
      const found = (fetched as Readonly<Record<string, FloatTensor>>)[name];
      if (found !== undefined) expect(largestDifference(found.data, predicted.data)).toBeLessThan(1e-5);
    }
  } finally {
    await session.release();
  }
}

/**
 * Adam takes steps of the sign of rounding noise where a gradient is zero but for that, as behind batch normalization, and the gradient of an
 * absolute error jumps where a residual changes its sign.
 */
const NOISY = 2e-3;
const EXACT = 2e-5;

function toleranceOf(parts: readonly Part[]): number {
  return parts.some(({ name }) => name === "batchNorm" || name === "meanAbsoluteError") ? NOISY : EXACT;
}

async function enginesAgree({ parts, other, model, options, problem, run }: Tried): Promise<void> {
  const there = await fit(model, problem, { ...options, runtime: other });
  expect(there.engine).not.toBe(run.engine);
  expect(there.status).toBe(run.status);
  expect(largestDifference(weightsOf(there), weightsOf(run))).toBeLessThan(toleranceOf(parts));
}

async function replicasAreSingleRuns({ parts, model, options, problem }: Tried): Promise<void> {
  const seeds = [4, 9];
  const runs = await fitReplicas(model, problem, { ...options, seeds });
  for (const [i, seed] of seeds.entries()) {
    const alone = await fit(model, problem, { ...options, seed });
    expect(largestDifference(weightsOf(runs[i] as Run), weightsOf(alone))).toBeLessThan(toleranceOf(parts));
  }
}

async function rowsOfWeightZeroAreNone({ parts, model, options, problem }: Tried): Promise<"skipped" | undefined> {
  // What stops a training looks at all rows: reported losses have no weights.
  if (parts.some(({ kind }) => kind === "stopping")) return "skipped";
  const exampleWeights = Array.from({ length: ROWS }, (_, row) => row % 3);
  const x = problem.x as FloatTensor;
  const other = {
    shape: x.shape,
    data: x.data.map((value, i) => (Math.floor(i / 3) % 3 === 0 ? 5 - value : value)),
  };
  const [one, two] = [
    await fit(model, problem, { ...options, exampleWeights }),
    await fit(model, { x: other, y: problem.y }, { ...options, exampleWeights }),
  ];
  expect(largestDifference(weightsOf(one), weightsOf(two))).toBeLessThan(toleranceOf(parts));
}

/**
 * A row of weight k equals the row k times, whatever all weights are multiplied by; in one batch of all rows. Not the degrees of freedom
 * of a running variance, which cannot know how many rows weights of any scale stand for.
 */
async function weightsCountRows({ parts, model, options, problem }: Tried): Promise<"skipped" | undefined> {
  const trained = model.parameters.filter(({ role }) => role !== "statistic").map(({ name }) => name);
  const trainedOf = ({ parameters }: Run) => trained.flatMap((name) => Array.from(parameters.get(name)?.data ?? []));
  if (parts.some(({ kind }) => ["noise", "mixing", "stopping"].includes(kind))) return "skipped";
  const counts = Array.from({ length: ROWS }, (_, row) => 1 + (row % 3));
  const rows = counts.flatMap((count, row) => new Array<number>(count).fill(row));
  const whole = { ...options, batchSize: 1000, shuffle: false };
  const one = await fit(model, problem, { ...whole, exampleWeights: counts.map((count) => 7.3 * count) });
  const repeated = { x: takeRows(problem.x as FloatTensor, rows), y: takeRows(problem.y as FloatTensor, rows) };
  expect(largestDifference(trainedOf(one), trainedOf(await fit(model, repeated, whole)))).toBeLessThan(
    toleranceOf(parts),
  );
}

/** Ranks and counts jump where rounding tells the copies of a row apart. */
const SMOOTH_METRICS = [logLoss, rmse, mae, r2];

/** A validation row of weight k equals the row k times, of weight 0 none whatever it holds: in losses, metrics and what is kept. */
async function validationWeightsCountRows({ parts, model, options, problem }: Tried): Promise<void> {
  const { task } = toLoss(options.loss);
  const counts = Array.from({ length: ROWS }, (_, row) => (row * 7) % 4);
  const rows = counts.flatMap((count, row) => new Array<number>(count).fill(row));
  const [x, y] = [problem.x as FloatTensor, problem.y as FloatTensor];
  const hidden = { shape: x.shape, data: x.data.map((value, i) => (counts[Math.floor(i / 3)] ? value : Number.NaN)) };
  const measured = { ...options, metrics: SMOOTH_METRICS.filter((metric) => metric.task === task) };
  const [weighted, repeated] = [
    await fit(model, problem, {
      ...measured,
      validation: { x: hidden, y, weights: counts.map((count) => 0.7 * count) },
    }),
    await fit(model, problem, { ...measured, validation: { x: takeRows(x, rows), y: takeRows(y, rows) } }),
  ];
  expect(largestDifference(weightsOf(weighted), weightsOf(repeated))).toBeLessThan(toleranceOf(parts));
  weighted.history.forEach(({ validation = { loss: Number.NaN } }, i) => {
    for (const [name, value] of Object.entries(repeated.history[i]?.validation ?? {})) {
      expect(Math.abs((validation[name] as number) - value)).toBeLessThan(1e-4 * (1 + Math.abs(value)));
    }
  });
}

async function strengthZeroIsAbsence({ parts, runtime, problem }: Tried): Promise<void> {
  for (const part of parts) {
    if (part.off === undefined) continue;
    const others = parts.filter((each) => each !== part);
    const bare: Facts = part.usualLoss === undefined ? {} : { usualLoss: part.usualLoss };
    const [off, absent] = [trainingOf([...others, part.off], runtime), trainingOf([...others, bare], runtime)];
    const runs = [
      await fit(off.model, problem, off.options),
      await fit(absent.model, problem, absent.options),
    ] as const;
    expect(largestDifference(weightsOf(runs[0]), weightsOf(runs[1])), part.name).toBeLessThan(toleranceOf(parts));
  }
}

async function pruningIsExact({ run, problem, runtime, options }: Tried): Promise<void> {
  const pruned = prune({ model: run.model, parameters: run.parameters });
  const { runOf } = await import("../training/fit.ts");
  const smaller = runOf(pruned, { runtime, loss: options.loss });
  const [before, after] = [await run.predict(problem.x), await smaller.predict(problem.x)];
  expect(largestDifference(after.data, before.data)).toBeLessThan(EXACT);
}

/** All pairs of parts of different kinds. */
export function allPairs(): readonly (readonly [Part, Part])[] {
  return PARTS.flatMap((first, i) =>
    PARTS.slice(i + 1).flatMap((second) => (first.kind === second.kind ? [] : [[first, second] as const])),
  );
}
