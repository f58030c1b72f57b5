import type { Layer, ParameterSpec } from "./layer.ts";

/**
 * The layers, with biases frozen that only batch normalization sees: it takes away what is the same for all rows, so that their
 * gradient is 0 but for rounding, which an adaptive optimizer would blow up to steps of full size. Where a penalty or a constraint is on the
 * bias, or one on what the layer gives, the bias is left to it.
 */
export function withStillBiases(layers: readonly Layer[], wiring: readonly (readonly number[])[]): readonly Layer[] {
  const moves = new Set(
    layers
      .filter((layer, i) => !isLostBehind(layer, i, layers, wiring))
      .flatMap(({ parameters }) => parameters.map(({ name }) => name)),
  );
  const isStill = (spec: ParameterSpec) =>
    spec.role === "bias" && !moves.has(spec.name) && spec.penalties.length === 0 && spec.constraints.length === 0;
  return layers.map((layer) =>
    layer.parameters.some(isStill)
      ? { ...layer, parameters: layer.parameters.map((spec) => (isStill(spec) ? { ...spec, isFrozen: true } : spec)) }
      : layer,
  );
}

/** Whether a constant added to what a layer gives changes nothing in training. */
function isLostBehind(
  { units, activityPenalties = [] }: Layer,
  index: number,
  layers: readonly Layer[],
  wiring: readonly (readonly number[])[],
): boolean {
  if (units?.mixing?.isLinear !== true || activityPenalties.length > 0) return false;
  const readers = layers.filter((_, i) => wiring[i]?.includes(index));
  return readers.length > 0 && readers.every(({ ignoresShift }) => ignoresShift === true);
}
