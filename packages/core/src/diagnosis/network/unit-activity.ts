import { mean } from "../../statistics/mean.ts";
import { populationStandardDeviation } from "../../statistics/variance.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";

/** What one unit (or channel) of a layer does over the examples. */
export interface UnitActivity {
  readonly unit: number;
  readonly mean: number;
  readonly deviation: number;
  /** Share of the outputs above the floor: see `unitActivities`. */
  readonly active: number;
  /** dead: the same output for every example, so that its effect is a constant; nearly dead: active on fewer than 1%. */
  readonly state: "alive" | "nearly dead" | "dead";
}

/** A unit that is active on a smaller share of the examples is nearly dead. */
const NEARLY_DEAD = 0.01;
/** Differences below this share of the unit's largest output are rounding. */
const ROUNDING = 1e-6;

/**
 * Activity of each unit from outputs [n, units] or [n, channels, ...]. An output is active when it is not at the unit's floor: 0 for a unit that is ever exactly 0 (relu), else its smallest output (other activations, where
 * only a unit that hardly changes comes out as inactive).
 */
export function unitActivities({ shape, data }: FloatTensor): readonly UnitActivity[] {
  const [, units = 1, ...places] = shape;
  const inner = places.reduce((size, dim) => size * dim, 1);
  return Array.from({ length: units }, (_, unit) => {
    const own = Float64Array.from({ length: data.length / units }, (_, i) => {
      const [outer, within] = [Math.floor(i / inner), i % inner];
      return data[(outer * units + unit) * inner + within] as number;
    });
    return activityOf(unit, own);
  });
}

function activityOf(unit: number, outputs: Float64Array): UnitActivity {
  const n = outputs.length;
  const least = outputs.reduce((low, output) => Math.min(low, output), Infinity);
  const largest = outputs.reduce((size, output) => Math.max(size, Math.abs(output)), 0);
  const floor = outputs.includes(0) ? 0 : least;
  const active = outputs.filter((output) => Math.abs(output - floor) > ROUNDING * largest).length / n;
  return {
    unit,
    mean: mean(outputs),
    deviation: populationStandardDeviation(outputs),
    active,
    state: active === 0 ? "dead" : active < NEARLY_DEAD ? "nearly dead" : "alive",
  };
}
