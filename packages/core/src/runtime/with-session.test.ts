import { afterAll, describe, expect, it } from "vitest";
import { fitPreprocessing } from "../data/preprocessing.ts";
import { featureGraph, transform } from "../data/preprocessing-graph.ts";
import { layerOutputs } from "../diagnosis/network/layer-outputs.ts";
import { fit, fitReplicas } from "../index.ts";
import { dense } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { sequential } from "../layers/sequential.ts";
import { toLoss } from "../losses/index.ts";
import { encode } from "../onnx/encode.ts";
import { adam } from "../optimizers/adam.ts";
import { certify } from "../pruning/certify.ts";
import { unitGraph } from "../pruning/unit-graph.ts";
import { unitStatistics } from "../pruning/unit-statistics.ts";
import { l1 } from "../regularizers/l1.ts";
import { largestAlpha } from "../selection/largest-alpha.ts";
import { applyModel } from "../tabular/model/apply-model.ts";
import { failingRuntime } from "../testing/failing-runtime.ts";
import { weighted } from "../testing/networks.ts";
import { twoClasses } from "../testing/problems.ts";
import { runOf } from "../training/fit.ts";
import { nodeRuntime } from "./node.ts";
import type { Runtime } from "./runtime.ts";
import { withSession } from "./with-session.ts";

/** Where a call makes more, the others are alike. */
const MOST_CALLS = 60;

const real = nodeRuntime();
afterAll(() => real.close());

const network = weighted(
  sequential({
    inputShape: [3],
    layers: [dense({ units: 4, activation: "relu" }), dropout({ rate: 0.3 }), dense({ units: 2 })],
  }),
);
const examples = twoClasses(300, 3);
const loss = toLoss("softmaxCrossEntropy");
const runOn = (runtime: Runtime) => runOf(network, { runtime, loss });
const training = { loss, optimizer: adam(), epochs: 2, batchSize: 64, validation: twoClasses(20, 3, 2) } as const;
const strengths = [0, 1e-3, 1e-2];
const sweep = sequential({
  inputShape: [3],
  layers: [dense({ units: 2, kernelRegularizer: l1({ alpha: strengths }) })],
});
const column = { name: "a", kind: "numeric", values: Float64Array.of(1, 2, 4) } as const;
const rows = Int32Array.of(0, 1, 2);
const preprocessing = fitPreprocessing([column], rows);
const { inputs, x: feature } = featureGraph(preprocessing);
/** A "model" that gives its one feature. */
const file = encode({ name: "feature", inputs, outputs: [["value", feature]] });
const facts = {
  task: "regression",
  target: "y",
  classes: [],
  columns: [{ column: "a", input: "a", kind: "numeric" }],
} as const;

describe("where any one call fails, no session stays open and no tensor held", () => {
  it.each<[string, (runtime: Runtime) => Promise<unknown>]>([
    ["fit", (runtime) => fit(network.model, examples, { ...training, runtime })],
    [
      "fit with steps written out",
      (runtime) => fit(network.model, examples, { ...training, runtime: { ...runtime, unrolledSteps: async () => 2 } }),
    ],
    ["fitReplicas with a queue", (runtime) => fitReplicas(sweep, examples, { ...training, runtime, maxReplicas: 2 })],
    ["evaluate", (runtime) => runOn(runtime).evaluate(examples)],
    ["predict", (runtime) => runOn(runtime).predict(examples.x)],
    ["predict by Monte Carlo", (runtime) => runOn(runtime).predict(examples.x, { monteCarlo: 2 })],
    ["certify", (runtime) => certify(network, network, { runtime, loss, x: examples.x })],
    ["layerOutputs", (runtime) => layerOutputs(runtime, network.model, network.parameters, examples.x)],
    [
      "unitStatistics",
      (runtime) =>
        unitStatistics(network, unitGraph(network.model), {
          runtime,
          loss,
          examples: { x: examples.x, targets: loss.toTargets(examples.y, [2]) },
        }),
    ],
    ["largestAlpha", (runtime) => largestAlpha(runtime, examples.x, loss.toTargets(examples.y, [2]), loss)],
    ["transform", (runtime) => transform(runtime, preprocessing, [column], rows)],
    ["applyModel", (runtime) => applyModel(runtime, file, facts, new Map([["a", column]]), rows)],
  ])("%s", async (_, work) => {
    const left: unknown[] = [];
    for (let failing = 1; failing <= MOST_CALLS; failing++) {
      const { runtime, open } = failingRuntime(real, failing);
      const said = await work(runtime).then(
        () => "done",
        ({ message }: Error) => message,
      );
      left.push({ sessions: open.sessions, held: open.held.size });
      // How many calls a training makes depends on the clock.
      const isOver = open.calls < failing;
      expect(said).toBe(isOver ? "done" : "This call was to fail.");
      if (isOver) break;
    }
    expect(left.length).toBeGreaterThan(2);
    expect(left).toEqual(left.map(() => ({ sessions: 0, held: 0 })));
  });
});

describe("withSession", () => {
  /** The same runtime, whose sessions are released, but say that they are not. */
  const unreleased: Runtime = {
    ...real,
    load: async (...model) => {
      const session = await real.load(...model);
      const release = async () => {
        await session.release();
        throw new Error("The release failed.");
      };
      return { ...session, release };
    },
  };

  it("gives what the work gives", async () => {
    const x = { shape: [1, 1], data: Float32Array.of(2) };
    const { fetched } = await withSession(real, file, (session) => session.run({ a: x }, { fetch: ["value"] }));
    expect(fetched.value).toEqual({ shape: [1, 1], data: Float32Array.of(0) });
  });

  it("throws the error of the work, even where the release fails too", async () => {
    const work = async () => {
      throw new Error("The work failed.");
    };
    await expect(withSession(unreleased, file, work)).rejects.toThrow("The work failed.");
  });

  it("throws the error of the release where the work went well", async () => {
    await expect(withSession(unreleased, file, async () => 1)).rejects.toThrow("The release failed.");
  });
});
