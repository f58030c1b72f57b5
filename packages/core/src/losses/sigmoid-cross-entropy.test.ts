import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input, reduceSum } from "../graph/ops/index.ts";
import { printGraph } from "../graph/print.ts";
import type { Graph } from "../graph/value.ts";
import { dense, fit, logLoss, sequential, sgd } from "../index.ts";
import { encode } from "../onnx/encode.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { largestAlpha } from "../selection/largest-alpha.ts";
import { sigmoidCrossEntropy } from "./sigmoid-cross-entropy.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

function lossGraph(positiveWeight: number | readonly number[], width: number): Graph {
  const outputs = input("z", "float32", [1, width]);
  const targets = input("t", "float32", [1, width]);
  const loss = sigmoidCrossEntropy({ positiveWeight }).perExample(outputs, targets);
  const [gradient = loss] = differentiate(reduceSum(loss), [outputs]);
  const named = [
    ["loss", loss],
    ["gradient", gradient],
  ] as const;
  return { name: "loss", inputs: [outputs, targets], outputs: named };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("positiveWeight", () => {
  it("multiplies the loss of label 1, of a probability its part: -p t log s(z) - (1 - t) log(1 - s(z))", () => {
    const label = fc.record({
      z: fc.double({ min: -8, max: 8, noNaN: true }),
      t: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      p: fc.double({ min: 0.01, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), (labels) => {
        const width = labels.length;
        const of = (key: "z" | "t") =>
          ndArray(
            [1, width],
            labels.map((each) => each[key]),
          );
        const weights = labels.map(({ p }) => Math.fround(p));
        const found = evaluate(lossGraph(weights, width), { z: of("z"), t: of("t") });
        const s = ({ z }: { z: number }) => 1 / (1 + Math.exp(-z));
        const losses = labels.map((each, i) => {
          const own = (weights[i] as number) * each.t;
          return -own * Math.log(s(each)) - (1 - each.t) * Math.log(s({ z: -each.z }));
        });
        const loss = numbersOf(found.loss as NdArray)[0] as number;
        expect(Math.abs(loss - mean(losses))).toBeLessThan(1e-9 * (1 + mean(losses)));
        labels.forEach((each, i) => {
          const slope = (1 - each.t) * s(each) - (weights[i] as number) * each.t * (1 - s(each));
          expect(numbersOf(found.gradient as NdArray)[i]).toBeCloseTo(slope / width, 9);
        });
      }),
    );
  });

  it("of 1 is the loss as it was: the same graph, and a curvature that hangs on no target", () => {
    expect(printGraph(lossGraph([1, 1], 2))).toBe(printGraph(lossGraph(1, 2)));
    expect(sigmoidCrossEntropy({ positiveWeight: [1, 1] }).curvature).toBeDefined();
    expect(sigmoidCrossEntropy({ positiveWeight: [1, 2] }).curvature).toBeUndefined();
  });

  it("stays exact and finite far out in ONNX Runtime: 3 · 1000 for label 1 at -1000", async () => {
    const session = await runtime.load(encode(lossGraph([3, 3, 0.5], 3)));
    const row = (...values: number[]) => ({ shape: [1, 3], data: Float32Array.from(values) });
    const feeds = { z: row(-1000, 1000, -1000), t: row(1, 0, 1) };
    const { fetched } = await session.run(feeds, { fetch: ["loss", "gradient"] });
    await session.release();
    expect(Array.from(fetched.loss?.data as Float32Array)[0]).toBeCloseTo((3000 + 1000 + 500) / 3, 3);
    expect(Array.from(fetched.gradient?.data as Float32Array)).toEqual([-1, 1 / 3, -0.5 / 3].map(Math.fround));
  });

  it("multiplies the odds of the best constant: 1 of 4 labels with weight 3 is as likely as not, with weights of rows too", () => {
    const targets = { shape: [4, 2], data: Float32Array.of(1, 0, 0, 1, 0, 1, 0, 1) };
    const constantOf = (p: number | readonly number[], weights?: readonly number[]) =>
      Array.from(sigmoidCrossEntropy({ positiveWeight: p }).bestConstant(targets, weights));
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));
    expect(constantOf(3)).toEqual(close([0, Math.log(9)]));
    expect(constantOf([3, 1 / 3])).toEqual(close([0, 0]));
    expect(constantOf(3, [2, 1, 1, 0])).toEqual(close([Math.log(3), Math.log(3)]));
  });

  it("is in the loss that is reported and not in log loss; the network's odds are p times those of the data", async () => {
    const rows = { x: [[0], [0], [0], [0]], y: [1, 0, 0, 0] };
    const run = await fit(sequential({ inputShape: [1], layers: [dense({ units: 1 })] }), rows, {
      ...{ runtime, loss: sigmoidCrossEntropy({ positiveWeight: 3 }), optimizer: sgd({ learningRate: 1 }), epochs: 60 },
      ...{ metrics: [logLoss], validation: rows },
    });
    expect((await run.predict(rows.x)).data[0]).toBeCloseTo(0.5, 6);
    for (const found of [run.history.at(-1)?.train, run.history.at(-1)?.validation]) {
      expect(found?.loss).toBeCloseTo(1.5 * Math.LN2, 6);
      expect(found?.logLoss).toBeCloseTo(Math.LN2, 6);
    }
  });

  it("is in the strength from which on l1 leaves no weight", async () => {
    // At s = 1/2 the four rows pull with -3/2, 1/2, 1/2 and 1/2.
    const x = { shape: [4, 1], data: Float32Array.of(2, 1, -1, 5) };
    const targets = { shape: [4, 1], data: Float32Array.of(1, 0, 0, 0) };
    const found = await largestAlpha(runtime, x, targets, sigmoidCrossEntropy({ positiveWeight: 3 }));
    expect(found).toBeCloseTo(Math.abs(-3 + 0.5 - 0.5 + 2.5) / 4, 6);
  });

  it.each([
    [0, /^sigmoidCrossEntropy\.positiveWeight expects .* but receives 0\. \(OCCAM_OPTION\)$/],
    [[1, -2], /^sigmoidCrossEntropy\.positiveWeight\[1\] expects .* but receives -2\. \(OCCAM_OPTION\)$/],
  ])("of %j is refused", (positiveWeight, message) => {
    expect(() => sigmoidCrossEntropy({ positiveWeight })).toThrow(message);
  });

  it("refuses a list of another length than there are outputs, before training", () => {
    expect(() => sigmoidCrossEntropy({ positiveWeight: [1, 2, 3] }).toTargets([[0, 1]], [2])).toThrow(
      "sigmoidCrossEntropy.positiveWeight expects a number, or 2 of them, as the network has outputs, but receives 3. (OCCAM_OPTION)",
    );
  });
});
