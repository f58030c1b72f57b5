import { optionError } from "../errors.ts";
import type { Model } from "../layers/model.ts";
import { toLoss } from "../losses/index.ts";
import { encode } from "../onnx/encode.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { mean } from "../statistics/mean.ts";
import { standardDeviation } from "../statistics/variance.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import type { Run } from "./fit.ts";
import { inferenceGraph, type Surroundings } from "./program/inference-graph.ts";
import { FIT_FIELDS, type ModelFeed } from "./recipe/fit-options.ts";

/** Several networks of the same layers that predict together. */
export interface Ensemble {
  readonly model: Model;
  readonly members: readonly Run[];
  /** Mean of the members' predictions (probabilities, or values), [n, outputs]. */
  readonly predict: (x: ModelFeed) => Promise<FloatTensor>;
  /** Mean, and standard deviation over the members. */
  readonly predictWithSpread: (x: ModelFeed) => Promise<{ readonly mean: FloatTensor; readonly spread: FloatTensor }>;
  /** One ONNX file for all members; its inputs and outputs are those of a single network. */
  readonly toOnnx: (surroundings?: Surroundings, metadata?: Readonly<Record<string, string>>) => Promise<Uint8Array>;
}

/** Options of `ensemble`. */
const ENSEMBLE = record("ensemble", {
  /** The loss that the members were trained with. */
  loss: FIT_FIELDS.loss,
});

export type EnsembleOptions = OptionsOf<typeof ENSEMBLE>;

/**
 * An ensemble of runs of one model: of `fitReplicas` with `seeds` (deep ensemble, trained as one batched graph:
 * Lakshminarayanan, Pritzel & Blundell 2017), or the `snapshots` of one run (snapshot ensemble: Huang et al. 2017).
 * @throws RangeError with code OCCAM_OPTION for no members, or members of several models.
 */
export function ensemble(members: readonly Run[], options: EnsembleOptions): Ensemble {
  const { loss } = ENSEMBLE.read(options);
  const [first] = members;
  if (first === undefined) throw optionError({ where: "ensemble", expected: "at least one run", received: "none" });
  const { model } = first;
  if (members.some((member) => member.model !== model)) {
    throw optionError({ where: "ensemble", expected: "runs of one model", received: "runs of several models" });
  }
  const wanted = toLoss(loss);

  const predictWithSpread: Ensemble["predictWithSpread"] = async (x) => {
    const predictions = await Promise.all(members.map((member) => member.predict(x)));
    return meanAndSpread(predictions);
  };
  return {
    model,
    members,
    predictWithSpread,
    predict: async (x) => (await predictWithSpread(x)).mean,
    toOnnx: async (surroundings, metadata) => {
      const sets = members.map(({ parameters }) => parameters);
      return encode(inferenceGraph(model, sets, wanted, surroundings), metadata);
    },
  };
}

/** Element by element; the spread is that of the members, with members - 1 in the denominator (0 for one member). */
function meanAndSpread(predictions: readonly FloatTensor[]) {
  const [{ shape, data }] = predictions as readonly [FloatTensor];
  const count = predictions.length;
  const means = new Float32Array(data.length);
  const spread = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const values = predictions.map((each) => each.data[i] as number);
    means[i] = mean(values);
    spread[i] = count < 2 ? 0 : standardDeviation(values);
  }
  return { mean: { shape, data: means }, spread: { shape, data: spread } };
}
