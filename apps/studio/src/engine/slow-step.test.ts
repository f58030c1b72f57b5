import { openTraining } from "@occam/core";
import { webRuntime } from "@occam/core/web";
import { afterAll, describe, expect, it } from "vitest";
import { layersOf } from "./network-facts.ts";
import { describeProgram, makeProgram } from "./program.ts";
import { openSession } from "./session.ts";
import type { SlowStep } from "./slow-step.ts";
import { FIRST_STATE, type PlaygroundState } from "./state.ts";

const runtime = webRuntime({ engine: "compiled" });
afterAll(() => runtime.close());

/** The phases of step `at` + 1 of the last panel. */
async function slowed(state: PlaygroundState, at = 0): Promise<SlowStep> {
  const session = await openSession(state, runtime);
  await session.advance(at);
  const phases = await session.slowStep(state.panels.length - 1);
  await session.release();
  return phases as SlowStep;
}

/** With steps of plain gradient descent. */
const plain: PlaygroundState = {
  ...FIRST_STATE,
  network: { hidden: [5, 4], activation: "tanh" },
  learning: { ...FIRST_STATE.learning, optimizer: "sgd", learningRate: 0.125 },
  panels: [{}],
};

/** The largest distance between two lists, as a share of the largest number in the second. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const numbers = Array.from(b);
  return (
    Math.max(...numbers.map((each, i) => Math.abs(each - (a[i] as number)))) / Math.max(...numbers.map(Math.abs), 1e-30)
  );
}

it("is the training's own next step, to the bit", async () => {
  const states = FIRST_STATE.panels.map((_, i) => ({ ...FIRST_STATE, panels: FIRST_STATE.panels.slice(0, i + 1) }));
  for (const state of states) {
    const { position, weights, threshold } = await slowed(state, 31);
    expect(position).toEqual({ step: 31, stepsPerEpoch: 3, epoch: 10 });
    const session = await openSession(state, runtime);
    const { model, options } = makeProgram(describeProgram(state, session.sample), runtime);
    const training = await openTraining(model, session.sample.train, options);
    await training.advance(31);
    expect(weights).toEqual(layersOf((await training.parameters()).at(-1) as never));
    await training.advance(1);
    expect(threshold.weights).toEqual(layersOf((await training.parameters()).at(-1) as never));
    await Promise.all([session.release(), training.release()]);
  }
});

describe("the gradient", () => {
  const activations = ["tanh", "relu", "sigmoid", "elu", "linear"] as const;
  it.each(activations.flatMap((activation) => [[activation, "moons"] as const, [activation, "curve"] as const]))(
    "is what the engine steps along, through masks, noise and smoothed labels: %s, %s",
    async (activation, set) => {
      const state: PlaygroundState = {
        ...plain,
        data: { ...plain.data, set, size: 60, share: 0.5 },
        network: { hidden: [5, 4], activation },
        // Of 30 rows in batches of 8 the fourth batch has 6.
        learning: { ...plain.learning, batchSize: 8, learningRate: 0.0625 },
        panels: [{}, { dropout: 0.4, noise: 0.3, labelSmoothing: 0.2, l2: 0.05 }],
      };
      for (const at of [2, 3]) {
        const { weights, gradient, threshold, mask, step } = await slowed(state, at);
        expect(mask.rows).toHaveLength(at === 2 ? 8 : 6);
        for (const [i, { kernel, bias }] of weights.entries()) {
          const moved = (name: "kernel" | "bias", before: Float32Array) =>
            before.map((w, k) => (w - (threshold.weights[i]?.[name].data[k] as number)) / 0.0625);
          const expected = gradient.ofLoss[i]?.kernel.map((g, k) => g + 0.05 * (kernel.data[k] as number));
          expect(distance(moved("kernel", kernel.data), expected as Float64Array)).toBeLessThan(1e-4);
          expect(distance(moved("bias", bias.data), gradient.ofLoss[i]?.bias as Float64Array)).toBeLessThan(1e-4);
          expect(
            distance(step.weights[i]?.kernel as Float64Array, threshold.weights[i]?.kernel.data as Float32Array),
          ).toBeLessThan(1e-6);
        }
      }
    },
  );

  it("is the slope of the library's loss, by finite differences", async () => {
    const state: PlaygroundState = { ...plain, learning: { ...plain.learning, batchSize: 60 } };
    const { gradient, loss, weights } = await slowed(state, 5);
    const session = await openSession(state, runtime);
    const { model, options } = makeProgram(describeProgram(state, session.sample), runtime);
    const training = await openTraining(model, session.sample.train, options);
    await training.advance(5);
    const start = await training.checkpoint();
    const lossAt = async (name: string, place: number, shift: number) => {
      const tensors = new Map(start.replicas[0]?.tensors);
      const { shape, data } = tensors.get(name) as { shape: readonly number[]; data: Float32Array };
      tensors.set(name, { shape, data: data.with(place, (data[place] as number) + shift) });
      await training.restore({ ...start, replicas: [{ tensors, slotScale: start.replicas[0]?.slotScale as number }] });
      return (await training.evaluate(session.sample.train))[0]?.measures.loss as number;
    };
    expect(loss.data).toBeCloseTo(await lossAt("dense0/kernel", 0, 0), 6);
    expect(loss.penalty).toBe(0);
    for (const [i] of weights.entries()) {
      for (const name of ["kernel", "bias"] as const) {
        const exact = gradient.ofLoss[i]?.[name] as Float64Array;
        for (let place = 0; place < exact.length; place += 3) {
          const [up, down] = [
            await lossAt(`dense${i}/${name}`, place, 2 ** -6),
            await lossAt(`dense${i}/${name}`, place, -(2 ** -6)),
          ];
          expect((up - down) / 2 ** -5).toBeCloseTo(exact[place] as number, 3);
        }
      }
    }
    await Promise.all([session.release(), training.release()]);
  });
});

it("adam's first step moves every weight by the learning rate against its gradient", async () => {
  const { step, gradient, weights } = await slowed({
    ...plain,
    learning: { ...plain.learning, optimizer: "adam", learningRate: 0.01 },
  });
  const ofLoss = gradient.ofLoss[0]?.kernel as Float64Array;
  expect(step.learningRate).toBe(0.01);
  ofLoss.forEach((g, k) => {
    // m^ = g and v^ = g^2: the size is lr / (|g| + 1e-8).
    expect(step.directions[0]?.kernel[k]).toBeCloseTo(g, 6);
    expect((step.sizes[0]?.kernel[k] as number) * Math.abs(g)).toBeCloseTo(0.01, 6);
    expect(step.weights[0]?.kernel[k]).toBeCloseTo((weights[0]?.kernel.data[k] as number) - 0.01 * Math.sign(g), 6);
  });
});

describe("after any number of steps", () => {
  // Of two rows, some of whose units are off: some weights have no gradient yet.
  const all = { l1: 0.02, dropout: 0.5, weightDecay: 0.1 };
  const network: PlaygroundState["network"] = { hidden: [5, 4], activation: "relu" };
  it.each(["adam", "sgd", "momentum", "rmsprop"] as const)(
    "each optimizer's step and threshold give what the engine gives: %s",
    async (optimizer) => {
      const learningRate = optimizer === "adam" || optimizer === "rmsprop" ? 0.01 : 0.1;
      const learning = { ...plain.learning, batchSize: 2, optimizer, learningRate };
      const state: PlaygroundState = { ...plain, network, learning, panels: [{}, all] };
      for (const at of [0, 1, 40]) {
        const { step, threshold, weights } = await slowed(state, at);
        for (const [i, { kernel, bias }] of threshold.weights.entries()) {
          const own = step.weights[i] as SlowStep["step"]["weights"][number];
          expect(distance(own.bias, bias.data)).toBeLessThan(2e-6);
          const shrunk = own.kernel.map(
            (w, k) => Math.sign(w) * Math.max(0, Math.abs(w) - (threshold.l1?.[i]?.[k] as number)),
          );
          expect(distance(shrunk, kernel.data)).toBeLessThan(2e-6);
          expect(distance(shrunk, own.kernel)).toBeGreaterThan(1e-4);
          const zeroed = Array.from(kernel.data.keys()).filter(
            (k) => kernel.data[k] === 0 && weights[i]?.kernel.data[k] !== 0,
          );
          expect(threshold.zeroed[i]).toEqual(zeroed);
        }
        expect(threshold.groupLasso).toBeUndefined();
      }
    },
  );

  it("some weights land on 0, and the step says which", async () => {
    const state = { ...plain, panels: [{ l1: 0.1 }] };
    const session = await openSession(state, runtime);
    const counts: number[] = [];
    for (let step = 0; step < 60; step++) counts.push((await session.slowStep(0))?.threshold.zeroed.flat().length ?? 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
    await session.release();
  });

  it("group lasso takes no more than its threshold from any weight, and whole units by a common factor under plain descent", async () => {
    const { step, threshold } = await slowed({ ...plain, panels: [{ groupLasso: 0.05 }] }, 4);
    const [before, after] = [
      step.weights[0]?.kernel as Float64Array,
      threshold.weights[0]?.kernel.data as Float32Array,
    ];
    const most = threshold.groupLasso?.[0] as Float64Array;
    // lr * alpha * sqrt(2), of two inputs.
    expect(most[0]).toBeCloseTo(0.125 * 0.05 * Math.SQRT2, 10);
    for (let unit = 0; unit < 5; unit++) {
      const own = [unit, unit + 5];
      const norm = Math.hypot(...own.map((k) => before[k] as number));
      for (const k of own) {
        const factor = Math.max(0, 1 - (most[k] as number) / norm);
        expect(after[k]).toBeCloseTo((before[k] as number) * factor, 6);
      }
    }
  });
});

it("tells what each part of the batch does, with the penalty apart", async () => {
  const { mask, forward, loss } = await slowed({ ...plain, panels: [{}, { dropout: 0.5, l1: 0.01 }] }, 3);
  expect([mask.rows.length, mask.x.length, mask.kept.map(({ length }) => length)]).toEqual([20, 40, [100, 80]]);
  const sums = mask.kept.map((bits) => bits.reduce((sum, bit) => sum + bit, 0) / bits.length);
  for (const share of sums) expect(Math.abs(share - 0.5)).toBeLessThan(0.2);
  mask.kept.forEach((bits, i) => {
    for (const [k, bit] of bits.entries()) {
      const size = Math.abs(forward.units[i]?.[k] as number);
      if (bit === 0) expect(size).toBe(0);
      else expect(size).toBeGreaterThan(0);
    }
  });
  const entropies = Array.from(forward.predictions, (p, row) => -Math.log(mask.targets[row] === 1 ? p : 1 - p));
  expect(distance(entropies, loss.ofRows)).toBeLessThan(1e-9);
  expect(loss.data).toBeCloseTo(entropies.reduce((sum, each) => sum + each, 0) / 20, 12);
  expect(loss.penalty).toBeGreaterThan(0);
});

it("is none of a panel that has stopped", async () => {
  const wild: PlaygroundState = {
    ...FIRST_STATE,
    data: { ...FIRST_STATE.data, set: "curve" },
    network: { hidden: [8, 8], activation: "relu" },
    learning: { ...FIRST_STATE.learning, optimizer: "sgd", learningRate: 10 },
    panels: [{}],
  };
  const session = await openSession(wild, runtime);
  await session.advance(200);
  expect(await session.slowStep(0)).toBeUndefined();
  await session.release();
});
