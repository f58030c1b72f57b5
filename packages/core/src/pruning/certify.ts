import type { Model } from "../layers/model.ts";
import { toLoss } from "../losses/index.ts";
import { count, given, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Runtime, Session } from "../runtime/runtime.ts";
import { withSession } from "../runtime/with-session.ts";
import { median } from "../statistics/quantile.ts";
import { type RandomKey, randomIndices, randomNormal } from "../tensor/random.ts";
import { type FloatTensor, sizeOf } from "../tensor/tensor.ts";
import { nowMs } from "../training/cohort/clock.ts";
import { runOf } from "../training/fit.ts";
import { inputColumns } from "../training/input-columns.ts";
import { toFeatures } from "../training/prepare-examples.ts";
import { multiplyAdds } from "../training/program/thread-count.ts";
import { FIT_FIELDS, type ModelFeed } from "../training/recipe/fit-options.ts";
import { type Network, parameterCount } from "./network.ts";
import { unitCount } from "./unit-graph.ts";

/** Options of `certify`. */
const CERTIFY = record("certify", {
  runtime: FIT_FIELDS.runtime,
  /** The loss that the network was trained with: it says what the exported model gives. */
  loss: FIT_FIELDS.loss,
  /** Inputs to compare on. Random inputs are normal with their means and deviations (whole numbers are
   * drawn from them, column by column); without, standard normal. */
  x: given<ModelFeed>(),
  /** Decides the random inputs. Default 0. */
  seed: optional(count(0), 0),
});

export type CertifyOptions = OptionsOf<typeof CERTIFY>;

/** What a smaller network is worth, measured. */
export interface Certificate {
  /** Largest absolute difference of what the two networks give (probabilities, or values), on all inputs. */
  readonly maxAbsDifference: number;
  /** Rows of data that were compared, and random ones. */
  readonly rows: { readonly data: number; readonly random: number };
  readonly before: NetworkCost;
  readonly after: NetworkCost;
}

export interface NetworkCost {
  readonly parameters: number;
  /** Multiplications with a kernel weight for one example. */
  readonly multiplyAdds: number;
  /** Size of the network as an ONNX file. */
  readonly bytes: number;
  /** Median time of a call with one row, through the runtime, in microseconds. */
  readonly latencyUs: number;
  /** The same with 256 rows. */
  readonly batchLatencyUs: number;
  /** Units of each layer, in the order of the layers that have a kernel. */
  readonly units: readonly number[];
}

const RANDOM_ROWS = 10_000;
const BATCH_ROWS = 256;
/** Calls of which the median is taken; the two networks take turns. */
const ROW_CALLS = 101;
const BATCH_CALLS = 21;

/**
 * Compares two networks of the same inputs on data and on 10,000 random rows, and measures both.
 * @throws RangeError with code OCCAM_OPTION for an option outside its range; else as `Run.predict`.
 */
export async function certify(before: Network, after: Network, options: CertifyOptions): Promise<Certificate> {
  const { runtime, loss, x, seed } = CERTIFY.read(options);
  const runs = [runOf(before, { runtime, loss }), runOf(after, { runtime, loss })] as const;
  const data = x === undefined ? undefined : toFeatures(before.model, x, "certify");
  const likes = data && before.model.inputs.map((_, i) => inputColumns(before.model, data, i));
  const random = randomFeed(before.model, likes, RANDOM_ROWS, seed);
  let maxAbsDifference = 0;
  for (const feed of [...(data === undefined ? [] : [data]), random]) {
    const [one, two] = [await runs[0].predict(feed), await runs[1].predict(feed)];
    maxAbsDifference = Math.max(maxAbsDifference, largestDifference(one, two));
  }
  const files = await Promise.all(runs.map((run) => run.toOnnx()));
  const output = toLoss(loss).task === "classification" ? "probabilities" : "value";
  const latencies = await measure(runtime, files, { model: before.model, output, seed, likes });
  const [first, second] = [before, after].map(
    (network, i): NetworkCost => ({
      parameters: parameterCount(network),
      multiplyAdds: multiplyAdds(network.model),
      bytes: (files[i] as Uint8Array).length,
      ...(latencies[i] as Latency),
      units: kernelLayers(network.model).map(({ outputShape }) => unitCount(outputShape)),
    }),
  );
  return {
    maxAbsDifference,
    rows: { data: data?.shape[0] ?? 0, random: RANDOM_ROWS },
    before: first as NetworkCost,
    after: second as NetworkCost,
  };
}

function kernelLayers({ layers }: Model): Model["layers"] {
  return layers.filter(({ parameters }) => parameters.some(({ role }) => role === "kernel"));
}

/** NaN in both is no difference. */
function largestDifference(one: FloatTensor, two: FloatTensor): number {
  let largest = 0;
  for (let i = 0; i < one.data.length; i++) {
    const [a, b] = [one.data[i] as number, two.data[i] as number];
    if (Object.is(a, b)) continue;
    const difference = Math.abs(a - b);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

/** Random rows for each input, by its name, such as those of `likes`. */
function randomFeed(
  { inputs }: Model,
  likes: readonly FloatTensor[] | undefined,
  rows: number,
  seed: number,
): Readonly<Record<string, FloatTensor>> {
  const feeds = inputs.map(({ name, shape }, i) => {
    const key = { seed, stream: `certify/${name}` };
    const like = likes?.[i];
    // Whole numbers may be indices or marks, of which only those in the data have a meaning.
    const isWhole = like?.data.every(Number.isInteger) === true;
    const data = isWhole ? drawnFrom(like, rows, key) : normalLike(like, rows * sizeOf(shape), key);
    return [name, { shape: [rows, ...shape], data }] as const;
  });
  return Object.fromEntries(feeds);
}

/** Rows whose numbers are each drawn from the same column of other rows. */
function drawnFrom(like: FloatTensor, rows: number, key: RandomKey): Float32Array {
  const width = sizeOf(like.shape.slice(1));
  const picks = randomIndices(rows * width, like.shape[0] as number, key);
  return Float32Array.from(picks, (row, i) => like.data[row * width + (i % width)] as number);
}

/** Normal numbers with the mean and deviation of each column of other rows, without which 0 and 1. Missing ones do not count. */
function normalLike(like: FloatTensor | undefined, count: number, key: RandomKey): Float32Array {
  const numbers = Float32Array.from(randomNormal(count, key));
  if (like === undefined) return numbers;
  const width = sizeOf(like.shape.slice(1));
  const sums = { count: new Float64Array(width), first: new Float64Array(width), second: new Float64Array(width) };
  like.data.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    const column = i % width;
    sums.count[column] = (sums.count[column] as number) + 1;
    sums.first[column] = (sums.first[column] as number) + value;
    sums.second[column] = (sums.second[column] as number) + value * value;
  });
  return numbers.map((z, i) => {
    const column = i % width;
    const count = Math.max(1, sums.count[column] as number);
    const center = (sums.first[column] as number) / count;
    return center + z * Math.sqrt(Math.max(0, (sums.second[column] as number) / count - center * center));
  });
}

type Latency = Pick<NetworkCost, "latencyUs" | "batchLatencyUs">;

interface MeasureOptions {
  readonly model: Model;
  readonly output: string;
  readonly seed: number;
  readonly likes: readonly FloatTensor[] | undefined;
}

async function measure(
  runtime: Runtime,
  files: readonly Uint8Array[],
  { model, output, seed, likes }: MeasureOptions,
): Promise<readonly Latency[]> {
  return withSessions(runtime, files, async (sessions) => {
    const row = await medianTimes(sessions, randomFeed(model, likes, 1, seed), ROW_CALLS, output);
    const batch = await medianTimes(sessions, randomFeed(model, likes, BATCH_ROWS, seed), BATCH_CALLS, output);
    return sessions.map((_, i) => ({ latencyUs: row[i] as number, batchLatencyUs: batch[i] as number }));
  });
}

/** `withSession` for several files that are open together. */
function withSessions<T>(
  runtime: Runtime,
  [file, ...others]: readonly Uint8Array[],
  work: (sessions: readonly Session[]) => Promise<T>,
): Promise<T> {
  if (file === undefined) return work([]);
  return withSession(runtime, file, (session) =>
    withSessions(runtime, others, (sessions) => work([session, ...sessions])),
  );
}

async function medianTimes(
  sessions: readonly Session[],
  feeds: Readonly<Record<string, FloatTensor>>,
  calls: number,
  output: string,
): Promise<readonly number[]> {
  const times: number[][] = sessions.map(() => []);
  for (let call = 0; call < calls; call++) {
    for (const [i, session] of sessions.entries()) {
      const startMs = nowMs();
      await session.run(feeds, { fetch: [output] });
      times[i]?.push((nowMs() - startMs) * 1000);
    }
  }
  return times.map((each) => Math.round(median(each)));
}
