/** Test support: everything that may be combined in a training, and what must hold of any two of them. */
import { expect } from "vitest";
import {
  batchNorm,
  type DenseOptions,
  dense,
  dropout,
  exponentialAverage,
  type FitOptions,
  fit,
  fitReplicas,
  gaussianDropout,
  gaussianNoise,
  groupNorm,
  isOccamError,
  type LayerRecord,
  LOSSES,
  type Loss,
  layerNorm,
  logLoss,
  mae,
  maxNorm,
  type Run,
  type Runtime,
  r2,
  rmse,
  scheduled,
  sequential,
  shared,
  sigmoidCrossEntropy,
  stochasticWeightAveraging,
  toLoss,
} from "../index.ts";
import { prune } from "../pruning/index.ts";
import { type FloatTensor, takeRows } from "../tensor/tensor.ts";
import {
  ACTIVITY_PENALTIES,
  CLIPPINGS,
  CONSTRAINTS,
  INPUT_PENALTIES,
  MIXINGS,
  OBJECTIVE_TERMS,
  OPTIMIZERS,
  PENALTIES,
  SCHEDULES,
  STRUCTURED_PENALTIES,
} from "./batteries.ts";
import { noisyLine, twoClasses } from "./problems.ts";
import { largestDifference } from "./same-run.ts";

/** One thing that a training may have. Two of one kind are not combined. */
export interface Part {
  readonly name: string;
  readonly kind: string;
  /** Options of the hidden layer. */
  readonly hidden?: Partial<DenseOptions>;
  /** Layers behind it. */
  readonly behind?: readonly LayerRecord[];
  readonly fit?: Partial<FitOptions>;
  readonly loss?: Loss;
  /** Looks at validation rows. */
  readonly isValidated?: true;
  /** Where no part says a loss: what it is for. */
  readonly usualLoss?: Loss;
  /** The same at the strength at which it changes nothing; what a training without it must equal. */
  readonly off?: Omit<Part, "name" | "kind">;
  /** Whether it holds in a kernel [in, out] that training changes. */
  readonly holds?: (kernel: FloatTensor) => void;
}

const ALPHA = 0.02;
const [CLASSES] = LOSSES as readonly [Loss, ...Loss[]];

function normsOf({ shape, data }: FloatTensor): readonly number[] {
  const units = shape[1] as number;
  return Array.from({ length: units }, (_, unit) => Math.hypot(...data.filter((_, i) => i % units === unit)));
}

/** A layer that is in two places. */
const TWIN = shared(dense({ units: 5, activation: "tanh" }));

/** A kernel of the hidden layer in which every third weight is zero. */
const SPARSE: FloatTensor = { shape: [3, 5], data: Float32Array.from({ length: 15 }, (_, i) => ((i % 3) - 1) * 0.4) };

/** What the constraints of the battery demand, by name. */
const DEMANDS: Readonly<Record<string, (kernel: FloatTensor) => void>> = {
  maxNorm: (kernel) => expect(Math.max(...normsOf(kernel))).toBeLessThan(0.7001),
  // A unit of zeros has no direction, and stays.
  unitNorm: (kernel) =>
    expect(Math.max(...normsOf(kernel).map((norm) => Math.min(Math.abs(norm - 1), norm)))).toBeLessThan(1e-4),
  nonNegative: ({ data }) => expect(Math.min(...data)).toBeGreaterThanOrEqual(0),
};

export const PARTS: readonly Part[] = [
  ...[...PENALTIES, ...STRUCTURED_PENALTIES].map((make): Part => {
    const penalty = make(ALPHA);
    return {
      name: penalty.name,
      kind: "penalty",
      fit: { regularizer: penalty },
      off: { fit: { regularizer: make(0) } },
    };
  }),
  ...CONSTRAINTS.map((constraint): Part => {
    const holds = DEMANDS[constraint.name];
    return {
      ...{ name: constraint.name, kind: "constraint", hidden: { kernelConstraint: constraint } },
      ...(holds && { holds }),
    };
  }),
  ...INPUT_PENALTIES.map(
    (make): Part => ({
      ...{ name: make(1).name, kind: "penalty", hidden: { kernelRegularizer: make(ALPHA) } },
      off: { hidden: { kernelRegularizer: make(0) } },
    }),
  ),
  {
    name: "maxNorm in steps",
    kind: "constraint",
    hidden: { kernelConstraint: maxNorm({ c: 0.7, metric: "steps" }) },
    holds: DEMANDS.maxNorm as (kernel: FloatTensor) => void,
  },
  ...ACTIVITY_PENALTIES.slice(0, 2).map(
    (make): Part => ({
      ...{ name: `activity ${make(1).name}`, kind: "activity", hidden: { activityRegularizer: make(ALPHA) } },
      off: { hidden: { activityRegularizer: make(0) } },
    }),
  ),
  ...[
    { name: "dropout", behind: [dropout({ rate: 0.3 })], off: { behind: [dropout({ rate: 0 })] } },
    {
      name: "gaussianNoise",
      behind: [gaussianNoise({ deviation: 0.2 })],
      off: { behind: [gaussianNoise({ deviation: 0 })] },
    },
    {
      name: "gaussianDropout",
      behind: [gaussianDropout({ rate: 0.2 })],
      off: { behind: [gaussianDropout({ rate: 0 })] },
    },
    { name: "dropConnect", hidden: { dropConnect: 0.2 }, off: { hidden: { dropConnect: 0 } } },
  ].map((each): Part => ({ kind: "noise", ...each })),
  ...[batchNorm(), layerNorm(), groupNorm({ groups: 1 })].map(
    (layer): Part => ({ name: layer.kind, kind: "normalization", behind: [layer] }),
  ),
  { name: "frozen batchNorm", kind: "normalization", behind: [batchNorm({ trainable: false })] },
  ...CLIPPINGS.map(
    (make): Part => ({
      ...{ name: make(1).name, kind: "clipping", fit: { gradientClipping: make(0.05) } },
      off: { fit: { gradientClipping: make(1e30) } },
    }),
  ),
  ...[exponentialAverage({ decay: 0.8 }), stochasticWeightAveraging({ startEpoch: 3 })].map(
    (averaging): Part => ({ name: averaging.name, kind: "averaging", fit: { averaging } }),
  ),
  ...MIXINGS.slice(0, 1).map((mixing): Part => ({ name: mixing.name, kind: "mixing", fit: { mixing } })),
  ...OBJECTIVE_TERMS.map(
    (make): Part => ({
      ...{ name: make(1).name, kind: "term", fit: { objectiveTerms: [make(ALPHA)] } },
      ...(make(1).needsEntropy && { usualLoss: CLASSES }),
      off: { fit: { objectiveTerms: [make(0)] }, ...(make(1).needsEntropy && { usualLoss: CLASSES }) },
    }),
  ),
  ...SCHEDULES.slice(1, 4).map(
    (schedule): Part => ({
      name: `l2, ${schedule.name}`,
      kind: "penalty",
      fit: { regularizer: scheduled((PENALTIES[2] as (typeof PENALTIES)[number])(ALPHA), schedule) },
    }),
  ),
  {
    name: "keepZeros",
    kind: "zeros",
    fit: { keepZeros: true, initialParameters: new Map([["dense0/kernel", SPARSE]]) },
    holds: ({ data }) => expect(data.filter((_, i) => SPARSE.data[i] === 0).every((w) => w === 0)).toBe(true),
  },
  { name: "shared", kind: "sharing", behind: [TWIN, TWIN] },
  { name: "frozen", kind: "tuning", hidden: { trainable: false } },
  {
    ...{ name: "learningRateFactor", kind: "tuning", hidden: { learningRateFactor: 0.3 } },
    off: { hidden: { learningRateFactor: 1 } },
  },
  {
    name: "labelSmoothing",
    kind: "smoothing",
    usualLoss: CLASSES,
    fit: { labelSmoothing: 0.1 },
    off: { usualLoss: CLASSES, fit: { labelSmoothing: 0 } },
  },
  { name: "earlyStopping", kind: "stopping", fit: { earlyStopping: { monitor: "train.loss", patience: 2 } } },
  {
    name: "plateau",
    kind: "plateau",
    // No epoch improves so much: the rate falls after every one.
    fit: { reduceLearningRateOnPlateau: { monitor: "train.loss", factor: 0.6, patience: 1, minDelta: 1e3 } },
  },
  {
    name: "earlyStopping, validation",
    kind: "stopping",
    isValidated: true,
    fit: { earlyStopping: { patience: 2 } },
  },
  { name: "snapshots", kind: "snapshots", fit: { snapshots: 2 } },
  ...OPTIMIZERS.map(
    (optimizer, i): Part => ({
      name: `${optimizer.name}${i}`,
      kind: "optimizer",
      fit: { optimizer: { ...optimizer, learningRate: 0.01 } },
    }),
  ),
  ...LOSSES.map((loss): Part => ({ name: loss.name, kind: "loss", loss })),
  { name: "positiveWeight", kind: "loss", loss: sigmoidCrossEntropy({ positiveWeight: 3 }) },
];

/** Parts that make no sense together, which a training refuses by a code: docs/semantics.md prints the table. */
export const REFUSALS: readonly { readonly first: string; readonly second: string }[] = [
  ...["labelSmoothing", "confidencePenalty"].flatMap((first) =>
    LOSSES.filter(({ task }) => task === "regression").map(({ name }) => ({ first, second: name })),
  ),
  { first: "inputGradient", second: "batchNorm" },
];

/** Whether two of the parts are in the table. */
export function isRefused(parts: readonly Part[]): boolean {
  const names = new Set(parts.map(({ name }) => name));
  return REFUSALS.some(({ first, second }) => names.has(first) && names.has(second));
}

/** A training of some parts. */
export interface Attempt {
  readonly parts: readonly Part[];
  readonly runtime: Runtime;
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
export async function tryParts({ parts, runtime }: Attempt): Promise<Outcome> {
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
    const end = await check({ parts, runtime, model, options: tuned, problem, run });
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
