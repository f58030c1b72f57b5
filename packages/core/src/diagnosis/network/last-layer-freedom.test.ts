import { describe, expect, it } from "vitest";
import { huber, type Loss, meanSquaredError, sigmoidCrossEntropy, softmaxCrossEntropy } from "../../losses/index.ts";
import { randomNormal } from "../../tensor/random.ts";
import { effectiveDegreesOfFreedom } from "./degrees-of-freedom.ts";
import { type LastLayer, lastLayerFreedom } from "./last-layer-freedom.ts";

const [rows, width] = [14, 3];
/** Off centre, so that the bias matters. */
const features = {
  shape: [rows, width],
  data: Float32Array.from(randomNormal(rows * width, { seed: 4, stream: "h" }), (z, i) => 2 * z + (i % width)),
};
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Formulas for one target: it makes no difference to the curvature. */
const CASES: readonly {
  readonly loss: Loss;
  readonly name: string;
  readonly formula: (z: readonly number[]) => number;
}[] = [
  { loss: softmaxCrossEntropy, formula: (z: readonly number[]) => Math.log(sum(z.map(Math.exp))) - (z[0] as number) },
  {
    loss: sigmoidCrossEntropy(),
    formula: (z: readonly number[]) => sum(z.map((logit) => Math.log(1 + Math.exp(-logit)))) / z.length,
  },
  {
    loss: meanSquaredError,
    formula: (z: readonly number[]) => sum(z.map((value) => (value - 1) ** 2)) / z.length,
  },
].map((each) => ({ ...each, name: each.loss.name }));

/** A layer with weights of its own; each row of `weights` is an input, the last the bias. */
function layerOf(loss: Loss, outputs: number, { alpha = 0, useBias = true, scale = 1 } = {}) {
  const own = width + Number(useBias);
  const weights = Array.from(randomNormal(own * outputs, { seed: 2, stream: "w" }), (w) => scale * w);
  const layer: LastLayer = {
    features,
    outputs: { shape: [rows, outputs], data: Float32Array.from(outputsOf(weights, outputs).flat()) },
    useBias,
    curvature: loss.curvature as NonNullable<Loss["curvature"]>,
    alpha,
  };
  return { layer, weights };
}

function outputsOf(weights: readonly number[], outputs: number): number[][] {
  const own = weights.length / outputs;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: outputs }, (_, k) =>
      sum(
        Array.from({ length: own }, (_, i) => {
          const h = i < width ? (features.data[row * width + i] as number) : 1;
          return h * (weights[i * outputs + k] as number);
        }),
      ),
    ),
  );
}

/** tr(F (F + n alpha P)^-1), with F from differences of the summed losses, by Gaussian elimination. */
function bruteForce(
  formula: (z: readonly number[]) => number,
  { weights, outputs, alpha, isOpen }: { weights: readonly number[]; outputs: number; alpha: number; isOpen: boolean },
): number {
  const size = weights.length;
  const step = 1e-3;
  const at = (i: number, a: number, j: number, b: number) => {
    const moved = weights.map((weight, k) => weight + step * (a * Number(k === i) + b * Number(k === j)));
    return sum(outputsOf(moved, outputs).map(formula));
  };
  const hessian = weights.map((_, i) =>
    weights.map((_, j) => (at(i, 1, j, 1) - at(i, 1, j, -1) - at(i, -1, j, 1) + at(i, -1, j, -1)) / (4 * step * step)),
  );
  // All biases of a softmax may rise together: strength in that direction keeps the system regular and adds nothing.
  const isBias = (i: number) => i >= width * outputs;
  const penalty = (i: number, j: number) =>
    isBias(i) && isBias(j) ? Number(isOpen) : i === j && !isBias(i) ? rows * alpha : 0;
  const system = hessian.map((row, i) => [...row.map((f, j) => f + penalty(i, j)), ...row]);
  for (let pivot = 0; pivot < size; pivot++) {
    const lead = system[pivot] as number[];
    system.forEach((row, i) => {
      if (i === pivot) return;
      const factor = (row[pivot] as number) / (lead[pivot] as number);
      system[i] = row.map((value, j) => value - factor * (lead[j] as number));
    });
  }
  return sum(system.map((row, i) => (row[size + i] as number) / (row[i] as number)));
}

describe("degrees of freedom of the last layer", () => {
  it.each(CASES)("under $name are tr(F (F + n alpha P)^-1) with F by differences", ({ loss, formula }) => {
    for (const [outputs, alpha, useBias] of [
      [3, 0.02, true],
      [3, 0.5, true],
      [2, 0.1, false],
    ] as const) {
      const { layer, weights } = layerOf(loss, outputs, { alpha, useBias });
      const isOpen = layer.curvature.isCoupled;
      const whole = bruteForce(formula, { weights, outputs, alpha, isOpen });
      const found = lastLayerFreedom(layer);
      // Those of independent outputs are means.
      const targets = isOpen ? 1 : outputs;
      expect((found?.effective ?? 0) * targets).toBeCloseTo(whole, 4);
      expect(found).toMatchObject({ parameters: weights.length / targets, rows });
    }
  });

  it("without a penalty are the parameters that a softmax leaves: (classes - 1) (inputs + 1)", () => {
    for (const classes of [2, 3, 4]) {
      const { layer } = layerOf(softmaxCrossEntropy, classes);
      expect(lastLayerFreedom(layer)?.effective).toBeCloseTo((classes - 1) * (width + 1), 9);
    }
  });

  it("are ridge's under squared error, one for the bias", () => {
    const [alpha, n] = [0.3, rows];
    const { layer } = layerOf(meanSquaredError, 1, { alpha });
    expect(lastLayerFreedom(layer)?.effective).toBeCloseTo(
      1 + effectiveDegreesOfFreedom(centred(), (n * alpha) / 2),
      6,
    );
    const without = layerOf(meanSquaredError, 1, { alpha, useBias: false });
    expect(lastLayerFreedom(without.layer)?.effective).toBeCloseTo(
      effectiveDegreesOfFreedom(features, (n * alpha) / 2),
      9,
    );
  });

  it("of two classes that no row tells apart are ridge's too, with p (1 - p) * 2 = 1/2 of a squared error's 1", () => {
    const alpha = 0.3;
    const { layer } = layerOf(softmaxCrossEntropy, 2, { alpha, scale: 0 });
    expect(lastLayerFreedom(layer)?.effective).toBeCloseTo(
      1 + effectiveDegreesOfFreedom(centred(), 2 * rows * alpha),
      6,
    );
  });

  it("of two classes by a softmax are those of one sigmoid at half of the strength", () => {
    const { layer } = layerOf(softmaxCrossEntropy, 2, { alpha: 0.2 });
    const { data } = layer.outputs;
    const logits = Float32Array.from(
      { length: rows },
      (_, row) => (data[2 * row + 1] as number) - (data[2 * row] as number),
    );
    const single: LastLayer = {
      ...layer,
      outputs: { shape: [rows, 1], data: logits },
      curvature: sigmoidCrossEntropy().curvature as NonNullable<Loss["curvature"]>,
      alpha: 0.1,
    };
    expect(lastLayerFreedom(layer)?.effective).toBeCloseTo(lastLayerFreedom(single)?.effective as number, 5);
  });

  it("fall with certainty: rows with a probability of nearly 1 hardly hold the weights", () => {
    const freedom = [0.1, 1, 5, 25].map(
      (scale) => lastLayerFreedom(layerOf(softmaxCrossEntropy, 3, { alpha: 0.05, scale }).layer)?.effective as number,
    );
    expect(freedom).toEqual([...freedom].sort((a, b) => b - a));
    expect(freedom[3]).toBeLessThan((freedom[0] as number) / 2);
  });

  it("are not computed for more than 1024 parameters, and a loss that curves by its targets says nothing", () => {
    const wide = { shape: [2, 1024], data: new Float32Array(2048) };
    expect(lastLayerFreedom({ ...layerOf(meanSquaredError, 1).layer, features: wide })).toBeUndefined();
    expect(huber().curvature).toBeUndefined();
  });
});

function centred() {
  const means = Array.from({ length: width }, (_, i) =>
    sum(Array.from({ length: rows }, (_, row) => (features.data[row * width + i] as number) / rows)),
  );
  return { ...features, data: features.data.map((value, i) => value - (means[i % width] as number)) };
}
