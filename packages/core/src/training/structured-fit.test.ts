import { afterAll, describe, expect, it } from "vitest";
import {
  dense,
  fit,
  fitReplicas,
  groupLasso,
  l1,
  maxNorm,
  minMaxNorm,
  nonNegative,
  type Run,
  sequential,
  sgd,
  sparseGroupLasso,
  tensor,
  unitNorm,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const ROWS = 96;
const x = tensor(Float32Array.from(randomNormal(ROWS * 6, { seed: 1, stream: "x" })), [ROWS, 6]);
/** Depends on the first two of six inputs. */
const y = tensor(
  Float32Array.from({ length: ROWS }, (_, i) => (x.data[i * 6] as number) - 0.5 * (x.data[i * 6 + 1] as number)),
  [ROWS],
);
const options = { runtime, loss: "meanSquaredError", epochs: 60, batchSize: 16, seed: 2 } as const;

const kernelOf = (run: Run, name = "dense0") =>
  run.parameters.get(`${name}/kernel`) as { shape: readonly number[]; data: Float32Array };
const columnNorms = ({ shape, data }: { shape: readonly number[]; data: Float32Array }) =>
  Array.from({ length: shape[1] as number }, (_, unit) =>
    Math.hypot(
      ...Array.from({ length: shape[0] as number }, (_, row) => data[row * (shape[1] as number) + unit] as number),
    ),
  );
const rowsOf = ({ shape, data }: { shape: readonly number[]; data: Float32Array }) =>
  Array.from({ length: shape[0] as number }, (_, row) =>
    Array.from(data.subarray(row * (shape[1] as number), (row + 1) * (shape[1] as number))),
  );

describe("group lasso in training", () => {
  it.each(["sgd", "adam"])(
    "takes the weights out of unused inputs to exactly zero, together, under %s",
    async (name) => {
      const model = sequential({
        inputShape: [6],
        layers: [
          dense({ units: 8, activation: "tanh", kernelRegularizer: groupLasso({ alpha: 0.02, groups: "outgoing" }) }),
          dense({ units: 1 }),
        ],
      });
      const optimizer = name === "sgd" ? { optimizer: sgd({ learningRate: 0.1 }) } : {};
      const run = await fit(model, { x, y }, { ...options, ...optimizer, epochs: name === "sgd" ? 60 : 400 });
      const zeros = rowsOf(kernelOf(run)).map((row) => row.filter((w) => w === 0).length);
      expect(zeros.slice(0, 2)).toEqual([0, 0]);
      expect(zeros.slice(2)).toEqual([8, 8, 8, 8]);
    },
  );

  it("takes whole units away, and sparseGroupLasso also single weights of those that stay", async () => {
    const make = (penalty: ReturnType<typeof groupLasso>) =>
      sequential({
        inputShape: [6],
        layers: [dense({ units: 8, activation: "tanh", kernelRegularizer: penalty }), dense({ units: 1 })],
      });
    const training = { ...options, optimizer: sgd({ learningRate: 0.1 }) };
    const grouped = kernelOf(await fit(make(groupLasso({ alpha: 0.05 })), { x, y }, training));
    const both = kernelOf(await fit(make(sparseGroupLasso({ alpha: 0.05, mix: 0.5 })), { x, y }, training));
    const norms = columnNorms(grouped);
    expect(norms.filter((norm) => norm === 0).length).toBeGreaterThanOrEqual(3);
    expect(norms.filter((norm) => norm > 0).length).toBeGreaterThanOrEqual(1);
    const isStaying = (unit: number) => (norms[unit] as number) > 0;
    expect(Array.from(grouped.data).filter((w, i) => w === 0 && isStaying(i % 8)).length).toBe(0);
    expect(
      Array.from(both.data).filter((w, i) => w === 0 && (columnNorms(both)[i % 8] as number) > 0).length,
    ).toBeGreaterThan(0);
  });

  it("replicas with their own strengths equal single runs (1e-5)", async () => {
    const alphas = [0, 0.02, 0.1];
    const make = (alpha: number | readonly number[]) =>
      sequential({
        inputShape: [6],
        layers: [
          dense({
            units: 5,
            activation: "relu",
            kernelRegularizer: groupLasso({ alpha }),
            kernelConstraint: maxNorm({ c: 1 }),
          }),
          dense({ units: 1 }),
        ],
      });
    const together = await fitReplicas(make(alphas), { x, y }, { ...options, epochs: 10 });
    for (const [i, alpha] of alphas.entries()) {
      const alone = await fit(make(alpha), { x, y }, { ...options, epochs: 10 });
      kernelOf(alone).data.forEach((w, at) => {
        expect(kernelOf(together[i] as Run).data[at]).toBeCloseTo(w, 5);
      });
      expect(together[i]?.history.at(-1)?.penalty).toBeCloseTo(alone.history.at(-1)?.penalty ?? Number.NaN, 5);
    }
  });
});

describe("constraints act in fit", () => {
  const constrained = (kernelConstraint: ReturnType<typeof maxNorm>) =>
    sequential({
      inputShape: [6],
      layers: [dense({ units: 8, activation: "relu", kernelConstraint }), dense({ units: 1 })],
    });
  const steps = [1, 2, 3, 7];

  it("maxNorm is never exceeded after any number of steps, though the steps push beyond it", async () => {
    for (const epochs of steps) {
      const run = await fit(
        constrained(maxNorm({ c: 0.6 })),
        { x, y },
        { ...options, optimizer: sgd({ learningRate: 0.3 }), epochs, batchSize: ROWS },
      );
      const norms = columnNorms(kernelOf(run));
      expect(Math.max(...norms)).toBeLessThanOrEqual(0.6 * (1 + 1e-6));
      expect(norms.some((norm) => norm > 0.6 * (1 - 1e-6))).toBe(true);
    }
  });

  it("unitNorm, nonNegative and minMaxNorm hold after training", async () => {
    const trained = async (constraint: ReturnType<typeof maxNorm>) =>
      kernelOf(await fit(constrained(constraint), { x, y }, { ...options, epochs: 5 }));
    for (const norm of columnNorms(await trained(unitNorm()))) expect(norm).toBeCloseTo(1, 6);
    expect(Math.min(...(await trained(nonNegative())).data)).toBe(0);
    for (const norm of columnNorms(await trained(minMaxNorm({ low: 0.2, high: 0.5 })))) {
      expect(norm).toBeGreaterThan(0.2 * (1 - 1e-5));
      expect(norm).toBeLessThan(0.5 * (1 + 1e-5));
    }
  });
});

describe("what does not go together is refused", () => {
  const make = (layer: Parameters<typeof dense>[0]) =>
    sequential({ inputShape: [6], layers: [dense(layer), dense({ units: 1 })] });

  it("two proximal penalties on one kernel, with the combination to use", async () => {
    const model = make({ units: 3, kernelRegularizer: groupLasso({ alpha: 0.1 }) });
    await expect(fit(model, { x, y }, { ...options, regularizer: l1({ alpha: 0.1 }) })).rejects.toThrow(
      /dense0\/kernel .*groupLasso and l1: use sparseGroupLasso.*OCCAM_OPTION/,
    );
    await expect(
      fit(
        make({ units: 3, kernelRegularizer: l1({ alpha: 0.1 }) }),
        { x, y },
        { ...options, regularizer: l1({ alpha: 0.1 }) },
      ),
    ).rejects.toThrow(/one l1 with the sum/);
  });

  it("a group lasso on a bias", async () => {
    const model = make({ units: 3, biasRegularizer: groupLasso({ alpha: 0.1 }) });
    await expect(fit(model, { x, y }, options)).rejects.toThrow(/groupLasso on dense0\/bias expects a kernel/);
  });
});
