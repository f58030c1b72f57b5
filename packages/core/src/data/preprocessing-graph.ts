/** Preprocessing as a graph: raw columns in, features out. The same graph transforms training data and is exported. */
import {
  add,
  cast,
  concat,
  constant,
  div,
  float64,
  input,
  isNan,
  max,
  min,
  mul,
  oneHot,
  reshape,
  scalar,
  sqrt,
  sub,
  textToIndex,
  where,
} from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import type { HoldableTensor, Runtime } from "../runtime/runtime.ts";
import { withSession } from "../runtime/with-session.ts";
import type { DType, FloatTensor } from "../tensor/tensor.ts";
import { type InputColumn, MISSING_TEXT } from "./columns.ts";
import {
  type CategoricalPlan,
  type ColumnPlan,
  featureCount,
  type NumericPlan,
  type Preprocessing,
} from "./preprocessing.ts";

/** Numbers are bent into (-BOUND, BOUND). */
const BOUND = 3;
/** From here on the bend is BOUND in 32-bit floats, and a square might overflow. */
const FAR = 1e6;

/** Inputs, one a column ([N, 1], float32, float64 or string), and the features [N, width] that they become. */
export interface FeatureGraph {
  readonly inputs: readonly Value[];
  readonly x: Value;
}

/** Name of the input of each column: the column's own, made different from the model's outputs. */
export function inputNames({ columns }: Preprocessing): readonly string[] {
  const taken = new Set(["label", "probabilities", "value"]);
  return columns.map(({ name }) => {
    const free = freeName(name, taken);
    taken.add(free);
    return free;
  });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeName(`${name}_`, taken) : name;
}

export function featureGraph(preprocessing: Preprocessing): FeatureGraph {
  const names = inputNames(preprocessing);
  const inputs = preprocessing.columns.map((plan, i) => input(names[i] as string, inputType(plan), ["N", 1]));
  const numeric: { plan: NumericPlan; value: Value }[] = [];
  const parts: Value[] = [];
  preprocessing.columns.forEach((plan, i) => {
    const value = inputs[i] as Value;
    if (plan.kind === "numeric") numeric.push({ plan, value });
    else parts.push(categories(plan, value));
  });
  if (numeric.length > 0) parts.unshift(numbers(numeric));
  return { inputs, x: concat(parts, 1) };
}

/** What decides the element type by which a model takes a column. */
export type InputKind = Pick<ColumnPlan, "kind"> & Pick<NumericPlan, "isDouble">;

export function inputType({ kind, isDouble }: InputKind): DType {
  if (kind === "categorical") return "string";
  return isDouble ? "float64" : "float32";
}

/** Where each feature comes from, in the order of the features: for input importance and for people. */
export function featureNames({ columns }: Preprocessing): readonly string[] {
  const numeric = columns.filter((plan) => plan.kind === "numeric");
  const missing = numeric.filter(({ hasMissing }) => hasMissing).map(({ name }) => `${name} is missing`);
  const categorical = columns.flatMap((plan) =>
    plan.kind === "categorical"
      ? [...plan.categories.map((text) => `${plan.name} = ${text}`), ...(plan.hasOther ? [`${plan.name} = other`] : [])]
      : [],
  );
  return [...numeric.map(({ name }) => name), ...missing, ...categorical];
}

/** The column that each feature comes from, in the order of the features. */
export function featureColumns({ columns }: Preprocessing): readonly string[] {
  const numeric = columns.filter((plan) => plan.kind === "numeric");
  const categorical = columns.filter((plan) => plan.kind === "categorical");
  return [
    ...numeric.map(({ name }) => name),
    ...numeric.filter(({ hasMissing }) => hasMissing).map(({ name }) => name),
    ...categorical.flatMap((plan) => new Array<string>(featureCount(plan)).fill(plan.name)),
  ];
}

/** The same as numbers: features of one column have one. */
export function columnNumbers(preprocessing: Preprocessing): readonly number[] {
  const names = featureColumns(preprocessing);
  const distinct = [...new Set(names)];
  return names.map((name) => distinct.indexOf(name));
}

interface NumericValue {
  readonly plan: NumericPlan;
  readonly value: Value;
}

/** All numeric columns at once: filled, scaled, bounded; then the marks of missing values. */
function numbers(all: readonly NumericValue[]): Value {
  const columns = all.map(asFloats);
  const raw = concat(
    columns.map(({ value }) => value),
    1,
  );
  const row = (pick: (plan: NumericPlan) => number) =>
    constant(
      Float32Array.from(columns, ({ plan }) => pick(plan)),
      [columns.length],
      "float32",
    );
  const center = row(({ center }) => center);
  const scaled = div(
    sub(where(isNan(raw), center, raw), center),
    row(({ scale }) => scale),
  );
  const marked = columns.filter(({ plan }) => plan.hasMissing).map(({ value }) => cast(isNan(value), "float32"));
  return concat([bounded(scaled), ...marked], 1);
}

/** A column of 64-bit floats is scaled in them; as z it is a column like the others, around 0 and of scale 1. */
function asFloats({ plan, value }: NumericValue): NumericValue {
  if (!plan.isDouble) return { plan, value };
  const z = div(sub(value, float64(plan.center)), float64(plan.scale));
  return { plan: { ...plan, center: 0, scale: 1 }, value: cast(z, "float32") };
}

/** z / sqrt(1 + (z / BOUND)^2). */
function bounded(z: Value): Value {
  const near = min(max(z, scalar(-FAR)), scalar(FAR));
  const share = mul(near, scalar(1 / BOUND));
  return div(near, sqrt(add(scalar(1), mul(share, share))));
}

function categories(plan: CategoricalPlan, value: Value): Value {
  const width = featureCount(plan);
  const spellings = (plan.spellings ?? []).map(
    ([spelling, category]) => [spelling, plan.categories.indexOf(category)] as const,
  );
  return reshape(oneHot(textToIndex(value, plan.categories, spellings), width), ["N", width]);
}

/** The columns of the given rows as the graph takes them. */
export function columnFeeds(
  preprocessing: Preprocessing,
  columns: readonly InputColumn[],
  rows: Int32Array,
): Record<string, HoldableTensor> {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const names = inputNames(preprocessing);
  return Object.fromEntries(
    preprocessing.columns.map((plan, i) => [
      names[i] as string,
      columnFeed(byName.get(plan.name) as InputColumn, inputType(plan), rows),
    ]),
  );
}

/** Cells of a column, [rows, 1], as an input of that type takes them. */
export function columnFeed(column: InputColumn, type: DType, rows: Int32Array): HoldableTensor {
  const shape = [rows.length, 1];
  if (column.kind === "text") return { shape, data: Array.from(rows, (row) => column.values[row] ?? MISSING_TEXT) };
  const cell = (row: number) => column.values[row] as number;
  return { shape, data: type === "float64" ? Float64Array.from(rows, cell) : Float32Array.from(rows, cell) };
}

const BLOCK_ROWS = 8192;

/** The features of the given rows, computed by the graph that is exported. */
export async function transform(
  runtime: Runtime,
  preprocessing: Preprocessing,
  columns: readonly InputColumn[],
  rows: Int32Array,
): Promise<FloatTensor> {
  const { inputs, x } = featureGraph(preprocessing);
  const output = freeName("features", new Set(inputNames(preprocessing)));
  const graph: Graph = { name: "features", inputs, outputs: [[output, x]] };
  return withSession(runtime, graph, async (session) => {
    const data = new Float32Array(rows.length * preprocessing.width);
    for (let start = 0; start < rows.length; start += BLOCK_ROWS) {
      const block = rows.subarray(start, start + BLOCK_ROWS);
      const { fetched } = await session.run(columnFeeds(preprocessing, columns, block), { fetch: [output] });
      data.set((fetched[output] as FloatTensor).data, start * preprocessing.width);
    }
    return { shape: [rows.length, preprocessing.width], data };
  });
}
