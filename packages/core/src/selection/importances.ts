import { needed, oneOf, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { mean } from "../statistics/mean.ts";
import { square } from "../tensor/elementary.ts";
import { type Parameter, parametersOf, readValue, type Space } from "./space/index.ts";
import type { Trial } from "./trial.ts";

/** Options of `parameterImportances`. */
const PARAMETER_IMPORTANCES = record("parameterImportances", {
  space: needed<Space>(),
  trials: needed<readonly Trial[]>(),
  /**
   * "rank" (default) explains the ranks of the losses, so that a few terrible trials do not count for everything, and a
   * failed one is just the worst; "loss" explains the losses, of trials that did not fail.
   */
  scale: optional(oneOf(["rank", "loss"]), "rank"),
});

export type ImportanceOptions = OptionsOf<typeof PARAMETER_IMPORTANCES>;

export interface Importance {
  /** "l1" is the switch, "l1.alpha" the strength. */
  readonly parameter: string;
  /** Share of the variance that it explains by itself, from 0 to 1; undefined with fewer than 10 trials that have it. */
  readonly share: number | undefined;
  /** Finished trials that have it. */
  readonly trialCount: number;
}

const BIN_LIMIT = 10;
const TRIALS_PER_BIN = 5;

/**
 * How much of the variance of the losses each parameter explains by itself, the most important first: the main effects
 * of a functional analysis of variance, estimated with bins instead of a forest (compare Hutter, Hoos & Leyton-Brown
 * 2014). The n trials that have a parameter are grouped by its value, into min(10, floor(n / 5)) bins of equal counts
 * where it has more values than that (equal values stay together). With k groups, SSB and SSW the sums of squares between
 * and within them and SST that of all finished trials,
 *
 *   share = max(0, SSB - (k - 1) SSW / (n - k)) / SST,
 *
 * where the second term is what groups would explain by chance. For an optional part the switch explains the difference
 * that it makes, and a parameter inside the differences among the trials in which it is on.
 *
 * What parameters do only together is in no share. Exact for values drawn independently (random, Sobol, grid); a sampler
 * that learns draws from where losses are low, so that shares tell more of that part of the space, and parameters that
 * it moves together share what either does.
 * @throws RangeError with code OCCAM_OPTION on another scale.
 */
export function parameterImportances(options: ImportanceOptions): readonly Importance[] {
  const { space, trials, scale } = PARAMETER_IMPORTANCES.read(options);
  const finished = trials.filter(({ loss }) => loss !== undefined && (scale === "rank" || Number.isFinite(loss)));
  const losses = finished.map(({ loss }) => (Number.isFinite(loss) ? (loss as number) : Infinity));
  const responses = scale === "rank" ? ranksOf(losses) : losses;
  const total = squaresAround(responses, mean(responses));
  return parametersOf(space)
    .filter(({ domain }) => domain.levelCount > 1)
    .map((parameter) => importanceOf(parameter, finished, responses, total))
    .sort((a, b) => (b.share ?? -1) - (a.share ?? -1));
}

function importanceOf(
  parameter: Parameter,
  trials: readonly Trial[],
  responses: readonly number[],
  total: number,
): Importance {
  const places: number[] = [];
  const seen: number[] = [];
  trials.forEach(({ values }, i) => {
    const cell = parameter.domain.cell(readValue(values, parameter));
    if (cell === undefined) return;
    places.push((cell[0] + cell[1]) / 2);
    seen.push(responses[i] as number);
  });
  const binCount = Math.min(BIN_LIMIT, Math.floor(seen.length / TRIALS_PER_BIN));
  const share =
    binCount < 2
      ? undefined
      : explainedShare(groupsOf(places, seen, parameter.domain.ordered ? binCount : Infinity), total);
  return { parameter: parameter.path, share, trialCount: seen.length };
}

function explainedShare(groups: readonly (readonly number[])[], total: number): number {
  const all = groups.flat();
  const within = groups.reduce((sum, group) => sum + squaresAround(group, mean(group)), 0);
  const between = squaresAround(all, mean(all)) - within;
  const freedom = all.length - groups.length;
  // Nothing varies, or no group has two trials: nothing is explained.
  if (total === 0 || freedom === 0) return 0;
  return Math.min(1, Math.max(0, between - ((groups.length - 1) * within) / freedom) / total);
}

/** The responses by place: a group for each place, or where these are more than `binCount` a group for each bin by rank. */
function groupsOf(places: readonly number[], responses: readonly number[], binCount: number): readonly number[][] {
  const sorted = places.toSorted((a, b) => a - b);
  const few = new Set(places).size <= binCount;
  const groups = new Map<number, number[]>();
  places.forEach((place, i) => {
    // The rank of the first equal place, so that equal ones stay together.
    const bin = few ? place : Math.floor((sorted.indexOf(place) * binCount) / places.length);
    const group = groups.get(bin);
    if (group === undefined) groups.set(bin, [responses[i] as number]);
    else group.push(responses[i] as number);
  });
  return [...groups.values()];
}

/** Ranks from 1; equal losses share the mean of their ranks. */
function ranksOf(losses: readonly number[]): readonly number[] {
  const sorted = losses.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  return losses.map((loss) => (sorted.indexOf(loss) + sorted.lastIndexOf(loss)) / 2 + 1);
}

function squaresAround(values: readonly number[], center: number): number {
  return values.reduce((sum, value) => sum + square(value - center), 0);
}
