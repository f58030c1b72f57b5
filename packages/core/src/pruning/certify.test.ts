import { afterAll, describe, expect, it } from "vitest";
import {
  add,
  dense,
  dropout,
  embedding,
  fit,
  flatten,
  groupLasso,
  input,
  model as modelOf,
  runOf,
  sequential,
  sgd,
  tensor,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { weighted } from "../testing/networks.ts";
import { noisyLine } from "../testing/problems.ts";
import { certify, prune } from "./index.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());
const using = { runtime, loss: "meanSquaredError" } as const;

describe("a small network trained with group lasso", () => {
  const examples = noisyLine(200, 6);
  const trained = fit(
    sequential({
      inputShape: [6],
      layers: [
        dense({ units: 24, activation: "relu", kernelRegularizer: groupLasso({ alpha: 0.03 }) }),
        dropout({ rate: 0.1 }),
        dense({ units: 1 }),
      ],
    }),
    examples,
    { ...using, optimizer: sgd({ learningRate: 0.05 }), epochs: 60, seed: 3 },
  );

  it("loses units, parameters and bytes, and gives the same on data and random rows (1e-5)", async () => {
    const run = await trained;
    const pruned = prune(run);
    const certificate = await certify(run, pruned, { ...using, x: examples.x });
    const left = pruned.units[0]?.after as number;
    expect(left).toBeLessThan(20);
    expect(left).toBeGreaterThan(0);
    expect(certificate.maxAbsDifference).toBeLessThan(1e-5);
    expect(certificate.rows).toEqual({ data: 200, random: 10_000 });
    const { before, after } = certificate;
    expect([before.units, after.units]).toEqual([
      [24, 1],
      [left, 1],
    ]);
    expect([before.parameters, after.parameters]).toEqual([24 * 6 + 24 + 24 + 1, left * 6 + left + left + 1]);
    expect([before.multiplyAdds, after.multiplyAdds]).toEqual([24 * 7, left * 7]);
    expect(before.bytes - after.bytes).toBeGreaterThanOrEqual(4 * (24 - left) * 8 - 64);
    for (const { latencyUs, batchLatencyUs } of [before, after]) {
      expect(latencyUs).toBeGreaterThan(0);
      expect(batchLatencyUs).toBeGreaterThan(0);
    }
  });

  it("goes on as a run: it evaluates, and trains further from the weights that are left", async () => {
    const run = await trained;
    const pruned = prune(run);
    const smaller = runOf(pruned, using);
    expect((await smaller.evaluate(examples)).loss).toBeCloseTo((await run.evaluate(examples)).loss, 6);
    const further = await fit(pruned.model, examples, { ...using, epochs: 1, initialParameters: pruned.parameters });
    expect(further.parameters.get("dense0/kernel")?.shape).toEqual([6, pruned.units[0]?.after]);
  });

  it("without anything to prune is the same file, byte for byte", async () => {
    const pruned = prune(await trained);
    const [first, second] = [await runOf(pruned, using).toOnnx(), await runOf(prune(pruned), using).toOnnx()];
    expect(Buffer.compare(first, second)).toBe(0);
  });
});

it("a difference is found: one weight more by 0.5", async () => {
  const model = sequential({ inputShape: [2], layers: [dense({ units: 1 })] });
  const numbers = { "dense0/bias": [0] };
  const [one, two] = [
    weighted(model, { ...numbers, "dense0/kernel": [1, 2] }),
    weighted(model, { ...numbers, "dense0/kernel": [1, 2.5] }),
  ];
  const x = tensor([[0, 100]]);
  const { maxAbsDifference } = await certify(one, two, { ...using, x });
  expect(maxAbsDifference).toBeCloseTo(50, 5);
  // Of 10,000 standard normal numbers the largest is about 4.
  const { maxAbsDifference: random } = await certify(one, two, using);
  expect(random).toBeGreaterThan(0.5 * 3);
  expect(random).toBeLessThan(0.5 * 6);
});

it("several inputs side by side in one tensor are looked at as those given by name", async () => {
  const [first, second] = [input({ shape: [2], name: "first" }), input({ shape: [2, 2], name: "second" })];
  const summed = add().apply([
    dense({ units: 3, activation: "relu" }).apply(first),
    dense({ units: 3, activation: "relu" }).apply(flatten().apply(second)),
  ]);
  const model = modelOf({ inputs: [first, second], outputs: dense({ units: 1 }).apply(summed) });
  const [network, other] = [weighted(model, { "dense2/bias": [0] }), weighted(model, { "dense2/bias": [0.25] })];
  const named = {
    first: tensor([
      [0, 2],
      [1, 0],
    ]),
    second: tensor([
      [
        [0.5, -1],
        [2, 3],
      ],
      [
        [1.5, 4],
        [-2, 1],
      ],
    ]),
  };
  const together = tensor([
    [0, 2, 0.5, -1, 2, 3],
    [1, 0, 1.5, 4, -2, 1],
  ]);
  const [byName, sideBySide] = [
    await certify(network, other, { ...using, x: named }),
    await certify(network, other, { ...using, x: together }),
  ];
  expect(sideBySide.maxAbsDifference).toBe(byName.maxAbsDifference);
  expect(sideBySide.maxAbsDifference).toBeCloseTo(0.25, 5);
  expect(sideBySide.rows).toEqual({ data: 2, random: 10_000 });
});

it("parameters that are not the model's are refused", () => {
  const model = sequential({ inputShape: [2], layers: [dense({ units: 1 })] });
  const { parameters } = weighted(model);
  expect(() => runOf({ model, parameters: new Map([...parameters].slice(1)) }, using)).toThrow(
    /dense0\/kernel.*OCCAM_DATA/,
  );
  const wrong = new Map([...parameters, ["dense0/bias", tensor([1, 2])] as const]);
  expect(() => runOf({ model, parameters: wrong }, using)).toThrow(/dense0\/bias.*\[1\].*OCCAM_SHAPE/);
});

it("whole numbers, such as indices, are drawn from the data", async () => {
  const model = sequential({
    inputShape: [2],
    layers: [embedding({ inputDim: 3, outputDim: 2 }), flatten(), dense({ units: 1 })],
  });
  const network = weighted(model);
  const { maxAbsDifference, rows } = await certify(network, prune(network), {
    ...using,
    x: tensor([
      [0, 2],
      [1, 0],
    ]),
  });
  expect(maxAbsDifference).toBe(0);
  expect(rows).toEqual({ data: 2, random: 10_000 });
});
