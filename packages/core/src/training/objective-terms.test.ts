import { afterAll, describe, expect, it } from "vitest";
import {
  confidencePenalty,
  dense,
  type FitOptions,
  fit,
  fitReplicas,
  inputGradient,
  type Run,
  sequential,
  sgd,
  tensor,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";
import { OBJECTIVE_TERMS } from "../testing/batteries.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const ROWS = 12;
const x = tensor(Float32Array.from(randomNormal(ROWS * 3, { seed: 1, stream: "x" })), [ROWS, 3]);
const y = Array.from({ length: ROWS }, (_, i) => i % 3);
const model = sequential({ inputShape: [3], layers: [dense({ units: 5, activation: "tanh" }), dense({ units: 3 })] });
const options: FitOptions = {
  runtime,
  loss: "softmaxCrossEntropy",
  optimizer: sgd({ learningRate: 0.1 }),
  batchSize: ROWS,
  seed: 2,
};
const flat = ({ parameters }: Run) => [...parameters.values()].flatMap(({ data }) => Array.from(data));
const start = await fit(model, { x, y }, { ...options, optimizer: sgd({ learningRate: 1e-30 }) });

/** Minus the change by one step of learning rate 0.1, over 0.1: the gradient of the objective. */
async function gradientOf(terms: FitOptions["objectiveTerms"]): Promise<number[]> {
  const run = await fit(model, { x, y }, { ...options, ...(terms && { objectiveTerms: terms }) });
  return flat(run).map((w, i) => ((flat(start)[i] as number) - w) / 0.1);
}

type Vector = readonly number[];

/** The network in plain float64: probabilities for the inputs, with parameters laid out as `flat` has them. */
function probabilities(parameters: Vector, row: Vector): number[] {
  const [k0, b0, k1, b1] = [
    parameters.slice(0, 15),
    parameters.slice(15, 20),
    parameters.slice(20, 35),
    parameters.slice(35),
  ];
  const hidden = b0.map((b, u) => Math.tanh(row.reduce((sum, v, i) => sum + v * (k0[i * 5 + u] as number), b)));
  const logits = b1.map((b, c) => hidden.reduce((sum, v, u) => sum + v * (k1[u * 3 + c] as number), b));
  const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
  return logits.map((z) => Math.exp(z) / total);
}

const rows = Array.from({ length: ROWS }, (_, i) => Array.from(x.data.subarray(i * 3, i * 3 + 3)));
const lossAt = (parameters: Vector, row: Vector, c: number) => -Math.log(probabilities(parameters, row)[c] as number);
const mean = (values: Vector) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Central differences. */
const slopes = (f: (at: Vector) => number, at: Vector, step: number) =>
  at.map((_, k) => {
    const moved = (delta: number) => f(at.map((value, i) => (i === k ? value + delta : value)));
    return (moved(step) - moved(-step)) / (2 * step);
  });

describe("the objective's gradient holds the term's, computed independently (1e-3)", () => {
  const terms = {
    confidencePenalty: (parameters: Vector) =>
      mean(rows.map((row) => probabilities(parameters, row).reduce((sum, p) => sum + p * Math.log(p), 0))),
    inputGradient: (parameters: Vector) =>
      mean(
        rows.map((row, i) =>
          slopes((v) => lossAt(parameters, v, y[i] as number), row, 1e-4).reduce((sum, g) => sum + (g * g) / 2, 0),
        ),
      ),
  };
  it.each([
    ["confidencePenalty", confidencePenalty({ alpha: 2 })],
    ["inputGradient", inputGradient({ alpha: 2 })],
  ] as const)("%s", async (name, term) => {
    const [plain, penalized] = [await gradientOf(undefined), await gradientOf([term])];
    const expected = slopes(terms[name], flat(start), 1e-4);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.01);
    penalized.forEach((g, i) => {
      expect(g - (plain[i] as number)).toBeCloseTo(2 * (expected[i] as number), 3);
    });
  });
});

it("two terms of one name each have their own strength: together they are one of their sum", async () => {
  const [both, sum] = [
    await gradientOf([confidencePenalty({ alpha: 2 }), confidencePenalty({ alpha: 0.5 })]),
    await gradientOf([confidencePenalty({ alpha: 2.5 })]),
  ];
  both.forEach((g, i) => {
    expect(g).toBeCloseTo(sum[i] as number, 5);
  });
});

describe.each(OBJECTIVE_TERMS.map((make) => [make(1).name, make] as const))("%s", (_, make) => {
  it("at alpha 0 changes nothing; replicas equal single runs (1e-5)", async () => {
    const training = { ...options, epochs: 5, batchSize: 5 };
    const together = await fitReplicas(model, { x, y }, { ...training, objectiveTerms: [make([0, 0.7])] });
    const plain = await fit(model, { x, y }, training);
    const alone = await fit(model, { x, y }, { ...training, objectiveTerms: [make(0.7)] });
    for (const [i, single] of [plain, alone].entries()) {
      flat(together[i] as Run).forEach((w, at) => {
        expect(w).toBeCloseTo(flat(single)[at] as number, 5);
      });
    }
    expect(Math.max(...flat(plain).map((w, i) => Math.abs(w - (flat(alone)[i] as number))))).toBeGreaterThan(1e-3);
  });

  it("refuses an alpha below 0 by name", () => {
    expect(() => make(-1)).toThrow(/\.alpha expects a number of at least 0 but receives -1/);
  });
});

it("a confidence penalty needs a classification loss", async () => {
  const regression = sequential({ inputShape: [3], layers: [dense({ units: 1 })] });
  await expect(
    fit(
      regression,
      { x, y },
      { ...options, loss: "meanSquaredError", objectiveTerms: [confidencePenalty({ alpha: 1 })] },
    ),
  ).rejects.toThrow(/confidencePenalty expects a classification loss but receives meanSquaredError/);
});
