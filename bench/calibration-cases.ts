/**
 * Networks whose truth is known: tables drawn from a known function with known noise, twelve networks of one size trained on
 * each from no regularization to far too much, and their risks from a large fresh sample.
 */
import {
  adam,
  dense,
  dropout,
  evaluateRuns,
  type FloatTensor,
  fitReplicas,
  heNormal,
  type Loss,
  l2,
  meanSquaredError,
  type Run,
  type Runtime,
  sequential,
  softmaxCrossEntropy,
} from "@occam/core";
import { randomNormal, randomPermutation, randomUniform } from "@occam/core/data";
import { type Evidence, evidenceOf } from "@occam/core/diagnosis";

export type Task = "classification" | "regression";
export type Truth = "overfitting" | "underfitting" | "goodFit";

/** A trained network: what a diagnosis sees of it, and what is true of it. */
export interface Case {
  readonly task: Task;
  readonly evidence: Evidence;
  readonly truth: Truth;
  /** In shares of the constant prediction's metric: metric of the risk minus that of the Bayes risk, and minus training. */
  readonly excess: number;
  readonly gap: number;
}

/** Excess above this share of the constant prediction's metric is not a good fit. */
export const TOLERANCE = 0.1;
const FRESH_ROWS = 8_000;
const VALIDATION_ROWS = 60;

interface Table {
  readonly task: Task;
  readonly columns: number;
  readonly trainRows: number;
  readonly testRows: number;
  readonly units: readonly number[];
  readonly signal: (x: ArrayLike<number>, at: number) => number;
  /** Standard deviation of the noise, or 1 / slope of the logit, beside a signal of deviation about 1. */
  readonly noise: number;
}

interface Rows {
  readonly x: FloatTensor;
  readonly y: Float32Array | Int32Array;
  /** Bayes risk of each row: sigma^2, or the entropy of the row's class. */
  readonly bayes: Float64Array;
}

/** The twelve networks of a table: no regularization, l2 from weak to crushing, dropout, and too short a training. */
const STRENGTHS = [
  { l2: 0, dropout: 0, learningRate: 1e-2 },
  { l2: 0, dropout: 0, learningRate: 3e-3 },
  { l2: 0, dropout: 0, learningRate: 3e-4 },
  { l2: 0, dropout: 0, learningRate: 3e-5 },
  { l2: 1e-3, dropout: 0, learningRate: 1e-2 },
  { l2: 1e-2, dropout: 0, learningRate: 1e-2 },
  { l2: 3e-2, dropout: 0, learningRate: 1e-2 },
  { l2: 1e-1, dropout: 0, learningRate: 1e-2 },
  { l2: 3e-1, dropout: 0, learningRate: 1e-2 },
  { l2: 1, dropout: 0, learningRate: 1e-2 },
  { l2: 0, dropout: 0.2, learningRate: 1e-2 },
  { l2: 1e-3, dropout: 0.5, learningRate: 1e-2 },
] as const;

/** So many of a table's networks, drawn at random, are cases: more of them would say little more. */
export const CASES_PER_TABLE = 6;

/** The cases of table number `index` of a seed. */
export async function casesOf(runtime: Runtime, seed: number, index: number): Promise<readonly Case[]> {
  const table = drawTable(seed, index);
  const draw = (part: string, count: number) => drawRows(table, count, { seed, stream: `${index}/${part}` });
  const parts = {
    train: draw("train", table.trainRows),
    validation: draw("validation", VALIDATION_ROWS),
    test: draw("test", table.testRows),
    fresh: draw("fresh", FRESH_ROWS),
  };
  const networks = await train(runtime, table, parts.train, seed + index);
  const linear = await trainLinear(runtime, table, parts.train, seed + index);
  const loss = lossOf(table.task);
  const losses = await lossesOn(runtime, networks, parts, loss);
  const linearTest = (await lossesOn(runtime, linear, { test: parts.test }, loss)).test[0] as Float64Array;
  const validationMeans = losses.validation.map(mean);
  const best = validationMeans.indexOf(Math.min(...validationMeans));
  const constant = constantLosses(table.task, parts.train.y);
  const reduce = table.task === "regression" ? Math.sqrt : (risk: number) => risk;
  const scale = reduce(mean(constant(parts.fresh.y)));
  const bayes = reduce(mean(parts.fresh.bayes)) / scale;
  const drawn = randomPermutation(networks.length, { seed, stream: "cases", position: index }).slice(
    0,
    CASES_PER_TABLE,
  );
  return Array.from(drawn, (i, k) => {
    const at = (part: "train" | "fresh") => reduce(mean(losses[part][i] as Float64Array)) / scale;
    const [excess, gap] = [at("fresh") - bayes, at("fresh") - at("train")];
    const lossesOf = (network: number) => ({
      train: losses.train[network] as Float64Array,
      test: losses.test[network] as Float64Array,
    });
    const shared = { model: lossesOf(i), reduce, seed: index * CASES_PER_TABLE + k };
    return {
      task: table.task,
      evidence: evidenceOf({
        ...shared,
        constant: { test: constant(parts.test.y) },
        references: [
          { name: "linear", test: linearTest },
          ...(best === i ? [] : [{ name: "best candidate", test: lossesOf(best).test }]),
        ],
      }),
      truth: truthOf(excess, gap),
      excess,
      gap,
    };
  });
}

/** Losses of every network on every part, from one evaluation of all rows. */
async function lossesOn<Part extends string>(
  runtime: Runtime,
  networks: readonly Run[],
  parts: Readonly<Record<Part, Rows>>,
  loss: Loss,
): Promise<Readonly<Record<Part, readonly Float64Array[]>>> {
  const all = Object.entries<Rows>(parts);
  const [, first] = all[0] as [string, Rows];
  const columns = first.x.shape[1] as number;
  const count = all.reduce((sum, [, { y }]) => sum + y.length, 0);
  const x = { shape: [count, columns], data: new Float32Array(count * columns) };
  const y = { shape: [count], data: first.y instanceof Int32Array ? new Int32Array(count) : new Float32Array(count) };
  const starts = new Map<string, number>();
  let at = 0;
  for (const [part, rows] of all) {
    x.data.set(rows.x.data, at * columns);
    y.data.set(rows.y, at);
    starts.set(part, at);
    at += rows.y.length;
  }
  const found = await evaluateRuns(networks, { x, y }, { runtime, loss });
  const slices = all.map(([part, rows]) => {
    const start = starts.get(part) as number;
    return [part, found.map(({ losses }) => losses.subarray(start, start + rows.y.length))];
  });
  // One entry for each part.
  return Object.fromEntries(slices) as Record<Part, Float64Array[]>;
}

/**
 * With e the excess (metric of the risk minus metric of the Bayes risk), g the gap (metric of the risk minus metric on the
 * training rows) and s = e - g the shortfall on training rows, in shares of the constant prediction's metric: a good fit where
 * e is at most 0.1; else overfitting where the gap is the larger part of the excess, and underfitting where the shortfall is.
 */
export function truthOf(excess: number, gap: number): Truth {
  if (excess <= TOLERANCE) return "goodFit";
  return gap >= excess - gap ? "overfitting" : "underfitting";
}

function lossOf(task: Task): Loss {
  return task === "classification" ? softmaxCrossEntropy : meanSquaredError;
}

function drawTable(seed: number, index: number): Table {
  const u = randomUniform(8, { seed, stream: "table", position: index });
  const pick = <T>(from: readonly T[], i: number) => from[Math.floor((u[i] as number) * from.length)] as T;
  const columns = pick([1, 2, 4, 8], 0);
  const task = index % 2 === 0 ? "regression" : "classification";
  const kind = pick(["linear", "waves", "product", "nothing"] as const, 1);
  return {
    task,
    columns,
    trainRows: Math.round(40 * (600 / 40) ** (u[2] as number)),
    testRows: Math.round(60 * (600 / 60) ** (u[3] as number)),
    units: pick([[4], [32], [64], [32, 16]], 4),
    signal: centred(signalOf(kind, columns, { seed, stream: `${index}/signal` }), columns, seed),
    noise: pick([0.1, 0.3, 1], 5),
  };
}

function signalOf(
  kind: "linear" | "waves" | "product" | "nothing",
  columns: number,
  key: { seed: number; stream: string },
): Table["signal"] {
  const w = randomNormal(columns, key);
  const norm = Math.sqrt(w.reduce((sum, each) => sum + each * each, 0));
  const along = (x: ArrayLike<number>, at: number) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += (x[at + j] as number) * (w[j] as number);
    return sum / norm;
  };
  if (kind === "linear") return along;
  if (kind === "waves") return (x, at) => 1.4 * Math.sin(2 * along(x, at));
  if (kind === "product") return (x, at) => along(x, at) * (x[at] as number);
  return () => 0;
}

/** With its median at 0, so that both classes are about as frequent. */
function centred(signal: Table["signal"], columns: number, seed: number): Table["signal"] {
  const x = randomNormal(1001 * columns, { seed, stream: "median" });
  const values = Float64Array.from({ length: 1001 }, (_, row) => signal(x, row * columns)).sort();
  const median = values[500] as number;
  return (rows, at) => signal(rows, at) - median;
}

function drawRows(
  { task, columns, signal, noise }: Table,
  count: number,
  { seed, stream }: { seed: number; stream: string },
): Rows {
  const data = Float32Array.from(randomNormal(count * columns, { seed, stream: `${stream}/x` }));
  const x = { shape: [count, columns], data };
  const f = Float64Array.from({ length: count }, (_, row) => signal(data, row * columns));
  if (task === "regression") {
    const z = randomNormal(count, { seed, stream: `${stream}/noise` });
    return {
      x,
      y: Float32Array.from(f, (value, row) => value + noise * (z[row] as number)),
      bayes: new Float64Array(count).fill(noise * noise),
    };
  }
  const u = randomUniform(count, { seed, stream: `${stream}/noise` });
  const chance = f.map((value) => 1 / (1 + Math.exp(-value / (0.5 * noise))));
  const surprise = (p: number) => (p > 0 ? -p * Math.log(p) : 0);
  return {
    x,
    y: Int32Array.from(chance, (p, row) => Number((u[row] as number) < p)),
    bayes: chance.map((p) => surprise(p) + surprise(1 - p)),
  };
}

/** Enough steps that the plain networks come to rest, or nearly. */
const STEPS = 900;
const LINEAR_STEPS = 150;
/** Every epoch ends with an evaluation: a few long ones, in which the rows are seen many times, cost less. */
const EPOCHS = 3;

async function train(runtime: Runtime, table: Table, rows: Rows, seed: number) {
  const of = (key: keyof (typeof STRENGTHS)[number]) => STRENGTHS.map((each) => each[key]);
  const hidden = table.units.flatMap((units) => [
    dense({ units, activation: "relu", kernelInitializer: heNormal() }),
    dropout({ rate: of("dropout") }),
  ]);
  const batchSize = Math.min(32, rows.y.length);
  return fitReplicas(
    networkOf(table, hidden),
    repeated(rows, Math.ceil((STEPS * batchSize) / rows.y.length / EPOCHS)),
    {
      runtime,
      loss: lossOf(table.task),
      optimizer: adam({ learningRate: of("learningRate") }),
      regularizer: l2({ alpha: of("l2") }),
      epochs: EPOCHS,
      batchSize,
      seed,
    },
  );
}

async function trainLinear(runtime: Runtime, table: Table, rows: Rows, seed: number) {
  return fitReplicas(networkOf(table, []), repeated(rows, LINEAR_STEPS), {
    runtime,
    loss: lossOf(table.task),
    optimizer: adam({ learningRate: 0.05 }),
    batchSize: rows.y.length,
    shuffle: false,
    seed,
  });
}

function networkOf({ columns, task }: Table, hidden: Parameters<typeof sequential>[0]["layers"]) {
  return sequential({
    inputShape: [columns],
    layers: [...hidden, dense({ units: task === "classification" ? 2 : 1 })],
  });
}

/** The rows `count` times over. */
function repeated({ x, y }: Rows, count: number) {
  const order = Int32Array.from({ length: y.length * count }, (_, i) => i % y.length);
  const columns = x.shape[1] as number;
  const data = Float32Array.from(
    { length: order.length * columns },
    (_, i) => x.data[(order[Math.floor(i / columns)] as number) * columns + (i % columns)] as number,
  );
  return {
    x: { shape: [order.length, columns], data },
    y: {
      shape: [order.length],
      data:
        y instanceof Int32Array
          ? order.map((row) => y[row] as number)
          : Float32Array.from(order, (row) => y[row] as number),
    },
  };
}

/** Losses of the best constant prediction of the training rows: their mean, or their shares of the classes. */
function constantLosses(task: Task, train: ArrayLike<number>): (y: ArrayLike<number>) => Float64Array {
  const middle = mean(train);
  if (task === "regression") return (y) => Float64Array.from(y, (value) => (value - middle) ** 2);
  const share = Math.min(1 - 1 / train.length, Math.max(1 / train.length, middle));
  return (y) => Float64Array.from(y, (value) => -Math.log(value === 1 ? share : 1 - share));
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
