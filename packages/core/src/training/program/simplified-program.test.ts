import { describe, expect, it } from "vitest";
import { evaluate } from "../../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../../graph/nd-array.ts";
import { inputName } from "../../graph/ops/index.ts";
import { bodyNodes, orderNodes } from "../../graph/order.ts";
import { lower, simplify } from "../../graph/simplify.ts";
import type { Graph, Value } from "../../graph/value.ts";
import {
  adam,
  batchNorm,
  conv2d,
  dense,
  dropout,
  type FitOptions,
  flatten,
  groupLasso,
  type LayerFactory,
  l1,
  l2,
  maxNorm,
  maxPooling2d,
  sequential,
  sgd,
} from "../../index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { randomUniform } from "../../tensor/random.ts";
import { sizeOf } from "../../tensor/tensor.ts";
import { type CohortPlan, cohortsOf } from "../cohort/plan-cohorts.ts";
import { toRecipe } from "../recipe/recipe.ts";
import { compileTraining } from "./compile-training.ts";

const ROWS = 7;
const STEPS = 3;

interface Sample {
  readonly inputShape: readonly number[];
  readonly layers: readonly LayerFactory[];
  readonly options?: Partial<FitOptions>;
}

/** A training graph and numbers for its inputs. */
function programOf({ inputShape, layers, options = {} }: Sample) {
  const model = sequential({ inputShape, layers: [...layers, dense({ units: 3 })] });
  const recipe = toRecipe(model, {
    runtime: nodeRuntime(),
    loss: "softmaxCrossEntropy",
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
    batchSize: 4,
    ...options,
  });
  const [cohort] = cohortsOf(model, recipe, ROWS, undefined) as readonly [CohortPlan];
  const { graph } = compileTraining(model, recipe, cohort);
  const lengths: Readonly<Record<string, number>> = { N: ROWS, K: STEPS, R: recipe.replicaCount };
  const numbersFor = (value: Value): NdArray => {
    const name = inputName(value);
    const shape = value.shape.map((dim) => (typeof dim === "number" ? dim : (lengths[dim] as number)));
    const u = randomUniform(sizeOf(shape), { seed: 2, stream: name });
    const at = (draw: (u: number) => number) => ndArray(shape, Float64Array.from(u, draw), value.dtype);
    if (value.dtype === "int64") return at(() => STEPS);
    if (value.dtype === "int32") return at((u) => Math.floor(u * ROWS));
    return value.dtype === "bool" ? at((u) => Number(u > 0.4)) : at((u) => 0.05 + 0.4 * u);
  };
  return { graph, inputs: Object.fromEntries(graph.inputs.map((value) => [inputName(value), numbersFor(value)])) };
}

/** Nodes of a graph, those of its loops among them. */
function nodeCount({ outputs }: Graph): number {
  const nodes = orderNodes(outputs.map(([, value]) => value));
  return nodes.length + nodes.reduce((sum, node) => sum + bodyNodes(node).length, 0);
}

const dense8 = dense({ units: 8, activation: "relu", kernelConstraint: maxNorm({ c: 0.7 }) });

const SAMPLES: Readonly<Record<string, Sample>> = {
  "momentum, l1 and l2": {
    inputShape: [5],
    layers: [dense({ units: 8, activation: "relu" })],
    options: { regularizer: [l1({ alpha: 0.1 }), l2({ alpha: 0.1 })] },
  },
  "dropout, max-norm and label smoothing": {
    inputShape: [5],
    layers: [dropout({ rate: 0.2 }), dense8, dropout({ rate: 0.5 })],
    options: { labelSmoothing: 0.1 },
  },
  "adam, batch normalization and group lasso": {
    inputShape: [5],
    layers: [dense({ units: 6, activation: "tanh", kernelRegularizer: groupLasso({ alpha: 0.1 }) }), batchNorm()],
    options: { optimizer: adam({ learningRate: 0.1 }) },
  },
  "a large kernel, whose gradient takes its momentum along": {
    inputShape: [40],
    layers: [dense({ units: 120, activation: "relu" })],
  },
  "replicas with strengths of their own": {
    inputShape: [5],
    layers: [dense({ units: 8, activation: "relu" }), dropout({ rate: 0.3 })],
    options: { regularizer: l2({ alpha: [0, 0.1, 1] as never }) },
  },
  "convolutions and pooling": {
    inputShape: [1, 8, 8],
    layers: [conv2d({ filters: 3, kernelSize: 3, activation: "relu" }), maxPooling2d({ poolSize: 2 }), flatten()],
  },
};

describe("the simplified training graph computes what the graph as written computes", () => {
  it.each(Object.entries(SAMPLES))("with %s (1e-9 of the largest number)", (_, sample) => {
    const { graph, inputs } = programOf(sample);
    expect(nodeCount(simplify(graph))).toBeLessThan(nodeCount(lower(graph)));
    const [simple, plain] = [evaluate(graph, inputs), evaluate(graph, inputs, lower)];
    for (const [name, expected] of Object.entries(plain)) {
      const [wanted, found] = [numbersOf(expected), numbersOf(simple[name] as NdArray)];
      const scale = Math.max(...wanted.map(Math.abs), 1e-3);
      expect(found.length).toBe(wanted.length);
      found.forEach((number, i) => {
        expect(Math.abs(number - (wanted[i] as number)) / scale).toBeLessThan(1e-9);
      });
    }
  });
});
