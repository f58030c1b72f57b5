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
  return (model.wiring[layer] ?? []).some((place) => {
    if (place === source) return true;
    const before = place >= 0 ? model.layers[place] : undefined;
    const from = model.wiring[place] ?? [];
    if (before === undefined || from.length !== 1 || kernelOf(before) !== undefined) return false;
    return shapeAt(model, from[0] as number) === before.outputShape.join() && isFedBy(model, place, source);
  });
}

function shapeAt({ layers, inputs }: Model, place: number): string {
  return (place < 0 ? inputs[-1 - place]?.shape : layers[place]?.outputShape)?.join() ?? "";
}
