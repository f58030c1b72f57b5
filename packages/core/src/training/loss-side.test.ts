import { afterAll, describe, expect, it } from "vitest";
import {
  clipGlobalNorm,
  clipNorm,
  clipValue,
  dense,
  type FitOptions,
  fit,
  fitReplicas,
  type Run,
  rmsprop,
  sequential,
  sgd,
  tensor,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";
import { CLIPPINGS } from "../testing/batteries.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const ROWS = 24;
const x = tensor(Float32Array.from(randomNormal(ROWS * 3, { seed: 1, stream: "x" })), [ROWS, 3]);
const y = tensor(
  Float32Array.from({ length: ROWS }, (_, i) => 5 * (x.data[i * 3] as number) + 2),
  [ROWS],
);
const classes = Array.from({ length: ROWS }, (_, i) => (i % 4 === 0 ? 2 : i % 2));
const classTargets = { x, y: classes };

const network = (outputs: number) =>
  sequential({ inputShape: [3], layers: [dense({ units: 4, activation: "tanh" }), dense({ units: outputs })] });
/** One step over all rows with learning rate 1: the change of each parameter is minus its gradient. */
const oneStep: FitOptions = {
  runtime,
  loss: "meanSquaredError",
  optimizer: sgd({ learningRate: 1 }),
  batchSize: ROWS,
  seed: 4,
};

/** Minus the change of every parameter in one step, by name. */
async function gradients(
  options: Partial<FitOptions>,
  examples = { x, y } as typeof classTargets | { x: typeof x; y: typeof y },
  outputs = 1,
) {
  const model = network(outputs);
  const tiny = await fit(model, examples, { ...oneStep, ...options, optimizer: sgd({ learningRate: 1e-30 }) });
  const run = await fit(model, examples, { ...oneStep, ...options });
  return new Map(
    [...run.parameters].map(([name, { data }]) => [
      name,
      Array.from(data, (w, i) => (tiny.parameters.get(name)?.data[i] as number) - w),
    ]),
  );
}

const norm = (values: readonly number[]) => Math.hypot(...values);
const all = (parts: ReadonlyMap<string, readonly number[]>) => [...parts.values()].flat();

describe("gradient clipping", () => {
  it("clipValue bounds every element and leaves the small ones", async () => {
    const [free, clipped] = [
      all(await gradients({})),
      all(await gradients({ gradientClipping: clipValue({ limit: 0.5 }) })),
    ];
    expect(Math.max(...free.map(Math.abs))).toBeGreaterThan(0.5);
    expect(clipped).toEqual(free.map((g) => expect.closeTo(Math.max(-0.5, Math.min(0.5, g)), 5)));
  });

  it("clipNorm bounds the norm of each parameter's gradient for itself", async () => {
    const free = await gradients({});
    const norms = [...free.values()].map(norm).sort((a, b) => a - b) as [number, number, ...number[]];
    // Between the two smallest: one parameter keeps its gradient, the others are clipped.
    const limit = (norms[0] + norms[1]) / 2;
    const clipped = await gradients({ gradientClipping: clipNorm({ limit }) });
    for (const [name, own] of free) {
      const share = Math.min(1, limit / norm(own));
      expect(clipped.get(name)).toEqual(own.map((g) => expect.closeTo(g * share, 5)));
    }
  });

  it("clipGlobalNorm bounds the norm of all together and keeps the direction", async () => {
    const [free, clipped] = [
      all(await gradients({})),
      all(await gradients({ gradientClipping: clipGlobalNorm({ limit: 0.7 }) })),
    ];
    expect(norm(clipped)).toBeCloseTo(0.7, 5);
    expect(clipped).toEqual(free.map((g) => expect.closeTo((g * 0.7) / norm(free), 5)));
  });

  it.each(CLIPPINGS.map((make) => [make(1).name, make] as const))(
    "%s beyond all gradients changes nothing; replicas have their own limits",
    async (_, make) => {
      expect(all(await gradients({ gradientClipping: make(1e9) }))).toEqual(
        all(await gradients({})).map((g) => expect.closeTo(g, 6)),
      );
      const swept = { ...make(1), limit: [0.3, 0.9] };
      const together = await fitReplicas(network(1), { x, y }, { ...oneStep, gradientClipping: swept });
      for (const [i, limit] of [0.3, 0.9].entries()) {
        const alone = await fit(network(1), { x, y }, { ...oneStep, gradientClipping: make(limit) });
        (together[i] as Run).parameters.get("dense0/kernel")?.data.forEach((w, at) => {
          expect(w).toBeCloseTo(alone.parameters.get("dense0/kernel")?.data[at] as number, 5);
        });
      }
    },
  );

  it("a limit of 0 is refused by name", () => {
    expect(() => clipNorm({ limit: 0 })).toThrow(/clipNorm.limit expects/);
  });
});

describe("label smoothing", () => {
  const options: Partial<FitOptions> = { loss: "softmaxCrossEntropy" };

  it("moves the gradient of the last bias by s (t - 1/classes): softmax minus the smoothed target", async () => {
    const plain = (await gradients(options, classTargets, 3)).get("dense1/bias") as number[];
    const smooth = (await gradients({ ...options, labelSmoothing: 0.3 }, classTargets, 3)).get(
      "dense1/bias",
    ) as number[];
    const shares = [0, 1, 2].map((c) => classes.filter((own) => own === c).length / ROWS);
    expect(smooth).toEqual(plain.map((g, c) => expect.closeTo(g + 0.3 * ((shares[c] as number) - 1 / 3), 6)));
  });

  it("of replicas with rows of their own is each one's own strength", async () => {
    const rows = [0, 1].map((part) => classes.map((_, row) => row).filter((row) => row % 2 === part));
    const strengths = [0, 0.3];
    const together = await fitReplicas(network(3), classTargets, {
      ...oneStep,
      ...options,
      labelSmoothing: strengths,
      rows,
    });
    for (const [i, run] of together.entries()) {
      const own = (values: readonly number[]) => (rows[i] as number[]).map((row) => values[row] as number);
      const inputs = own(classes.map((_, row) => row)).flatMap((row) =>
        Array.from(x.data.subarray(row * 3, row * 3 + 3)),
      );
      const alone = await fit(
        network(3),
        { x: tensor(Float32Array.from(inputs), [ROWS / 2, 3]), y: own(classes) },
        { ...oneStep, ...options, labelSmoothing: strengths[i] as number },
      );
      const bias = Array.from(alone.parameters.get("dense1/bias")?.data ?? []);
      expect(Array.from(run.parameters.get("dense1/bias")?.data ?? [])).toEqual(bias.map((b) => expect.closeTo(b, 6)));
    }
  });

  it("is not part of the reported losses", async () => {
    const run = await fit(network(3), classTargets, { ...oneStep, ...options, labelSmoothing: 0.3, epochs: 3 });
    expect(run.history.at(-1)?.train.loss).toBeCloseTo((await run.evaluate(classTargets)).loss, 6);
    const probabilities = (await run.predict(x)).data;
    const byHand = classes.reduce((sum, c, i) => sum - Math.log(probabilities[i * 3 + c] as number), 0) / ROWS;
    expect(run.history.at(-1)?.train.loss).toBeCloseTo(byHand, 5);
  });

  it("is refused for a regression loss and outside [0, 1)", async () => {
    await expect(fit(network(1), { x, y }, { ...oneStep, labelSmoothing: 0.1 })).rejects.toThrow(
      /fit.labelSmoothing expects a classification loss/,
    );
    await expect(fit(network(3), classTargets, { ...oneStep, ...options, labelSmoothing: 1 })).rejects.toThrow(
      /fit.labelSmoothing/,
    );
  });
});

describe("weights of examples", () => {
  it("whole-number weights equal repeated rows", async () => {
    const weights = Array.from({ length: ROWS }, (_, i) => i % 3);
    const rows = weights.flatMap((count, i) => new Array<number>(count).fill(i));
    const repeated = {
      x: tensor(Float32Array.from(rows.flatMap((row) => Array.from(x.data.subarray(row * 3, row * 3 + 3)))), [
        rows.length,
        3,
      ]),
      y: tensor(
        Float32Array.from(rows, (row) => y.data[row] as number),
        [rows.length],
      ),
    };
    const weighted = all(await gradients({ exampleWeights: weights }));
    expect(weighted).toEqual(all(await gradients({ batchSize: 100 }, repeated)).map((g) => expect.closeTo(g, 4)));
  });

  it("balanced class weights give every class the same share of the last bias's gradient at equal predictions", async () => {
    const zeros = new Map([["dense1/kernel", { shape: [4, 3], data: new Float32Array(12) }]]);
    const options: Partial<FitOptions> = { loss: "softmaxCrossEntropy", initialParameters: zeros };
    const balanced = (await gradients({ ...options, classWeights: "balanced" }, classTargets, 3)).get(
      "dense1/bias",
    ) as number[];
    expect(balanced).toEqual([0, 0, 0].map(() => expect.closeTo(0, 6)));
    const own = (await gradients({ ...options, classWeights: [1, 1, 1] }, classTargets, 3)).get(
      "dense1/bias",
    ) as number[];
    expect(own).toEqual(
      ((await gradients(options, classTargets, 3)).get("dense1/bias") as number[]).map((g) => expect.closeTo(g, 6)),
    );
  });

  it("are checked: count, sign, and one output", async () => {
    const options = { ...oneStep, loss: "softmaxCrossEntropy" } as const;
    await expect(fit(network(3), classTargets, { ...options, classWeights: [1, 2] })).rejects.toThrow(
      /fit.classWeights expects 3 weights but receives 2/,
    );
    await expect(fit(network(3), classTargets, { ...options, classWeights: [1, 2, -1] })).rejects.toThrow(
      /at least 0 but receives -1/,
    );
    await expect(fit(network(1), { x, y }, { ...oneStep, classWeights: "balanced" })).rejects.toThrow(
      /use exampleWeights/,
    );
    const pairs = { x, y: tensor(new Float32Array(2 * ROWS).fill(1), [ROWS, 2]) };
    await expect(fit(network(2), pairs, { ...oneStep, classWeights: "balanced" })).rejects.toThrow(
      "fit.classWeights expects a network with one output for each class, one of which holds but receives 2 numbers",
    );
    await expect(fit(network(1), { x, y }, { ...oneStep, exampleWeights: [1] })).rejects.toThrow(
      /fit.exampleWeights expects 24 weights/,
    );
  });
});

describe("decoupled weight decay of every optimizer", () => {
  it.each([
    ["sgd", sgd],
    ["rmsprop", rmsprop],
  ] as const)("%s: beside the step, kernels lose lr * weightDecay of themselves, biases nothing", async (_, make) => {
    const start = await fit(network(1), { x, y }, { ...oneStep, optimizer: sgd({ learningRate: 1e-30 }) });
    const plain = await fit(network(1), { x, y }, { ...oneStep, optimizer: make({ learningRate: 0.01 }) });
    const decayed = await fit(
      network(1),
      { x, y },
      { ...oneStep, optimizer: make({ learningRate: 0.01, weightDecay: 0.5 }) },
    );
    for (const [name, { data }] of decayed.parameters) {
      const share = name.endsWith("kernel") ? 0.01 * 0.5 : 0;
      data.forEach((w, i) => {
        const expected =
          (plain.parameters.get(name)?.data[i] as number) - share * (start.parameters.get(name)?.data[i] as number);
        expect(w).toBeCloseTo(expected, 6);
      });
    }
  });
});
