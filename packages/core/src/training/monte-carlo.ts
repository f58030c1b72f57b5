/** Monte Carlo dropout: predictions with the noise of training, many times. */
import { add, cast, div, loop, mul, scalar, sqrt, sub } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import type { Model } from "../layers/model.ts";
import type { Loss } from "../losses/loss.ts";
import { count, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { HoldableTensor, Runtime } from "../runtime/runtime.ts";
import { releaseAfter } from "../runtime/with-session.ts";
import { type FloatTensor, sizeOf, takeRows } from "../tensor/tensor.ts";
import type { Feeds } from "./cohort/feed-plan.ts";
import { hyperparameterFeeds } from "./cohort/feeds.ts";
import { drawnInputs, noiseTensor } from "./cohort/noise-tensor.ts";
import type { ParameterMap } from "./cohort/trainee.ts";
import { constantsOf } from "./program/constants-of.ts";
import { forward } from "./program/forward.ts";
import { atStep, createInputs, declareInput, type GraphInputs, type Moment } from "./program/graph-inputs.ts";

const PREDICT = record("predict", {
  /** How many passes. */
  monteCarlo: count(2),
  /** Decides the noise. Default 0. */
  seed: optional(count(0), 0),
});

export type MonteCarloOptions = OptionsOf<typeof PREDICT>;

export interface MonteCarloPrediction {
  /** Mean of the predictions over the passes, [n, outputs]. */
  readonly mean: FloatTensor;
  /** Their standard deviation (of the passes, not of the mean), [n, outputs]: how unsure the network is. */
  readonly spread: FloatTensor;
}

interface SampledNetwork {
  readonly model: Model;
  readonly parameters: ParameterMap;
  readonly loss: Loss;
  /** Which value of each sweep it takes. */
  readonly candidate: number;
  readonly progress: Moment;
}

/** Rows that are looked at together: noise is drawn for each. */
const BLOCK_ROWS = 128;
/** Numbers of noise in one run. */
const RUN_NOISE_NUMBERS = 8_000_000;

/**
 * Mean and spread of `monteCarlo` predictions with dropout and all other noise of training on (batch normalization keeps its
 * running statistics): an approximate posterior. Gal & Ghahramani 2016.
 * @throws RangeError with code OCCAM_OPTION when monteCarlo is not a whole number of at least 2.
 */
export async function sampledPredictions(
  runtime: Runtime,
  network: SampledNetwork,
  x: FloatTensor,
  options: MonteCarloOptions,
): Promise<MonteCarloPrediction> {
  const { monteCarlo, seed } = PREDICT.read(options);
  const rowCount = x.shape[0] as number;
  const { graph, inputs } = samplingGraph(network, Math.min(rowCount, BLOCK_ROWS));
  const parts: { readonly mean: FloatTensor; readonly spread: FloatTensor }[] = [];
  const session = await runtime.load(graph, { drawn: drawnInputs(inputs.noise) });
  await releaseAfter(session, async () => {
    for (let start = 0; start < rowCount; start += BLOCK_ROWS) {
      const fetched = await sampleBlock(start);
      parts.push({ mean: fetched.mean as FloatTensor, spread: fetched.spread as FloatTensor });
    }
  });
  const shape = [rowCount, ...network.model.outputShape];
  const whole = (pick: (part: (typeof parts)[number]) => FloatTensor): FloatTensor => {
    const data = Float32Array.from(parts.flatMap((part) => Array.from(pick(part).data)));
    return { shape, data: data.subarray(0, sizeOf(shape)) };
  };
  return { mean: whole(({ mean }) => mean), spread: whole(({ spread }) => spread) };

  /** The last block is filled up with the last row. */
  async function sampleBlock(start: number) {
    const rows = Array.from({ length: Math.min(rowCount, BLOCK_ROWS) }, (_, i) => Math.min(start + i, rowCount - 1));
    const noisePerPass = inputs.noise.reduce((sum, { shape }) => sum + sizeOf(shape), 1);
    const most = Math.max(1, Math.floor(RUN_NOISE_NUMBERS / noisePerPass));
    const zeros = {
      shape: [rows.length, ...network.model.outputShape],
      data: new Float32Array(rows.length * sizeOf(network.model.outputShape)),
    };
    let state: Readonly<Record<string, HoldableTensor>> = { "in/mean": zeros, "in/squares": zeros };
    let last: Readonly<Record<string, HoldableTensor>> = {};
    for (let pass = 0; pass < monteCarlo; pass += most) {
      const count = Math.min(most, monteCarlo - pass);
      const feeds = {
        x: takeRows(x, rows),
        passCount: { shape: [], data: BigInt64Array.of(BigInt(count)) },
        "in/done": { shape: [], data: Float32Array.of(pass) },
        ...state,
        ...hyperparameterFeeds(inputs.hyperparameters, [network.candidate], false),
        ...scheduleNumbers(count),
        ...noise(start * monteCarlo + pass, count),
      };
      last = (await session.run(feeds, { fetch: ["mean", "squares", "spread"] })).fetched;
      state = { "in/mean": last.mean as HoldableTensor, "in/squares": last.squares as HoldableTensor };
    }
    return last;
  }

  function scheduleNumbers(count: number): Readonly<Record<string, HoldableTensor>> {
    const { step, stepCount } = network.progress;
    return Object.fromEntries(
      inputs.schedules.map(({ input, schedule }) => [
        input,
        { shape: [count], data: new Float32Array(count).fill(schedule.factor(step, stepCount)) },
      ]),
    );
  }

  function noise(position: number, count: number): Feeds {
    const { candidate, progress } = network;
    const moments = Array.from({ length: count }, (_, i) => ({ seed, position: position + i, candidate, progress }));
    const drawsInside = session.takesDrawn === true;
    return Object.fromEntries(
      inputs.noise.map((each) => [
        each.input,
        noiseTensor(each, `monteCarlo/${each.stream}`, { shape: [count], moments }, drawsInside),
      ]),
    );
  }
}

/** A loop over passes that carries mean and sum of squared deviations: Welford 1962. */
function samplingGraph(
  network: SampledNetwork,
  blockRows: number,
): { readonly graph: Graph; readonly inputs: GraphInputs } {
  const { model, parameters, loss } = network;
  const inputs = createInputs(false);
  const x = declareInput(inputs, "x", "float32", [blockRows, ...model.inputShape]);
  const count = declareInput(inputs, "passCount", "int64", []);
  const done = declareInput(inputs, "in/done", "float32", []);
  const shape = [blockRows, ...model.outputShape];
  const initial = ["in/mean", "in/squares"].map((name) => declareInput(inputs, name, "float32", shape));
  const weights = constantsOf(parameters);
  const [mean, squares] = loop(count, initial, (pass, [before, sum]) => {
    const scope = { mode: "sampling", parameters: weights, inputs: atStep(inputs, pass) } as const;
    const now = loss.toPredictions(forward(model, x, scope).outputs);
    const deviation = sub(now, before as Value);
    const passes = add(add(cast(pass, "float32"), done), scalar(1));
    const next = add(before as Value, div(deviation, passes));
    return [next, add(sum as Value, mul(deviation, sub(now, next)))];
  }) as readonly [Value, Value];
  const total = add(add(cast(count, "float32"), done), scalar(-1));
  const outputs = [
    ["mean", mean],
    ["squares", squares],
    ["spread", sqrt(div(squares, total))],
  ] as const;
  return { graph: { name: "monteCarlo", inputs: inputs.values, outputs }, inputs };
}
