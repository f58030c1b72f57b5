import { afterAll, expect, it } from "vitest";
import { dense } from "../../layers/dense.ts";
import { sequential } from "../../layers/sequential.ts";
import { adam } from "../../optimizers/adam.ts";
import { l2 } from "../../regularizers/l2.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import type { Runtime, Session } from "../../runtime/runtime.ts";
import { randomNormal } from "../../tensor/random.ts";
import { largestDifference } from "../../testing/same-run.ts";
import { fitReplicas } from "../fit.ts";

const [chosen, onnx] = [nodeRuntime({ threads: 2 }), nodeRuntime({ engine: "onnxruntime" })];
afterAll(() => Promise.all([chosen.close(), onnx.close()]));

/** More steps an epoch than a first chunk takes. */
const ROWS = 4000;
const x = {
  shape: [ROWS, 60],
  data: Float32Array.from(randomNormal(ROWS * 60, { seed: 1, stream: "x", position: 0 })),
};
const y = {
  shape: [ROWS],
  data: Int32Array.from({ length: ROWS }, (_, row) =>
    Number((x.data[60 * row] as number) + (x.data[60 * row + 1] as number) > 0),
  ),
};

/** So large that its steps are ONNX Runtime's; its evaluations, a third of the products, would be the compiler's by themselves. */
const model = sequential({
  inputShape: [60],
  layers: [
    dense({ units: 128, activation: "relu", kernelRegularizer: l2({ alpha: [0, 1e-3, 1e-2] }) }),
    dense({ units: 64, activation: "relu" }),
    dense({ units: 2 }),
  ],
});

const train = (runtime: Runtime) =>
  fitReplicas(
    model,
    { x, y },
    {
      runtime,
      loss: "softmaxCrossEntropy",
      optimizer: adam({ learningRate: 1e-3 }),
      epochs: 3,
      batchSize: 100,
      validation: { x, y },
      earlyStopping: { patience: 2 },
      seed: 3,
    },
  );

it("evaluations are done where the steps are taken, so that weights stay there", async () => {
  const engines = new Set<Session["engine"]>();
  const watched: Runtime = {
    ...chosen,
    load: async (...model) => {
      const session = await chosen.load(...model);
      engines.add(session.engine);
      return session;
    },
  };
  const [found, expected] = [await train(watched), await train(onnx)];
  expect(engines).toEqual(new Set(["onnxruntime"]));
  found.forEach(({ parameters, history }, i) => {
    for (const [name, { data }] of parameters)
      expect(largestDifference(data, expected[i]?.parameters.get(name)?.data ?? [])).toBeLessThan(1e-5);
    expect(history.length).toBe(expected[i]?.history.length);
    history.forEach(({ train }, epoch) => {
      expect(train.loss).toBeCloseTo(expected[i]?.history[epoch]?.train.loss as number, 5);
    });
  });
});
