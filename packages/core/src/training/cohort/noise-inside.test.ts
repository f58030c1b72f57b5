import { afterAll, describe, expect, it } from "vitest";
import {
  alphaDropout,
  dense,
  dropout,
  type FitOptions,
  gaussianDropout,
  gaussianNoise,
  l0,
  linearSchedule,
  type Model,
  mixup,
  type ReplicaOptions,
  type Runtime,
  residual,
  type Sweep,
  sequential,
  sgd,
  stochasticDepth,
} from "../../index.ts";
import { sweepAt } from "../../options/sweep.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { type FloatTensor, sizeOf } from "../../tensor/tensor.ts";
import { twoClasses } from "../../testing/problems.ts";
import { largestDifference } from "../../testing/same-run.ts";
import { compileEvaluation } from "../program/compile-evaluation.ts";
import { compileTraining } from "../program/compile-training.ts";
import { toPackTensor } from "../program/pack-layout.ts";
import { toRecipe } from "../recipe/recipe.ts";
import { drawParameters } from "./draw-parameters.ts";
import { openEngine } from "./engine.ts";
import { epochBatches } from "./epoch-batches.ts";
import { type FeedPlan, seedOf } from "./feed-plan.ts";
import { chunkFeeds, hyperparameterFeeds } from "./feeds.ts";
import { type CohortPlan, cohortsOf } from "./plan-cohorts.ts";

const compiled = nodeRuntime({ engine: "compiled" });
const onnx = nodeRuntime({ engine: "onnxruntime" });
afterAll(() => Promise.all([compiled.close(), onnx.close()]));

/** 43 rows in batches of 8: 6 steps an epoch. Masks of 8 x 7 places and noise of 8 x 7 numbers fill no whole blocks of 128. */
const ROWS = 43;
const STEPS = 6;
const EPOCHS = 2;
const problem = twoClasses(ROWS, 5);

interface Wish {
  /** Steps of a run. */
  readonly steps?: number;
  /** The numbers are given though the program could draw them. */
  readonly isGiven?: true;
}

/** The state after two epochs, and the feeds of the last run. */
async function trained(runtime: Runtime, model: Model, own: Partial<FitOptions> & ReplicaOptions, wish: Wish) {
  const options = { runtime, loss: "softmaxCrossEntropy", epochs: EPOCHS, batchSize: 8, seed: 5, ...own } as const;
  const recipe = toRecipe(model, { optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }), ...options });
  const [cohort] = cohortsOf(model, recipe, ROWS, undefined) as readonly [CohortPlan];
  const program = compileTraining(model, recipe, cohort);
  const targets = recipe.loss.toTargets(problem.y, model.outputShape);
  const wanted = { replicaCount: cohort.size, wanted: { predictions: false, logits: false } };
  const evaluation = compileEvaluation(model, recipe, program.packs, wanted);
  const engine = await openEngine(runtime, program, evaluation, { x: problem.x, targets }, {});
  const plan: FeedPlan = {
    program,
    recipe,
    ...cohort,
    exampleCount: ROWS,
    exampleWeights: () => undefined,
    streamed: undefined,
    drawsInside: engine.drawsInside && wish.isGiven !== true,
    learningRateOf: ({ candidate }) => sweepAt(recipe.optimizer.learningRate, candidate),
    continuesStatistics: () => false,
  };
  const lanes = cohort.replicas.map((replica) => ({
    replica,
    candidate: recipe.candidates[replica] as number,
    startEpoch: 0,
  }));
  const starts = lanes.map(({ replica }) => drawParameters(model, seedOf(recipe, replica)));
  const first = program.state.map(({ pack, isSlot }): FloatTensor => {
    const tensor = toPackTensor(pack, starts, program.isReplicated);
    return isSlot ? { ...tensor, data: new Float32Array(sizeOf(tensor.shape)) } : tensor;
  });
  let state = await engine.holdState(first);
  let feeds = {};
  for (let step = 0; step < EPOCHS * STEPS; step += wish.steps ?? STEPS) {
    const epoch = Math.floor(step / STEPS);
    const chunk = { epoch, first: step % STEPS, stepCount: wish.steps ?? STEPS };
    feeds = {
      ...hyperparameterFeeds(
        program.hyperparameters,
        lanes.map(({ candidate }) => candidate),
        program.isReplicated,
      ),
      ...chunkFeeds(plan, chunk, epochBatches(plan, epoch, lanes), lanes),
    };
    const begun = engine.step(state, feeds);
    await begun.areFinite;
    state = begun.state;
  }
  const weights = (await engine.readState(state)).flatMap(({ data }) => [...data]);
  await engine.release();
  return { weights, feeds: feeds as ReturnType<typeof chunkFeeds>, noise: program.noise.map(({ input }) => input) };
}

type Layers = Parameters<typeof sequential>[0]["layers"];

const behind = (layer: Layers[number]): Layers => [dense({ units: 7, activation: "tanh" }), layer];
const hidden: Readonly<Record<string, (strength: Sweep) => Layers>> = {
  dropout: (rate) => behind(dropout({ rate })),
  "dropout, more and more": (rate) => behind(dropout({ rate, schedule: linearSchedule({ start: 0.2, end: 1.4 }) })),
  alphaDropout: (rate) => behind(alphaDropout({ rate })),
  gaussianDropout: (rate) => behind(gaussianDropout({ rate })),
  gaussianNoise: (deviation) => behind(gaussianNoise({ deviation })),
  stochasticDepth: (rate) => [
    residual({ layers: [dense({ units: 5, activation: "tanh" }), stochasticDepth({ rate })] }),
  ],
  dropConnect: (dropConnect) => [dense({ units: 7, activation: "tanh", dropConnect })],
  "gates of l0": (alpha) => [dense({ units: 7, activation: "tanh", kernelRegularizer: l0({ alpha }) })],
};

const replicas: Readonly<
  Record<string, { readonly strength: Sweep; readonly own: Partial<FitOptions> & ReplicaOptions }>
> = {
  "one replica": { strength: 0.3, own: {} },
  "three strengths": { strength: [0, 0.3, 0.5], own: {} },
  "three seeds": { strength: 0.3, own: { seeds: [1, 2, 3] } },
};

const cases = Object.entries(hidden).flatMap(([name, layers]) =>
  Object.entries(replicas).map(([who, facts]) => ({ name, who, layers, ...facts })),
);

describe("noise that a compiled program draws by itself", () => {
  it.each(cases)(
    "$name, $who: is to the bit what it is given, in runs of any length",
    async ({ layers, strength, own }) => {
      const model = sequential({ inputShape: [5], layers: [...layers(strength), dense({ units: 2 })] });
      const expected = await trained(compiled, model, own, { isGiven: true });
      const without = await trained(
        compiled,
        sequential({ inputShape: [5], layers: [...layers(0), dense({ units: 2 })] }),
        own,
        {},
      );
      expect(expected.weights.every(Number.isFinite)).toBe(true);
      expect(expected.weights).not.toEqual(without.weights);
      for (const steps of [1, 3, STEPS]) {
        const { weights, feeds, noise } = await trained(compiled, model, own, { steps });
        expect(noise.length).toBeGreaterThan(0);
        for (const input of noise) expect(feeds[input]).toHaveProperty("pieces");
        expect(weights).toEqual(expected.weights);
      }
      const { weights, feeds, noise } = await trained(onnx, model, own, {});
      for (const input of noise) expect(feeds[input]).toHaveProperty("data");
      expect(largestDifference(weights, expected.weights)).toBeLessThan(1e-5);
    },
  );

  it("stands beside shares of mixup, which are given", async () => {
    const model = sequential({ inputShape: [5], layers: [...behind(dropout({ rate: 0.3 })), dense({ units: 2 })] });
    const { weights, feeds } = await trained(compiled, model, { mixing: mixup() }, { steps: 1 });
    expect(feeds["noise/dropout0"]).toHaveProperty("pieces");
    expect(feeds.mixing).toHaveProperty("data");
    const { weights: expected } = await trained(compiled, model, { mixing: mixup() }, { isGiven: true });
    expect(weights).toEqual(expected);
  });
});
