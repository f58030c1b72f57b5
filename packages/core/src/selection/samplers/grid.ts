import { optionError } from "../../errors.ts";
import { count, optional } from "../../options/field.ts";
import { type OptionsOf, record } from "../../options/record.ts";
import type { Domain, HyperparameterValue, Space, SpaceValues } from "../space/index.ts";
import type { Sampler } from "./sampler.ts";

/** Options of `grid`. */
const GRID = record("grid", {
  /** Points of a range with more values than this, its ends included; at least 2. Default 5. */
  resolution: optional(count(2), 5),
});

export type GridOptions = OptionsOf<typeof GRID>;

/**
 * Every combination, the last name (in alphabetical order) changing fastest. A range has `resolution` points, evenly
 * spaced on its scale, or all its values where these are fewer; a choice has all its values; an optional part is off
 * once and on with every combination inside it. Fewer trials than combinations see a corner of the space alone: for
 * these take `sobol`. Neither seed nor history changes anything.
 * @throws RangeError with code OCCAM_OPTION on a resolution below 2, and for an index beyond the capacity.
 */
export function grid(options: GridOptions = {}): Sampler {
  const { resolution } = GRID.read(options);
  const capacity = (space: Space): number =>
    Object.values(space).reduce((product, domain) => product * sizeOf(domain), 1);
  const sizeOf = (domain: Domain): number =>
    domain.inner === undefined ? pointsOf(domain, resolution).length : offCount(domain) + capacity(domain.inner);

  /** The combination of number `index`, in a mixed radix with the sizes of the domains as its bases. */
  const combination = (space: Space, index: number): SpaceValues => {
    let rest = index;
    const digits = Object.keys(space)
      .sort()
      .reverse()
      .map((name): [string, SpaceValues[string]] => {
        const domain = space[name] as Domain;
        const size = sizeOf(domain);
        const digit = rest % size;
        rest = Math.floor(rest / size);
        if (domain.inner === undefined) return [name, pointsOf(domain, resolution)[digit] as HyperparameterValue];
        const on = digit - offCount(domain);
        return [name, on < 0 ? null : combination(domain.inner, on)];
      });
    return Object.fromEntries(digits.reverse());
  };

  return {
    name: "grid",
    capacity,
    suggest: (space, _, { index }) => {
      if (index < capacity(space)) return combination(space, index);
      throw optionError({
        where: "grid",
        expected: `a trial index below ${capacity(space)}, the number of combinations,`,
        received: String(index),
        fix: "raise the resolution, or use another sampler",
      });
    },
  };
}

/** How many of a part's levels are off: one, or none where it is always on. */
function offCount({ levelCount }: Domain): number {
  return levelCount - 1;
}

function pointsOf(domain: Domain, resolution: number): readonly HyperparameterValue[] {
  const { levelCount, ordered, at } = domain;
  if (!ordered || levelCount <= resolution) return levelsOf(domain);
  const points = Array.from({ length: resolution }, (_, i) => at(i / (resolution - 1)));
  return [...new Set(points)];
}

/** All values of a domain that has finitely many, found from the end of one cell to the next. */
function levelsOf({ levelCount, at, cell }: Domain): readonly HyperparameterValue[] {
  let end = 0;
  return Array.from({ length: levelCount }, () => {
    // Past the end, which rounding may have put a little before it.
    const value = at(Math.min(1, end + 1e-9));
    end = cell(value)?.[1] ?? 1;
    return value;
  });
}
