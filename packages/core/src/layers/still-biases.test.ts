import { afterAll, describe, expect, it } from "vitest";
import {
  add,
  batchNorm,
  type DenseOptions,
  dense,
  type FitOptions,
  fit,
  fitReplicas,
  input,
  l2,
  layerNorm,
  model,
  type Run,
  sequential,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { noisyLine } from "../testing/problems.ts";
import { expectSameRun } from "../testing/same-run.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const problem = noisyLine(24, 3);
const options: FitOptions = { runtime, loss: "meanSquaredError", epochs: 30, batchSize: 8, seed: 3 };
const biasOf = (run: Run | undefined) => Array.from(run?.parameters.get("dense0/bias")?.data ?? []);
const normed = (own: Partial<DenseOptions> = {}) =>
  sequential({ inputShape: [3], layers: [dense({ units: 4, ...own }), batchNorm(), dense({ units: 1 })] });

describe("a bias in front of batch normalization", () => {
  it("stays where it is, to the bit, and replicas are their single runs", async () => {
    const run = await fit(normed(), problem, options);
    expect(biasOf(run)).toEqual([0, 0, 0, 0]);
    const given = new Map([["dense0/bias", { shape: [4], data: Float32Array.of(1, -2, 3, 4) }]]);
    const shifted = await fit(normed(), problem, { ...options, initialParameters: given });
    expect(biasOf(shifted)).toEqual([1, -2, 3, 4]);
    // Its running mean has it.
    expect(shifted.history.at(-1)?.train.loss).toBeCloseTo(run.history.at(-1)?.train.loss as number, 4);
    const runs = await fitReplicas(normed(), problem, { ...options, seeds: [3, 4] });
    expectSameRun(runs[0] as Run, run);
  });

  it.each([
    { name: "a penalty is on it", net: normed({ biasRegularizer: l2({ alpha: 0.1 }), biasInitializer: ones() }) },
    { name: "what the layer gives is penalized", net: normed({ activityRegularizer: l2({ alpha: 0.1 }) }) },
    { name: "an activation comes between", net: normed({ activation: "relu" }) },
    {
      name: "the normalization is of each row",
      net: sequential({ inputShape: [3], layers: [dense({ units: 4 }), layerNorm(), dense({ units: 1 })] }),
    },
    {
      name: "the normalization is frozen",
      net: sequential({
        inputShape: [3],
        layers: [dense({ units: 4 }), batchNorm({ trainable: false }), dense({ units: 1 })],
      }),
    },
    { name: "another layer sees it too", net: branched() },
  ])("moves where $name", async ({ net }) => {
    const run = await fit(net, problem, options);
    expect(biasOf(run).every((value) => value !== 0 && value !== 1)).toBe(true);
  });

  it("is not called frozen: its kernel is trained", () => {
    expect(normed().summary()).not.toContain("frozen");
  });
});

function ones() {
  return { name: "ones", sample: (size: number) => new Float32Array(size).fill(1) };
}

function branched() {
  const x = input({ shape: [3] });
  const h = dense({ units: 4 }).apply(x);
  return model({ inputs: x, outputs: dense({ units: 1 }).apply(add().apply([batchNorm().apply(h), h])) });
}
