import type { Model } from "../../layers/model.ts";
import { type LossName, toLoss } from "../../losses/index.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { type FloatTensor, type TensorLike, takeRows, toFloatTensor, toIndexTensor } from "../../tensor/tensor.ts";
import { evaluateRuns, type TrainedNetwork, toFeatures } from "../../training/fit.ts";
import type { Examples } from "../../training/recipe/recipe.ts";
import { effectiveDegreesOfFreedom } from "./degrees-of-freedom.ts";
import { type LayerOutput, layerOutputs } from "./layer-outputs.ts";
import { type Reliability, reliability } from "./reliability.ts";
import { type Sharpness, sharpness } from "./sharpness.ts";
import { type UnitActivity, unitActivities } from "./unit-activity.ts";
import { type UnitImportance, unitImportances } from "./unit-importance.ts";
import { type WeightStatistics, weightStatistics } from "./weight-statistics.ts";

export interface InspectionOptions {
  readonly runtime: Runtime;
  readonly loss: LossName | Loss;
  /** Strength of the l2 penalty on the last kernel, for its degrees of freedom. Default 0. */
  readonly alpha?: number;
  /** The rows trained on, for the units' activity and the degrees of freedom. Default: those of the examples. */
  readonly trainX?: TensorLike;
  /** Examples that are looked at, from the first. Default 2000. */
  readonly rows?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** What is inside a trained network. */
export interface NetworkInspection {
  readonly weights: readonly WeightStatistics[];
  /** Units of every layer with a kernel, the last one's aside. */
  readonly layers: readonly { readonly layer: string; readonly units: readonly UnitActivity[] }[];
  readonly importances: readonly UnitImportance[];
  /** Of the last layer, with its bias; see `effectiveDegreesOfFreedom`. Undefined where its inputs are not flat. */
  readonly degreesOfFreedom?: { readonly effective: number; readonly parameters: number; readonly rows: number };
  /** Probabilities against the truth; classification by softmax only. */
  readonly reliability?: Reliability;
  readonly sharpness: Sharpness;
}

/** Looks into a trained network with held-out examples: weights, units, calibration, sharpness. */
export async function inspectNetwork(
  run: TrainedNetwork,
  examples: Examples,
  { runtime, loss: lossChoice, alpha = 0, trainX, rows = 2000, seed = 0 }: InspectionOptions,
): Promise<NetworkInspection> {
  const loss = toLoss(lossChoice);
  const own = firstRows(run.model, examples, rows);
  const kernels = run.model.parameters.filter(({ role }) => role === "kernel");
  const looked = trainX === undefined ? own.x : toFloatTensor(trainX, "inspectNetwork: trainX");
  const outputs = await layerOutputs(runtime, run.model, run.parameters, looked);
  const withUnits = run.model.layers.filter(({ parameters }) => parameters.some(({ role }) => role === "kernel"));
  const hidden = new Set(withUnits.slice(0, -1).map(({ name }) => name));
  return {
    weights: kernels.map(({ name }) => weightStatistics(name, run.parameters.get(name) as FloatTensor)),
    layers: outputs
      .filter(({ layer }) => hidden.has(layer))
      // Dense layers have their units last, convolutions their channels first.
      .map(({ layer, outputs }) => ({
        layer,
        units: unitActivities(outputs, outputs.shape.length > 2 ? 1 : outputs.shape.length - 1),
      })),
    importances: await unitImportances(run, own, { runtime, loss }),
    ...lastLayerFreedom(run, looked, outputs, alpha),
    ...(await reliabilityOf(run, own, { runtime, loss })),
    sharpness: await sharpness(run, own, { runtime, loss, seed }),
  };
}

function firstRows(
  model: Model,
  { x, y }: Examples,
  rows: number,
): { readonly x: FloatTensor; readonly y: Examples["y"] } {
  const features = toFeatures(model, x, "inspectNetwork");
  const count = features.shape[0] ?? 0;
  if (count <= rows) return { x: features, y };
  const chosen = Int32Array.from({ length: rows }, (_, row) => row);
  return { x: takeRows(features, chosen), y: "shape" in y ? takeRows(y, chosen) : y.slice(0, rows) };
}

/** Degrees of freedom of the last kernel on the outputs that feed it, and a column of ones for its bias. */
function lastLayerFreedom(
  { model }: TrainedNetwork,
  x: FloatTensor,
  outputs: readonly LayerOutput[],
  alpha: number,
): Pick<NetworkInspection, "degreesOfFreedom"> {
  const at = model.layers.findLastIndex(({ parameters }) => parameters.some(({ role }) => role === "kernel"));
  const inputs = at > 0 ? (outputs[at - 1]?.outputs as FloatTensor) : x;
  const kernel = model.layers[at]?.parameters.find(({ role }) => role === "kernel");
  const [rowCount, width] = [inputs.shape[0] as number, inputs.shape[1] as number];
  if (inputs.shape.length !== 2 || kernel?.shape.length !== 2 || kernel.shape[0] !== width) return {};
  return {
    degreesOfFreedom: {
      effective: effectiveDegreesOfFreedom(centered(inputs), (rowCount * alpha) / 2) + 1,
      parameters: width + 1,
      rows: rowCount,
    },
  };
}

/** Columns with mean 0: what is left when the bias, which no penalty holds, has had its degree of freedom. */
function centered({ shape, data }: FloatTensor): FloatTensor {
  const [rowCount, width] = [shape[0] as number, shape[1] as number];
  const means = new Float64Array(width);
  data.forEach((value, i) => {
    means[i % width] = (means[i % width] as number) + value / rowCount;
  });
  return { shape, data: data.map((value, i) => value - (means[i % width] as number)) };
}

async function reliabilityOf(
  run: TrainedNetwork,
  { x, y }: { readonly x: FloatTensor; readonly y: Examples["y"] },
  { runtime, loss }: { readonly runtime: Runtime; readonly loss: Loss },
): Promise<Pick<NetworkInspection, "reliability">> {
  if (loss.name !== "softmaxCrossEntropy") return {};
  const [found] = await evaluateRuns([run], { x, y }, { runtime, loss });
  return { reliability: reliability(found?.predictions.data ?? [], toIndexTensor(y, "inspectNetwork: y").data) };
}
