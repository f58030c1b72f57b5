/** What several seeds say of each strength: where it overfits, fits or underfits, without assuming any shape of the curve. */
import type { StripCell } from "../../../engine/strip.ts";
import { pairedDifference } from "../../../figures/paired.ts";

/** The networks of one strength, a cell a seed; seeds are the same in all columns. */
export type Column = readonly StripCell[];

/** unsure: worse than the best, but its training loss does not say why. diverged: some seed's numbers stopped being finite. */
export type Zone = "overfits" | "unsure" | "fits" | "underfits" | "diverged";

export interface Zones {
  /** The column of the lowest mean validation loss; undefined where every column diverged. */
  readonly best: number | undefined;
  /** One for each column; undefined as long as it is too early to tell. */
  readonly zones: readonly Zone[] | undefined;
}

/** Epochs before which no verdict is given. */
export const ENOUGH_EPOCHS = 40;

export type LossPart = "train" | "validation";

/** A column of which a seed diverged has no mean: what is left of it would flatter it. */
export function meanOf(column: Column, part: LossPart): number | undefined {
  if (isDiverged(column) || column.length === 0) return undefined;
  return column.reduce((sum, cell) => sum + cell[part], 0) / column.length;
}

/** The standard deviation over seeds of the validation loss. */
export function spreadOf(column: Column): number | undefined {
  const mean = meanOf(column, "validation");
  if (mean === undefined || column.length < 2) return undefined;
  return Math.sqrt(column.reduce((sum, { validation }) => sum + (validation - mean) ** 2, 0) / (column.length - 1));
}

export function isDiverged(column: Column): boolean {
  return column.some(
    ({ train, validation, divergence }) => divergence !== undefined || !Number.isFinite(train + validation),
  );
}

/**
 * The column of the lowest mean is best. One that chance may put behind it, by a paired t-test over the seeds, fits too. One that is clearly
 * worse overfits where in every seed its training loss is below the best's, and underfits where it is above in every seed.
 */
export function zonesOf(columns: readonly Column[], epoch: number): Zones {
  const best = bestOf(columns);
  if (epoch < ENOUGH_EPOCHS) return { best, zones: undefined };
  const zones = columns.map((column, i): Zone => {
    if (best === undefined || isDiverged(column)) return "diverged";
    return i === best ? "fits" : zoneBeside(column, columns[best] as Column);
  });
  return { best, zones };
}

function bestOf(columns: readonly Column[]): number | undefined {
  return columns.reduce<number | undefined>((best, column, i) => {
    const mean = meanOf(column, "validation");
    const lowest = best === undefined ? Infinity : (meanOf(columns[best] as Column, "validation") as number);
    return mean !== undefined && mean < lowest ? i : best;
  }, undefined);
}

function zoneBeside(column: Column, best: Column): Zone {
  const lossesOf = (own: Column) => own.map(({ validation }) => validation);
  const { difference, isClear } = pairedDifference(lossesOf(column), lossesOf(best));
  if (!isClear || difference <= 0) return "fits";
  // One seed of the best may have stayed behind in training: its mean then says little.
  const excess = column.map(({ train }, seed) => train - (best[seed] as StripCell).train);
  if (excess.every((value) => value < 0)) return "overfits";
  return excess.every((value) => value > 0) ? "underfits" : "unsure";
}

export interface ZoneRun {
  readonly zone: Zone;
  readonly from: number;
  readonly count: number;
}

/** Neighbours of one zone together. */
export function runsOf(zones: readonly Zone[]): readonly ZoneRun[] {
  const starts = zones.flatMap((zone, i) => (zone === zones[i - 1] ? [] : [i]));
  return starts.map((from, k) => ({
    zone: zones[from] as Zone,
    from,
    count: (starts[k + 1] ?? zones.length) - from,
  }));
}
