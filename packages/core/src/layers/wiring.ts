/** Questions about how the layers of a model are connected. */
import type { Layer, ParameterSpec } from "./layer.ts";
import type { Model } from "./model.ts";

/** The kernel of a layer, where it has one. */
export function kernelOf(layer: Layer): ParameterSpec | undefined {
  return layer.parameters.find(({ role, axes }) => role === "kernel" && axes !== undefined);
}

/** Whether a layer does nothing at inference, such as dropout. */
export function isIdentity({ parameters, units }: Layer): boolean {
  return parameters.length === 0 && units?.affine !== undefined;
}

/**
 * Whether `source` (the number of a layer, or -1 - i for input i) feeds a layer directly, or through layers that treat each
 * unit for itself: those of one input without a kernel that keep the shape, such as dropout and normalization.
 */
export function isFedBy(model: Model, layer: number, source: number): boolean {
  return (model.wiring[layer] ?? []).some(
    (place) => place === source || (keepsUnits(model, place) && isFedBy(model, place, source)),
  );
}

/**
 * The layer whose outputs tell what the units of `layer` do: the last one behind it that bends each unit for itself (an activation,
 * prelu), where nothing else takes what leads there; what only scales or shifts a unit may stand between and behind. `layer` itself
 * where there is none.
 */
export function bendingLayer(model: Model, layer: number): number {
  let last = layer;
  for (let at: number | undefined = onlyTaker(model, layer); at !== undefined; at = onlyTaker(model, at)) {
    const { continues, affine } = model.layers[at]?.units ?? {};
    if (continues !== undefined && affine === undefined) last = at;
  }
  return last;
}

/** The one layer that takes what another gives, where it keeps its units. */
function onlyTaker(model: Model, layer: number): number | undefined {
  const takers = model.wiring.flatMap((places, i) => (places.includes(layer) ? [i] : []));
  const [only] = takers;
  return takers.length === 1 && only !== undefined && keepsUnits(model, only) ? only : undefined;
}

/** Whether a place is a layer of one input without a kernel that keeps the shape. */
function keepsUnits(model: Model, place: number): boolean {
  const layer = model.layers[place];
  const from = model.wiring[place] ?? [];
  if (layer === undefined || from.length !== 1 || kernelOf(layer) !== undefined) return false;
  return shapeAt(model, from[0] as number) === layer.outputShape.join();
}

function shapeAt({ layers, inputs }: Model, place: number): string {
  return (place < 0 ? inputs[-1 - place]?.shape : layers[place]?.outputShape)?.join() ?? "";
}
