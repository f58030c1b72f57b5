import { optionError, requireCount } from "../errors.ts";
import type { Layer, LayerFactory, ParameterSpec } from "./layer.ts";
import { modelSummary, renderSummary } from "./summary.ts";

/** A network: layers in order, each fed by the one before. */
export interface Model {
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly layers: readonly Layer[];
  /** All parameters, in the order of the layers; names are "<layer>/<parameter>". */
  readonly parameters: readonly ParameterSpec[];
  /** Layers, shapes, parameters and regularizers in force, as a table for a terminal. */
  readonly summary: () => string;
}

export interface SequentialOptions {
  /** Shape of one example, without the batch. */
  readonly inputShape: readonly number[];
  readonly layers: readonly LayerFactory[];
}

/**
 * A model of layers in a row.
 * @throws RangeError with code OCCAM_OPTION for a bad shape or doubled names; Error with code OCCAM_SHAPE where a
 * layer does not fit the one before.
 */
export function sequential({ inputShape, layers }: SequentialOptions): Model {
  inputShape.forEach((dim, axis) => {
    requireCount(`sequential.inputShape[${axis}]`, dim);
  });
  if (layers.length === 0)
    throw optionError({ where: "sequential.layers", expected: "at least one layer", received: "none" });
  const names = namesOf(layers);
  const built: Layer[] = [];
  for (const [i, layer] of layers.entries()) {
    built.push(layer.build(names[i] as string, built.at(-1)?.outputShape ?? inputShape));
  }
  const outputShape = (built.at(-1) as Layer).outputShape;
  return {
    inputShape,
    outputShape,
    layers: built,
    parameters: built.flatMap((layer) => layer.parameters),
    summary: () => renderSummary(modelSummary({ inputShape, outputShape, layers: built })),
  };
}

function namesOf(layers: readonly LayerFactory[]): readonly string[] {
  const counts = new Map<string, number>();
  const names = layers.map(({ kind, name }) => {
    const index = counts.get(kind) ?? 0;
    counts.set(kind, index + 1);
    return name ?? `${kind}${index}`;
  });
  const doubled = names.find((name, i) => names.indexOf(name) !== i);
  if (doubled === undefined) return names;
  throw optionError({
    where: "sequential.layers",
    expected: "a different name for each layer",
    received: `"${doubled}" twice`,
  });
}
