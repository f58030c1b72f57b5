/**
 * Percentile bootstrap intervals (Efron 1979; Efron & Tibshirani 1993, chapter 13): the spread of a statistic over
 * resamples, drawn with replacement from the rows, stands for its spread over data sets. For rows that are
 * independent and statistics that are nearly unbiased; below some 20 rows the intervals are too narrow.
 */
import { occamError } from "../errors.ts";
import { count, given, needed, number, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { quantile } from "../statistics/quantile.ts";
import { type RandomKey, randomPermutation, randomWords } from "../tensor/random.ts";

export interface Interval {
  /** The statistic of the sample itself. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** The share of data sets whose interval covers the true value, for example 0.95. */
  readonly level: number;
}

const RESAMPLING_FIELDS = {
  /** Default 2000, which leaves the ends of a 95% interval a standard error of about 1.5% of its width. */
  resamples: optional(count(), 2000),
  /** Default 0.95. */
  level: optional(number(0, 1), 0.95),
  seed: count(0),
};

/** Options of `bootstrapInterval`. */
const BOOTSTRAP_INTERVAL = record("bootstrapInterval", {
  /** A number for each row: a loss, or the row's index where the statistic looks the row up. */
  sample: needed<Float64Array>(requireSample),
  /** Must not keep or change its argument, which is overwritten by the next resample. */
  statistic: needed<(sample: Float64Array) => number>(),
  ...RESAMPLING_FIELDS,
});

export type BootstrapOptions = OptionsOf<typeof BOOTSTRAP_INTERVAL>;

function differenceRecord(name: string) {
  return record(name, {
    /** A loss for each row. */
    first: needed<Float64Array>(requireSample),
    second: needed<Float64Array>(requireSample),
    /** The statistic as a function of the mean loss; default the mean itself. `Math.sqrt` makes squared errors an RMSE. */
    reduce: given<(mean: number) => number>(),
    ...RESAMPLING_FIELDS,
  });
}

/** Options of `pairedDifference`. */
const PAIRED_DIFFERENCE = differenceRecord("pairedDifference");
/** Options of `independentDifference`. */
const INDEPENDENT_DIFFERENCE = differenceRecord("independentDifference");

export type DifferenceOptions = OptionsOf<typeof PAIRED_DIFFERENCE>;

/** Random words drawn at a time: 256 KiB, which stay in the cache. */
const WORDS_PER_DRAW = 1 << 16;
/** More rows than this are resampled in so many random groups; see `groupRows`. */
const GROUP_COUNT = 4096;
const TWO_32 = 2 ** 32;

/**
 * The interval of any statistic of one sample. Costs `resamples` times the statistic and about 20 ns a row.
 * Resamples whose statistic is NaN (an AUC of a single class) are left out; NaN ends when the estimate is NaN.
 * @throws Error with code OCCAM_DATA on an empty sample, RangeError with code OCCAM_OPTION on options out of range.
 */
export function bootstrapInterval(options: BootstrapOptions): Interval {
  const { sample, statistic, resamples, level, seed } = BOOTSTRAP_INTERVAL.read(options);
  const values = new Float64Array(resamples);
  const resample = new Float64Array(sample.length);
  forEachResample(sample.length, resamples, { seed, stream: "bootstrap" }, (rows, i) => {
    for (let k = 0; k < rows.length; k++) resample[k] = sample[rows[k] as number] as number;
    values[i] = statistic(resample);
  });
  return percentileInterval(statistic(sample), values, level);
}

/**
 * The interval of reduce(mean first) - reduce(mean second) for two models on the same rows: a resample takes the same
 * rows of both, so that what is hard or easy for both cancels. Above 4096 rows groups are resampled (see `groupRows`).
 * @throws Error with code OCCAM_DATA on empty samples, OCCAM_SHAPE when their lengths differ; RangeError with code
 *   OCCAM_OPTION on options out of range.
 */
export function pairedDifference(options: DifferenceOptions): Interval {
  const { first, second, reduce = identity, resamples, level, seed } = PAIRED_DIFFERENCE.read(options);
  if (second.length !== first.length) {
    throw occamError("OCCAM_SHAPE", {
      where: "pairedDifference.second",
      expected: `${first.length} values, of the same rows as the first`,
      received: `${second.length}`,
      fix: "independentDifference compares different rows",
    });
  }
  const [a, b] = bootstrapMeans([first, second], resamples, { seed, stream: "bootstrap/paired" });
  return differenceInterval(a, b, reduce, level);
}

/**
 * The interval of reduce(mean first) - reduce(mean second) for two samples of different rows, such as test and train:
 * each is resampled by itself. Above 4096 rows groups are resampled (see `groupRows`).
 * @throws Error with code OCCAM_DATA on empty samples, RangeError with code OCCAM_OPTION on options out of range.
 */
export function independentDifference(options: DifferenceOptions): Interval {
  const { first, second, reduce = identity, resamples, level, seed } = INDEPENDENT_DIFFERENCE.read(options);
  const [a] = bootstrapMeans([first], resamples, { seed, stream: "bootstrap/first" });
  const [b] = bootstrapMeans([second], resamples, { seed, stream: "bootstrap/second" });
  return differenceInterval(a, b, reduce, level);
}

/** A mean, and the means of its resamples. */
interface BootstrapMean {
  readonly mean: number;
  readonly means: Float64Array;
}

function differenceInterval(
  first: BootstrapMean,
  second: BootstrapMean,
  reduce: (mean: number) => number,
  level: number,
): Interval {
  const differences = first.means.map((mean, i) => reduce(mean) - reduce(second.means[i] as number));
  return percentileInterval(reduce(first.mean) - reduce(second.mean), differences, level);
}

/** The means of samples of one length, each resample taking the same rows of all of them. */
function bootstrapMeans<const Samples extends readonly Float64Array[]>(
  samples: Samples,
  resamples: number,
  key: RandomKey,
): { [Index in keyof Samples]: BootstrapMean };
function bootstrapMeans(samples: readonly Float64Array[], resamples: number, key: RandomKey): BootstrapMean[] {
  const rowCount = (samples[0] as Float64Array).length;
  const groupOf = groupRows(rowCount, key);
  const sums = samples.map((sample) => sumByGroup(sample, groupOf));
  const counts = sumByGroup(new Float64Array(rowCount).fill(1), groupOf);
  const means = samples.map(() => new Float64Array(resamples));
  forEachResample(counts.length, resamples, key, (groups, i) => {
    const count = sumAt(counts, groups);
    for (let s = 0; s < sums.length; s++) {
      (means[s] as Float64Array)[i] = sumAt(sums[s] as Float64Array, groups) / count;
    }
  });
  return samples.map((sample, s) => ({ mean: sum(sample) / rowCount, means: means[s] as Float64Array }));
}

/**
 * The group of each row: a group of its own up to 4096 rows; above, 4096 random groups whose sizes differ by at most
 * 1, so that the cost stops growing with the rows. The mean over resampled groups has in expectation the variance of
 * the mean over resampled rows; that these are 4096 groups and not another 4096 moves the width of an interval by a
 * standard error of 1 / sqrt(2 * 4096) = 1.1%, less than 2000 resamples do.
 */
function groupRows(rowCount: number, key: RandomKey): Int32Array {
  if (rowCount <= GROUP_COUNT) return Int32Array.from({ length: rowCount }, (_, row) => row);
  return randomPermutation(rowCount, { ...key, stream: `${key.stream}/groups` }).map((rank) => rank % GROUP_COUNT);
}

function sumByGroup(values: Float64Array, groupOf: Int32Array): Float64Array {
  const sums = new Float64Array(Math.min(values.length, GROUP_COUNT));
  for (let row = 0; row < values.length; row++) {
    const group = groupOf[row] as number;
    sums[group] = (sums[group] as number) + (values[row] as number);
  }
  return sums;
}

/** Visits `resamples` draws of `rowCount` rows out of `rowCount`; the array of rows is reused from visit to visit. */
function forEachResample(
  rowCount: number,
  resamples: number,
  key: RandomKey,
  visit: (rows: Int32Array, resample: number) => void,
): void {
  const rows = new Int32Array(rowCount);
  const scale = rowCount / TWO_32;
  const resamplesPerDraw = Math.max(1, Math.floor(WORDS_PER_DRAW / rowCount));
  for (let resample = 0, position = 0; resample < resamples; position++) {
    const words = randomWords(resamplesPerDraw * rowCount, { ...key, position });
    for (let start = 0; start < words.length && resample < resamples; start += rowCount, resample++) {
      for (let k = 0; k < rowCount; k++) rows[k] = (words[start + k] as number) * scale;
      visit(rows, resample);
    }
  }
}

/** The ends between which the middle `level` of the values lies, interpolated linearly between order statistics. */
function percentileInterval(estimate: number, values: Float64Array, level: number): Interval {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (Number.isNaN(estimate) || sorted.length === 0) return { estimate, low: Number.NaN, high: Number.NaN, level };
  return { estimate, low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2), level };
}

function requireSample(where: string, sample: Float64Array): void {
  if (sample.length > 0) return;
  throw occamError("OCCAM_DATA", { where, expected: "at least one row", received: "none" });
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function sumAt(values: Float64Array, indices: Int32Array): number {
  let total = 0;
  for (let k = 0; k < indices.length; k++) total += values[indices[k] as number] as number;
  return total;
}

function identity(mean: number): number {
  return mean;
}
