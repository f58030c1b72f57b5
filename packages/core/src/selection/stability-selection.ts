import { describe, occamError, optionError } from "../errors.ts";
import { needed, number, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { mean } from "../statistics/mean.ts";
import { square } from "../tensor/elementary.ts";
import type { Conclusion } from "./rules/index.ts";

/** Options of `stabilitySelection`. */
const STABILITY_SELECTION = record("stabilitySelection", {
  /**
   * For each run (a seed, or better a random half of the rows) and each input or neuron whether it was selected: in a
   * path, at any of its strengths. Zero and false say no.
   */
  runs: needed<readonly ArrayLike<number | boolean>[]>(),
  /** The share pi of runs that must select one; above 0.5, at most 1. Default 0.75. */
  threshold: optional(number(0.5, 1), 0.75),
});

export type StabilityOptions = OptionsOf<typeof STABILITY_SELECTION>;

export interface StableSelection {
  /** pi, as given or by default. */
  readonly threshold: number;
  /** Share of the runs that selected each. */
  readonly frequencies: Float64Array;
  /** Those selected in at least `threshold` of the runs, ascending. */
  readonly stable: readonly number[];
  /** The mean number q that a run selects. */
  readonly selectedPerRun: number;
  /** E[V] <= q^2 / ((2 pi - 1) p): expected number of stable ones that have no effect, at most. */
  readonly falseSelections: number;
  /** "inconclusive" when none is stable, or as many as are may be false. */
  readonly verdict: Conclusion["verdict"];
}

/**
 * Stability selection (Meinshausen & Buehlmann 2010): what is selected over and over on random halves of the rows is
 * no accident of one of them. Of p candidates, of which q are selected in a run, the expected number of stable ones
 * without an effect is at most q^2 / ((2 pi - 1) p). The bound holds for subsamples of half the rows, when those without
 * an effect are exchangeable and the selection is no worse than guessing; over seeds alone it is a rough guide.
 * @throws RangeError with code OCCAM_OPTION on a threshold out of range; Error with code OCCAM_DATA without runs or
 *   candidates, OCCAM_SHAPE when runs have different numbers of candidates.
 */
export function stabilitySelection(options: StabilityOptions): StableSelection {
  const { runs, threshold } = STABILITY_SELECTION.read(options);
  if (threshold === 0.5) {
    const facts = { where: "stabilitySelection.threshold", expected: "a number above 0.5", received: describe(0.5) };
    throw optionError({ ...facts, fix: "at a half the bound on false selections is infinite" });
  }
  const count = requireCandidates(runs);
  const frequencies = Float64Array.from({ length: count }, (_, i) => mean(runs.map((run) => Number(Boolean(run[i])))));
  // Sums of shares such as 3 / 4 are exact; others may miss the threshold by rounding.
  const stable = [...frequencies.keys()].filter((i) => (frequencies[i] as number) >= threshold - 1e-12);
  const selectedPerRun = frequencies.reduce((sum, share) => sum + share, 0);
  const falseSelections = square(selectedPerRun) / ((2 * threshold - 1) * count);
  return {
    frequencies,
    stable,
    selectedPerRun,
    falseSelections,
    threshold,
    verdict: stable.length > falseSelections ? "conclusive" : "inconclusive",
  };
}

function requireCandidates(runs: readonly ArrayLike<number | boolean>[]): number {
  const count = runs[0]?.length ?? 0;
  if (count === 0) {
    throw occamError("OCCAM_DATA", {
      where: "stabilitySelection.runs",
      expected: "at least one run with one candidate",
      received: "none",
    });
  }
  const odd = runs.find((run) => run.length !== count);
  if (odd === undefined) return count;
  throw occamError("OCCAM_SHAPE", {
    where: "stabilitySelection.runs",
    expected: `${count} candidates in each run`,
    received: `${odd.length}`,
  });
}
