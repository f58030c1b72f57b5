/** One network in a runtime, ready to predict again and again. */
import { input } from "../graph/ops/index.ts";
import type { Graph } from "../graph/value.ts";
import type { Model } from "../layers/model.ts";
import type { Loss } from "../losses/loss.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type FloatTensor, sizeOf, viewRows } from "../tensor/tensor.ts";
import { blockRows } from "./cohort/evaluator.ts";
import { numbersPerRow } from "./program/compile-evaluation.ts";
import { predictionsOf } from "./program/inference-graph.ts";
import { threadCount } from "./program/thread-count.ts";
import type { ModelFeed } from "./recipe/fit-options.ts";

/** A network in the runtime, until `release` is called. */
export interface Predictor {
  /** As `Run.predict`. */
  readonly predict: (x: ModelFeed) => Promise<FloatTensor>;
  readonly release: () => Promise<void>;
}

interface TensorPredictor {
  /** Predictions [n, outputs] for features [n, ...inputShape]. */
  readonly predict: (features: FloatTensor) => Promise<FloatTensor>;
  /** Gives the session back. */
  readonly release: () => Promise<void>;
}

/** `rowCount`: rows that a call usually has, which decide on threads. */
export async function openPredictor(
  runtime: Runtime,
  { model, parameters, loss }: { model: Model; parameters: ReadonlyMap<string, FloatTensor>; loss: Loss },
  rowCount: number,
): Promise<TensorPredictor> {
  const x = input("x", "float32", ["N", ...model.inputShape]);
  const predictions = predictionsOf(model, x, parameters, loss);
  const graph: Graph = { name: "predictor", inputs: [x], outputs: [["predictions", predictions]] };
  const session = await runtime.load(graph, { threads: threadCount(model, 1, rowCount), examples: "N" });
  const size = blockRows(numbersPerRow(model, 1));

  const predict: TensorPredictor["predict"] = async (features) => {
    const total = features.shape[0] ?? 0;
    const shape = [total, ...model.outputShape];
    const data = new Float32Array(sizeOf(shape));
    const width = sizeOf(model.outputShape);
    for (let start = 0; start < total; start += size) {
      const block = viewRows(features, start, Math.min(start + size, total));
      const { fetched } = await session.run({ x: block }, { fetch: ["predictions"] });
      // The graph's only output is float32.
      data.set((fetched.predictions as FloatTensor).data, start * width);
    }
    return { shape, data };
  };

  return { predict, release: session.release };
}
