/** A network and how it is trained, from settings: for one, or for many that differ in numbers alone. */
import { dense } from "../../layers/dense.ts";
import { heNormal } from "../../layers/initializers.ts";
import type { Model } from "../../layers/model.ts";
import { sequential } from "../../layers/sequential.ts";
import { adam } from "../../optimizers/adam.ts";
import { isOptional } from "../../options/record.ts";
import type { AnyPenalty } from "../../regularizers/penalty.ts";
import type { FitOptions } from "../../training/recipe/fit-options.ts";
import { type NetworkParts, NO_PARTS, type TrainingParts } from "./network-parts.ts";
import type { Setting } from "./setting.ts";
import type { InForce } from "./values.ts";

export interface NetworkPlan {
  readonly model: Model;
  readonly options: Pick<FitOptions, "optimizer" | "regularizer"> & TrainingParts;
}

export interface Widths {
  /** The table column that each feature comes from, counted from 0. */
  readonly columns: readonly number[];
  readonly outputs: number;
}

/**
 * The networks of one graph (see `graphKey`): hidden layers, then the outputs, with the parts of all settings that a network
 * has in force. A part that nobody uses is not in the graph, but for `kept` ones: a search's trials come and go.
 */
export function networkPlan(
  settings: readonly Setting[],
  networks: readonly (readonly InForce[])[],
  widths: Widths,
  kept: readonly string[] = [],
): NetworkPlan {
  return assembled(partsOf(settings, networks, kept), widths);
}

/** Whether anything of a network's weights or activations is penalized. */
export function hasPenalty(settings: readonly Setting[], network: readonly InForce[]): boolean {
  const { penalties, onFeatures, kernels, hidden } = partsOf(settings, [network], []);
  return (
    penalties.length + onFeatures.length > 0 ||
    kernels.kernelRegularizer !== undefined ||
    hidden.activityRegularizer !== undefined
  );
}

function partsOf(
  settings: readonly Setting[],
  networks: readonly (readonly InForce[])[],
  kept: readonly string[],
): NetworkParts {
  const isUsed = (setting: Setting) =>
    (kept.includes(setting.options.name) && setting.off !== undefined) ||
    networks.some((network) => network.some((each) => each.setting === setting));
  return settings
    .filter(isUsed)
    .reduce((parts, setting) => setting.add(parts, sweptOptions(setting, networks)), NO_PARTS);
}

/** The options of a setting: one value for each of several networks where a sweep may vary it, else the one that all share. */
function sweptOptions(setting: Setting, networks: readonly (readonly InForce[])[]): Readonly<Record<string, unknown>> {
  const { fields } = setting.options;
  const own = networks.map((network) => network.find((each) => each.setting === setting)?.options);
  const some = own.find((options) => options !== undefined);
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      const fallback = isOptional(field) ? field.fallback : undefined;
      const neutral = setting.off?.[key] ?? some?.[key] ?? fallback;
      if (!field.isSweep) return [key, some?.[key] ?? fallback];
      const each = own.map((options) => (options === undefined ? neutral : (options[key] ?? fallback)));
      // One network may be trained many times over: a sweep of one would be a sweep still.
      return [key, each.length === 1 ? each[0] : each];
    }),
  );
}

function assembled(parts: NetworkParts, { columns, outputs }: Widths): NetworkPlan {
  const { units, activation, onInputs, behindHidden, hidden, kernels, penalties, optimizer, training } = parts;
  const widths = [...units, outputs];
  const layers = widths.flatMap((count, i) => {
    const own =
      i === 0
        ? withPenalties(
            kernels,
            parts.onFeatures.map((make) => make(columns)),
          )
        : kernels;
    if (i === units.length) return [dense({ units: count, ...own })];
    return [dense({ units: count, activation, kernelInitializer: heNormal(), ...own, ...hidden }), ...behindHidden];
  });
  const { learningRate } = optimizer;
  return {
    model: sequential({
      inputShape: [columns.length],
      layers: [...onInputs, ...layers],
    }),
    options: {
      ...training,
      // One for all is cheaper than one for each.
      optimizer: adam({ ...optimizer, ...(learningRate !== undefined && { learningRate: oneForAll(learningRate) }) }),
      regularizer: penalties,
    },
  };
}

function withPenalties(kernels: NetworkParts["kernels"], more: readonly AnyPenalty[]): NetworkParts["kernels"] {
  if (more.length === 0) return kernels;
  return { ...kernels, kernelRegularizer: [kernels.kernelRegularizer ?? [], more].flat() };
}

function oneForAll(values: number | readonly number[]): number | readonly number[] {
  const [first, ...others] = typeof values === "number" ? [values] : values;
  return first !== undefined && others.every((value) => value === first) ? first : values;
}
