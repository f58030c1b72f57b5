/** One layer in several places of a network. */
import { occamError, optionError } from "../errors.ts";
import { defineLayer, isBlock } from "./connection.ts";
import type { Layer, LayerFactory, ParameterSpec } from "./layer.ts";

/**
 * The same layer with one set of weights wherever it is applied or listed: `const twin = shared(dense({ units: 4 }))`, then
 * `add().apply([twin.apply(a), twin.apply(b)])`. Its gradient is the sum over its places; its penalties and constraints count once,
 * as do its noise on weights and its gates at a step; an activity regularizer counts in each place. As of a Keras layer that is called
 * twice. In a network that uses it several times no unit of it leaves by pruning, nor one that feeds it.
 * @throws RangeError with code OCCAM_OPTION for a block, and when a network is made for a layer without weights, or with running
 * statistics, which are of one place; Error with code OCCAM_SHAPE where its weights do not fit another place.
 */
export function shared(layer: LayerFactory): LayerFactory {
  if (isBlock(layer)) {
    throw optionError({
      where: "shared",
      expected: "a layer",
      received: `a ${layer.kind} block`,
      fix: "share the layers in it",
    });
  }
  return defineLayer({ ...layer, sharing: {} });
}

/** @throws RangeError with code OCCAM_OPTION for a layer that has nothing to share, or what cannot be. */
export function requireShareable({ name, parameters }: Layer): void {
  const expected = "a layer with weights and without running statistics";
  const received = parameters.length === 0 ? `${name}, which has no weights` : `${name}, which has some`;
  if (parameters.length > 0 && parameters.every(({ role }) => role !== "statistic")) return;
  throw optionError({ where: "shared", expected, received, fix: "use one such layer for each place" });
}

/**
 * A layer in another place, with the parameters of the first.
 * @throws Error with code OCCAM_SHAPE where it would need others.
 */
export function withWeightsOf(first: Layer, layer: Layer): Layer {
  const [own, needed] = [first, layer].map(({ parameters }) => parameters.map(shapeText).join(", "));
  if (own === needed) return { ...layer, parameters: first.parameters };
  throw occamError("OCCAM_SHAPE", {
    where: first.name,
    expected: `inputs for the weights that it shares, ${own},`,
    received: `inputs that take ${needed}`,
    fix: "bring its inputs to one shape first",
  });
}

/** Layers in several places have one mark, and no unit of theirs stands for itself. */
export function markShared(layers: readonly Layer[]): readonly Layer[] {
  return layers.map((layer) => {
    const { name } = layer;
    if (layers.filter((other) => other.name === name).length === 1) return layer;
    const { units: _, ...rest } = layer;
    return { ...rest, sharing: name };
  });
}

function shapeText({ name, shape }: ParameterSpec): string {
  return `${name} [${shape.join(", ")}]`;
}
