import { ADD } from "../../layers/add-layer.ts";
import type { Layer } from "../../layers/layer.ts";
import type { Model } from "../../layers/model.ts";
import { bendingLayer, isIdentity } from "../../layers/wiring.ts";
import { type LossName, toLoss } from "../../losses/index.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { type FloatTensor, type TensorLike, takeRows, toFloatTensor, toIndexTensor } from "../../tensor/tensor.ts";
import { evaluateRuns, type TrainedNetwork } from "../../training/fit.ts";
import { inputColumns } from "../../training/input-columns.ts";
import { toFeatures } from "../../training/prepare-examples.ts";
import type { Examples } from "../../training/recipe/fit-options.ts";
import { type LastLayerFreedom, lastLayerFreedom } from "./last-layer-freedom.ts";
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
  /** Units of every layer with a kernel, the last one's aside, as the activation behind it leaves them; see `bendingLayer`. */
  readonly layers: readonly { readonly layer: string; readonly units: readonly UnitActivity[] }[];
  readonly importances: readonly UnitImportance[];
  /**
   * Of the layer with the last kernel, on what feeds it; see `lastLayerFreedom`. Undefined unless that layer is dense, without
   * gates and without an activation, and gives the network's outputs, but for what other layers add; and where the loss curves
   * by its targets (meanAbsoluteError, huber) or does not say how.
   */
  readonly degreesOfFreedom?: LastLayerFreedom;
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
  const withUnits = run.model.layers.flatMap(({ parameters }, i) =>
    parameters.some(({ role }) => role === "kernel") ? [i] : [],
  );
  return {
    weights: kernels.map(({ name }) => weightStatistics(name, run.parameters.get(name) as FloatTensor)),
    layers: withUnits.slice(0, -1).map((at) => ({
      layer: (run.model.layers[at] as Layer).name,
      units: unitActivities((outputs[bendingLayer(run.model, at)] as LayerOutput).outputs),
    })),
    importances: await unitImportances(run, own, { runtime, loss }),
    ...freedomOf(run.model, { x: looked, outputs, loss, alpha }),
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

/** Degrees of freedom of the last kernel, where what it makes of one flat value is in the network's outputs as it is. */
function freedomOf(
  model: Model,
  own: {
    readonly x: FloatTensor;
    readonly outputs: readonly LayerOutput[];
    readonly loss: Loss;
    readonly alpha: number;
  },
): Pick<NetworkInspection, "degreesOfFreedom"> {
  const { outputs, alpha } = own;
  const { curvature } = own.loss;
  const at = model.layers.findLastIndex(({ parameters }) => parameters.some(({ role }) => role === "kernel"));
  const mixing = model.layers[at]?.units?.mixing;
  const features = featuresOf(model, own, model.wiring[at] ?? []);
  if (!curvature || !mixing?.isLinear || mixing.gate || features?.shape.length !== 2) return {};
  if (!isInOutputs(model, at)) return {};
  const last = outputs.at(-1)?.outputs as FloatTensor;
  const found = lastLayerFreedom({ features, outputs: last, useBias: mixing.useBias, curvature, alpha });
  return found === undefined ? {} : { degreesOfFreedom: found };
}

/** Whether the outputs are what layer `at` gives, but for what does not hang on it and is added. */
function isInOutputs({ layers, wiring }: Model, at: number): boolean {
  const carrying = new Set([at]);
  for (const [i, layer] of layers.entries()) {
    const own = (wiring[i] ?? []).filter((place) => carrying.has(place));
    if (own.length === 0) continue;
    if (own.length > 1 || !(isIdentity(layer) || layer.kind === ADD.name)) return false;
    carrying.add(i);
  }
  return carrying.has(layers.length - 1);
}

/** What feeds a layer, where that is one thing: what another layer gives, or an input, which lies in its columns of x. */
function featuresOf(
  model: Model,
  { x, outputs }: { readonly x: FloatTensor; readonly outputs: readonly LayerOutput[] },
  [place, ...others]: readonly number[],
): FloatTensor | undefined {
  if (place === undefined || others.length > 0) return undefined;
  return place >= 0 ? outputs[place]?.outputs : inputColumns(model, x, -1 - place);
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
