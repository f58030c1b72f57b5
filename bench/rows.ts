/** The rows of the benchmark: what is trained, by whom, and the marks to reach. */
import type { ContestantName } from "./contestants.ts";
import type { Problem } from "./problem.ts";

/** A row whose contestants take turns at one problem. */
export interface ContestRow {
  readonly name: string;
  readonly title: string;
  readonly problem: Problem;
  /** What is asked, and what a number of the row means. */
  readonly measure:
    | { readonly kind: "steps"; readonly checkSteps: number; readonly tolerance: number }
    | { readonly kind: "path"; readonly tolerance: number }
    | { readonly kind: "inference"; readonly rows: number };
  /** The first one is what the others are compared with. */
  readonly contestants: readonly ContestantName[];
  /** How many times faster than a contestant occam is to be; for `limit`, the share of it that is to be reached. */
  readonly marks: Partial<Record<ContestantName, number>>;
  /** Microseconds that occam is to need at most. */
  readonly mark?: number;
}

const MOMENTUM = { name: "sgd", learningRate: 0.05, momentum: 0.9 } as const;
const ALL: readonly ContestantName[] = ["occam", "occamOnnx", "limit", "torch", "jax", "jaxThreads", "tfjs"];
/** Float32 sums in another order, some hundred steps long. */
const SAME_NUMBERS = 2e-3;
/** The same, over 64 networks of few rows: a relu that falls on the other side of 0 shows. */
const FEW_ROWS = 1e-2;
/** Other masks: the losses agree as two seeds do. */
const OTHER_MASKS = 0.2;

const small: Problem = {
  data: "table",
  rows: 16_384,
  batchSize: 32,
  inputShape: [30],
  classes: 2,
  layers: [
    { kind: "dense", units: 64, relu: true },
    { kind: "dense", units: 32, relu: true },
  ],
  optimizer: { ...MOMENTUM, learningRate: 0.01 },
};

const images = { data: "mnist", rows: 12_800, batchSize: 128, classes: 10, optimizer: MOMENTUM } as const;

const medium: Problem = {
  ...images,
  inputShape: [784],
  layers: [
    { kind: "dense", units: 512, relu: true },
    { kind: "dense", units: 512, relu: true },
  ],
};

const mediumDropout: Problem = {
  ...medium,
  layers: [
    { kind: "dense", units: 512, relu: true, l2: 1e-4 },
    { kind: "dropout", rate: 0.5 },
    { kind: "dense", units: 512, relu: true, l2: 1e-4 },
    { kind: "dropout", rate: 0.5 },
  ],
};

export const LARGE: Problem = {
  ...images,
  inputShape: [784],
  layers: [1024, 1024, 2048].map((units) => ({ kind: "dense", units, relu: true })),
};

/** The network of Srivastava et al. 2014. */
const largeDropout: Problem = {
  ...LARGE,
  layers: [
    { kind: "dropout", rate: 0.2 },
    ...[1024, 1024, 2048].flatMap(
      (units) =>
        [
          { kind: "dense", units, relu: true, maxNorm: 2 },
          { kind: "dropout", rate: 0.5 },
        ] as const,
    ),
  ],
};

/** The convolutional network of LeCun et al. 1998 with the layers of its Caffe example. */
const convolutional: Problem = {
  ...images,
  inputShape: [1, 28, 28],
  layers: [
    { kind: "conv2d", filters: 20, kernelSize: 5, relu: true },
    { kind: "maxPooling2d", poolSize: 2 },
    { kind: "conv2d", filters: 50, kernelSize: 5, relu: true },
    { kind: "maxPooling2d", poolSize: 2 },
    { kind: "flatten" },
    { kind: "dense", units: 500, relu: true },
  ],
};

const path: Problem = {
  ...small,
  rows: 544,
  path: { alphas: Array.from({ length: 64 }, (_, i) => 10 ** (-5 + (4 * i) / 63)), epochs: 20 },
};

/** Trainings in Node. */
const TRAININGS: readonly ContestRow[] = [
  {
    name: "a",
    title: "30-64-32-2, batch 32, SGD with momentum",
    problem: small,
    measure: { kind: "steps", checkSteps: 512, tolerance: SAME_NUMBERS },
    contestants: [...ALL, "brain"],
    marks: { torch: 10, jax: 35, tfjs: 40 },
    mark: 18,
  },
  {
    name: "a.adam",
    title: "30-64-32-2, batch 32, Adam",
    problem: { ...small, optimizer: { name: "adam", learningRate: 1e-3 } },
    measure: { kind: "steps", checkSteps: 512, tolerance: SAME_NUMBERS },
    contestants: ALL,
    marks: { torch: 10, jax: 35, tfjs: 40 },
    mark: 22,
  },
  {
    name: "b",
    title: "784-512-512-10, batch 128, SGD with momentum",
    problem: medium,
    measure: { kind: "steps", checkSteps: 100, tolerance: SAME_NUMBERS },
    contestants: ALL,
    marks: { limit: 0.8, torch: 5, jax: 8, tfjs: 60 },
  },
  {
    name: "b.dropout",
    title: "784-512-512-10, batch 128, dropout 0.5, l2",
    problem: mediumDropout,
    measure: { kind: "steps", checkSteps: 100, tolerance: OTHER_MASKS },
    contestants: ALL,
    marks: { limit: 0.7, torch: 5, jax: 8, tfjs: 60 },
  },
  {
    name: "c",
    title: "784-1024-1024-2048-10, batch 128, SGD with momentum",
    problem: LARGE,
    measure: { kind: "steps", checkSteps: 20, tolerance: SAME_NUMBERS },
    contestants: ALL,
    marks: { limit: 0.85 },
  },
  {
    name: "c.dropout",
    title: "784-1024-1024-2048-10, batch 128, dropout 0.2 and 0.5, max-norm 2",
    problem: largeDropout,
    measure: { kind: "steps", checkSteps: 20, tolerance: OTHER_MASKS },
    contestants: ALL,
    marks: { limit: 0.75 },
  },
  {
    name: "d",
    title: "convolutions of 20 and 50 filters of 5x5, pooling, 500-10, on 28x28, batch 128",
    problem: convolutional,
    measure: { kind: "steps", checkSteps: 10, tolerance: SAME_NUMBERS },
    contestants: ["occam", "torch", "jax", "jaxThreads", "tfjs"],
    marks: { torch: 1, jax: 3 },
  },
  {
    name: "e",
    title: "64 strengths of l2 on 30-64-32-2, 544 rows, 20 epochs, everything included",
    problem: path,
    measure: { kind: "path", tolerance: FEW_ROWS },
    contestants: ["occam", "occamOnnx", "occamInTurn", "torch"],
    marks: { occamInTurn: 5, torch: 20 },
    mark: 200_000,
  },
];

/** The same trainings in WebAssembly: what they differ in. */
const IN_WEBASSEMBLY: Readonly<Record<string, Pick<ContestRow, "contestants" | "marks" | "mark">>> = {
  a: {
    contestants: ["occamWeb", "occamWebOnnx", "occamWebThreads", "jax", "tfjs"],
    marks: { jax: 30, tfjs: 8 },
    mark: 22,
  },
  b: { contestants: ["occamWeb", "occamWebThreads", "jax", "jaxThreads", "tfjs"], marks: { jax: 2, tfjs: 15 } },
  "b.dropout": {
    contestants: ["occamWeb", "occamWebThreads", "jax", "jaxThreads", "tfjs"],
    marks: { jax: 2, tfjs: 15 },
  },
  c: { contestants: ["occamWeb", "occamWebThreads", "jax", "jaxThreads"], marks: {} },
  d: { contestants: ["occamWeb", "occamWebThreads", "jax"], marks: {} },
  e: {
    contestants: ["occamWeb", "occamWebOnnx", "occamWebThreads", "occamWebInTurn"],
    marks: {},
    mark: 400_000,
  },
};

function inWebAssembly({ mark: _, ...row }: ContestRow): readonly ContestRow[] {
  const own = IN_WEBASSEMBLY[row.name];
  return own ? [{ ...row, ...own, name: `web.${row.name}`, title: `${row.title}, in WebAssembly` }] : [];
}

export const CONTEST_ROWS: readonly ContestRow[] = [
  ...TRAININGS,
  ...[1, 10_000].map(
    (rows): ContestRow => ({
      name: `g.${rows}`,
      title: `inference of 784-512-512-10, ${rows} row${rows === 1 ? "" : "s"}`,
      problem: medium,
      measure: { kind: "inference", rows },
      contestants: ["occam", "occamOnnx", "torch", "jax", "jaxThreads", "tfjs"],
      ...(rows === 1 ? { marks: { torch: 4 }, mark: 12 } : { marks: {} }),
    }),
  ),
  ...TRAININGS.flatMap(inWebAssembly),
];
