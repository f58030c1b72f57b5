/** Test support: everything that may be combined in a training. */
import { expect } from "vitest";
import {
  batchNorm,
  type DenseOptions,
  dense,
  dropout,
  exponentialAverage,
  type FitOptions,
  gaussianDropout,
  gaussianNoise,
  groupNorm,
  type LayerRecord,
  LOSSES,
  type Loss,
  layerNorm,
  maxNorm,
  scheduled,
  shared,
  sigmoidCrossEntropy,
  stochasticWeightAveraging,
} from "../index.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
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
