/** Penalties that tell inputs apart: groups of one's own, and factors. */
import { afterAll, describe, expect, it } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input } from "../graph/ops/index.ts";
import {
  adam,
  conv1d,
  cosineSchedule,
  dense,
  elasticNet,
  fit,
  fitReplicas,
  flatten,
  groupLasso,
  inputGroupLasso,
  type KernelRegularizer,
  l1,
  l2,
  type Optimizer,
  penaltyFactors,
  type Run,
  rmsprop,
  sequential,
  sgd,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { alphaPath } from "../selection/index.ts";
import { randomNormal, randomUniform } from "../tensor/random.ts";
import { noisyLine } from "../testing/problems.ts";
import type { KernelAxes } from "./penalty.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** Columns of 1 and -1 that are orthogonal: the loss is |w - z|^2. */
const x = Array.from({ length: 8 }, (_, row) => [1, 2, 4, 3, 5].map((bits) => (ones(row & bits) % 2 === 0 ? 1 : -1)));
const z = [1.6, -0.9, 0.3, 0.25, -0.8];
const y = x.map((row) => row.reduce((sum, value, j) => sum + value * (z[j] as number), 0));
const schedule = cosineSchedule();
const optimizers = [
  sgd({ learningRate: 0.1, schedule }),
  sgd({ learningRate: 0.03, momentum: 0.9, schedule }),
  adam({ learningRate: 0.02, schedule }),
  rmsprop({ learningRate: 0.01, schedule }),
];

function ones(bits: number): number {
  return bits === 0 ? 0 : (bits & 1) + ones(bits >> 1);
}

function linear(kernelRegularizer?: KernelRegularizer) {
  return sequential({
    inputShape: [5],
    layers: [dense({ units: 1, ...(kernelRegularizer && { kernelRegularizer }) })],
  });
}

function kernelOf(run: Run | undefined): number[] {
  return Array.from(run?.parameters.get("dense0/kernel")?.data ?? []);
}

async function trained(penalty: KernelRegularizer, optimizer: Optimizer): Promise<number[]> {
  const options = { runtime, loss: "meanSquaredError", epochs: 1500, batchSize: 8, shuffle: false } as const;
  return kernelOf(await fit(linear(penalty), { x, y }, { ...options, optimizer }));
}

function expectWeights(found: readonly number[], right: readonly number[]): void {
  found.forEach((weight, j) => {
    if (right[j] === 0) expect(weight).toBe(0);
    else expect(weight).toBeCloseTo(right[j] as number, 3);
  });
}

describe("inputGroupLasso", () => {
  const groups = [7, 0, 3, 3, 0];

  it.each(optimizers)(
    "of orthogonal columns is the block soft threshold of each group, under $name",
    async (optimizer) => {
      const alpha = 0.7;
      const right = z.map((value, j) => {
        const own = z.filter((_, i) => groups[i] === groups[j]);
        return value * Math.max(0, 1 - (alpha * Math.sqrt(own.length)) / 2 / Math.hypot(...own));
      });
      expect(right.map((w) => w === 0)).toEqual([false, false, true, true, false]);
      expectWeights(await trained(inputGroupLasso({ alpha, groups }), optimizer), right);
    },
  );

  it("with a group for each input is groupLasso of outgoing, on kernels of dense and convolution, alone and in replicas", async () => {
    const net = (kernelRegularizer: KernelRegularizer) => ({
      dense: sequential({
        inputShape: [4],
        layers: [dense({ units: 3, activation: "tanh", kernelRegularizer }), dense({ units: 1 })],
      }),
      conv: sequential({
        inputShape: [4, 5],
        layers: [conv1d({ filters: 3, kernelSize: 2, kernelRegularizer }), flatten(), dense({ units: 1 })],
      }),
    });
    const options = {
      runtime,
      loss: "meanSquaredError",
      epochs: 8,
      batchSize: 8,
      optimizer: adam({ learningRate: 0.02 }),
    } as const;
    const flat = noisyLine(24, 4);
    const signal = { x: { shape: [24, 4, 5], data: randomNormal(480, { seed: 1, stream: "x" }) }, y: flat.y };
    for (const kind of ["dense", "conv"] as const) {
      const examples = kind === "dense" ? flat : signal;
      const [own, plain] = await Promise.all(
        [inputGroupLasso({ alpha: 0.03, groups: [4, 3, 2, 1] }), groupLasso({ alpha: 0.03, groups: "outgoing" })].map(
          (penalty) => fit(net(penalty)[kind], examples, options),
        ),
      );
      const [swept] = await fitReplicas(
        net(inputGroupLasso({ alpha: [0.03, 0.1], groups: [4, 3, 2, 1] }))[kind],
        examples,
        options,
      );
      for (const [name, { data }] of plain?.parameters ?? []) {
        data.forEach((weight, i) => {
          expect(own?.parameters.get(name)?.data[i]).toBeCloseTo(weight, 5);
          expect(swept?.parameters.get(name)?.data[i]).toBeCloseTo(weight, 5);
        });
      }
      expect(own?.history.at(-1)?.penalty).toBeCloseTo(plain?.history.at(-1)?.penalty as number, 5);
    }
  });

  it("has as its proximal map the minimum, for steps of each weight: (u - w) / step + alpha sqrt(size) u / norm(u) = 0", () => {
    const [shape, numbers] = [
      [5, 3],
      [1, 0, 1, 1, 2],
    ];
    const axes: KernelAxes = { incoming: [0], outgoing: [1], input: 0, output: 1 };
    const [kernel, step] = [input("kernel", "float32", shape), input("step", "float32", shape)];
    const alpha = input("alpha", "float32", []);
    const { structured } = inputGroupLasso({ alpha: 0.4, groups: numbers });
    const after = structured.prox?.(kernel, step, { alpha }, axes);
    const value = structured.rough?.(kernel, { alpha }, axes);
    if (after === undefined || value === undefined) throw new Error("the penalty has a proximal map");
    const w = randomNormal(15, { seed: 2, stream: "w" }).map((each, i) => (i >= 12 ? each / 50 : each));
    const steps = randomUniform(15, { seed: 2, stream: "steps" }).map((u) => 0.01 + 0.3 * u);
    const found = evaluate(
      {
        name: "prox",
        inputs: [kernel, step, alpha],
        outputs: [
          ["after", after],
          ["value", value],
        ],
      },
      { kernel: ndArray(shape, Array.from(w)), step: ndArray(shape, Array.from(steps)), alpha: ndArray([], [0.4]) },
    );
    const u = numbersOf(found.after as NdArray);
    const normOf = (all: ArrayLike<number>, number: number) =>
      Math.hypot(...Array.from(all).filter((_, i) => numbers[Math.floor(i / 3)] === number));
    const sizes = [3, 9, 3];
    u.forEach((each, i) => {
      const group = numbers[Math.floor(i / 3)] as number;
      if (group === 2) expect(Math.abs(each)).toBe(0);
      else {
        const pull = (0.4 * Math.sqrt(sizes[group] as number) * each) / normOf(u, group);
        expect((each - (w[i] as number)) / (steps[i] as number) + pull).toBeCloseTo(0, 5);
      }
    });
    const total = numbersOf(found.value as NdArray).reduce((sum, each) => sum + each, 0);
    const right = sizes.reduce((sum, size, group) => sum + 0.4 * Math.sqrt(size) * normOf(w, group), 0);
    expect(total).toBeCloseTo(right, 5);
  });

  it("is refused where a kernel has other inputs, before training", async () => {
    await expect(trained(inputGroupLasso({ alpha: 1, groups: [0, 1] }), optimizers[0] as Optimizer)).rejects.toThrow(
      /^inputGroupLasso on dense0\/kernel expects one number for each of the kernel's 5 inputs but receives 2: give it to the layer whose inputs/,
    );
    expect(() => inputGroupLasso({ alpha: 1, groups: [] })).toThrow(
      /inputGroupLasso\.groups expects a list of at least 1 values, each .*OCCAM_OPTION/,
    );
    expect(() => inputGroupLasso({ alpha: 1, groups: [0.5] })).toThrow(/inputGroupLasso\.groups\[0\]/);
  });
});

describe("penaltyFactors", () => {
  const factors = [0, 1, 2, 1, 0.5];
  const soft = (value: number, threshold: number) => Math.sign(value) * Math.max(0, Math.abs(value) - threshold);

  it.each(optimizers)(
    "gives each column of a lasso, a ridge and an elastic net its own strength, under $name",
    async (optimizer) => {
      const alpha = 0.6;
      expectWeights(
        await trained(penaltyFactors(l1({ alpha }), factors), optimizer),
        z.map((value, j) => soft(value, (alpha * (factors[j] as number)) / 2)),
      );
      expectWeights(
        await trained(penaltyFactors(l2({ alpha }), factors), optimizer),
        z.map((value, j) => value / (1 + (alpha * (factors[j] as number)) / 2)),
      );
      expectWeights(
        await trained(penaltyFactors(elasticNet({ alpha, mix: 0.5 }), factors), optimizer),
        z.map(
          (value, j) => soft(value, (alpha * (factors[j] as number)) / 4) / (1 + (alpha * (factors[j] as number)) / 4),
        ),
      );
    },
  );

  it("all 1 change nothing, and replicas have their own strength", async () => {
    const options = { runtime, loss: "meanSquaredError", epochs: 20, batchSize: 4 } as const;
    const plain = await fit(linear(l1({ alpha: 0.2 })), { x, y }, options);
    const [weak, swept] = await fitReplicas(
      linear(penaltyFactors(l1({ alpha: [0, 0.2] }), [1, 1, 1, 1, 1])),
      { x, y },
      options,
    );
    expectWeights(kernelOf(swept), kernelOf(plain));
    expect(weak?.history.at(-1)?.penalty).toBe(0);
  });

  it("set the end of a default path: the strength at which every column with a factor is out, and no smaller one", async () => {
    const path = await alphaPath(
      linear(),
      { x, y },
      {
        ...{ runtime, loss: "meanSquaredError", epochs: 400, batchSize: 8, folds: 2, seed: 1, count: 3, ratio: 0.9 },
        optimizer: sgd({ learningRate: 0.1, schedule }),
        penalty: (alpha) => penaltyFactors(l1({ alpha }), [1, 1, 2, 1, 0.5]),
      },
    );
    expect(path.points.at(-1)?.alpha).toBeCloseTo(
      2 * Math.max(...z.map((value, j) => Math.abs(value) / ([1, 1, 2, 1, 0.5][j] as number))),
      4,
    );
    expect(path.points.map(({ zeroWeights }) => zeroWeights)).toEqual([3, 3, 5]);
  });

  it("are refused for a penalty of groups, a negative factor, and a kernel of other inputs", async () => {
    expect(() => penaltyFactors(groupLasso({ alpha: 1 }) as never, [1])).toThrow(
      /penaltyFactors\.penalty expects a penalty on single weights.* but receives groupLasso.*OCCAM_OPTION/,
    );
    expect(() => penaltyFactors(l1({ alpha: 1 }), [1, -1])).toThrow(
      /penaltyFactors\.factors\[1\] expects .* but receives -1/,
    );
    await expect(trained(penaltyFactors(l1({ alpha: 1 }), [1]), optimizers[0] as Optimizer)).rejects.toThrow(
      /^l1 on dense0\/kernel expects one number for each of the kernel's 5 inputs but receives 1/,
    );
  });
});
