/** What layers say of their units for pruning. */
import type { LayerRecord, UnitFacts } from "./layer.ts";

/** Of a layer whose unit i goes on the unit i of its one input; parameters along `axes` belong to units. */
export function continuingUnits(
  build: LayerRecord["build"],
  facts: Pick<UnitFacts, "gain" | "affine"> & Partial<Pick<UnitFacts, "axes">> = {},
): UnitFacts {
  return { axes: {}, ...facts, continues: (unit) => [[0, unit]], rebuild: () => build };
}

/** Of a layer that does nothing at inference. */
export function identityUnits(build: LayerRecord["build"]): UnitFacts {
  return continuingUnits(build, { affine: () => ({ scale: undefined, shift: undefined }) });
}
