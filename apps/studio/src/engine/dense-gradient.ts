/** Forward and back through dense layers, in float64: what a step of training computes, number by number. */
import type { LayerWeights } from "./network-facts.ts";
import type { Sample } from "./sample.ts";
import type { PlaygroundState } from "./state.ts";

export interface DensePass {
  readonly task: Sample["task"];
  readonly activation: PlaygroundState["network"]["activation"];
  readonly layers: readonly LayerWeights[];
  /** [rows, inputs] */
  readonly x: ArrayLike<number>;
  /** One for each row. */
  readonly targets: ArrayLike<number>;
  /** What a hidden layer's outputs are multiplied by, [rows, units]; undefined for 1. */
  readonly factors: readonly (Float64Array | undefined)[];
}

/** Numbers of a layer: [inputs, units] and [units]. */
export interface LayerNumbers {
  readonly kernel: Float64Array;
  readonly bias: Float64Array;
}

export interface DenseOutcome {
  /** What each hidden layer gives, times its factors, [rows, units]. */
  readonly units: readonly Float64Array[];
  /** Probabilities of class A, or values, of each row. */
  readonly predictions: Float64Array;
  /** Cross entropy or squared error of each row. */
  readonly losses: Float64Array;
  /** Of the mean of the losses, by each layer's weights. */
  readonly gradients: readonly LayerNumbers[];
}

interface Activation {
  readonly at: (x: number) => number;
  /** The derivative at x, where the activation is y. */
  readonly slope: (x: number, y: number) => number;
}

const ACTIVATIONS: Readonly<Record<DensePass["activation"], Activation>> = {
  tanh: { at: Math.tanh, slope: (_, y) => 1 - y * y },
  relu: { at: (x) => Math.max(x, 0), slope: (x) => Number(x > 0) },
  sigmoid: { at: sigmoid, slope: (_, y) => y * (1 - y) },
  elu: { at: (x) => (x > 0 ? x : Math.expm1(x)), slope: (x, y) => (x > 0 ? 1 : y + 1) },
  linear: { at: (x) => x, slope: () => 1 },
};

export function denseGradient({ task, activation, layers, x, targets, factors }: DensePass): DenseOutcome {
  const { at, slope } = ACTIVATIONS[activation];
  const last = layers.length - 1;
  /** Of each layer: its inputs, and the sums that its units see. */
  const seen: { readonly inputs: ArrayLike<number>; readonly sums: Float64Array }[] = [];
  let inputs = x;
  layers.forEach((layer, i) => {
    const sums = sumsOf(layer, inputs);
    seen.push({ inputs, sums });
    inputs = i === last ? sums : sums.map((sum, k) => at(sum) * (factors[i]?.[k] ?? 1));
  });
  const outputs = (seen[last] as (typeof seen)[number]).sums;
  const rowCount = outputs.length;
  const { lossOf, predictionOf, slopeOf } = LOSSES[task];
  const targetOf = (row: number) => targets[row] as number;
  /** By the sums of the layer that is gone back through. */
  let slopes = outputs.map((output, row) => slopeOf(output, targetOf(row)) / rowCount);
  const gradients: LayerNumbers[] = [];
  for (let i = last; i >= 0; i--) {
    const layer = layers[i] as LayerWeights;
    gradients.unshift(gradientOf(layer, (seen[i] as (typeof seen)[number]).inputs, slopes));
    if (i === 0) break;
    const { sums } = seen[i - 1] as (typeof seen)[number];
    const own = factors[i - 1];
    slopes = slopesBefore(layer, slopes).map((each, k) => {
      const sum = sums[k] as number;
      return each * (own?.[k] ?? 1) * slope(sum, at(sum));
    });
  }
  return {
    units: seen.slice(1).map((each) => Float64Array.from(each.inputs)),
    predictions: outputs.map(predictionOf),
    losses: outputs.map((output, row) => lossOf(output, targetOf(row))),
    gradients,
  };
}

/** x K + b */
function sumsOf({ kernel: { shape, data }, bias }: LayerWeights, x: ArrayLike<number>): Float64Array {
  const [inputCount = 1, unitCount = 1] = shape;
  return Float64Array.from({ length: (x.length / inputCount) * unitCount }, (_, place) => {
    const [row, unit] = [Math.floor(place / unitCount), place % unitCount];
    let sum = bias.data[unit] as number;
    for (let i = 0; i < inputCount; i++)
      sum += (x[row * inputCount + i] as number) * (data[i * unitCount + unit] as number);
    return sum;
  });
}

/** x' d, and the sums of d over the rows. */
function gradientOf({ kernel: { shape } }: LayerWeights, x: ArrayLike<number>, slopes: Float64Array): LayerNumbers {
  const [inputCount = 1, unitCount = 1] = shape;
  const rowCount = slopes.length / unitCount;
  const overRows = (unit: number, factor: (row: number) => number) => {
    let sum = 0;
    for (let row = 0; row < rowCount; row++) sum += factor(row) * (slopes[row * unitCount + unit] as number);
    return sum;
  };
  return {
    kernel: Float64Array.from({ length: inputCount * unitCount }, (_, place) => {
      const input = Math.floor(place / unitCount);
      return overRows(place % unitCount, (row) => x[row * inputCount + input] as number);
    }),
    bias: Float64Array.from({ length: unitCount }, (_, unit) => overRows(unit, () => 1)),
  };
}

/** d K' */
function slopesBefore({ kernel: { shape, data } }: LayerWeights, slopes: Float64Array): Float64Array {
  const [inputCount = 1, unitCount = 1] = shape;
  return Float64Array.from({ length: (slopes.length / unitCount) * inputCount }, (_, place) => {
    const [row, input] = [Math.floor(place / inputCount), place % inputCount];
    let sum = 0;
    for (let unit = 0; unit < unitCount; unit++)
      sum += (slopes[row * unitCount + unit] as number) * (data[input * unitCount + unit] as number);
    return sum;
  });
}

/** Of a row's raw output z and its target t. */
interface RowLoss {
  readonly predictionOf: (z: number) => number;
  readonly lossOf: (z: number, t: number) => number;
  readonly slopeOf: (z: number, t: number) => number;
}

const LOSSES: Readonly<Record<Sample["task"], RowLoss>> = {
  classification: {
    predictionOf: sigmoid,
    // log(1 + e^z) - t z, without a large exponential.
    lossOf: (z, t) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - t * z,
    slopeOf: (z, t) => sigmoid(z) - t,
  },
  regression: {
    predictionOf: (z) => z,
    lossOf: (z, t) => (z - t) ** 2,
    slopeOf: (z, t) => 2 * (z - t),
  },
};

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
