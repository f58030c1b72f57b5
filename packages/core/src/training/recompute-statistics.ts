import { optionError } from "../errors.ts";
import { sgd } from "../optimizers/sgd.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { requireParameters } from "./cohort/draw-parameters.ts";
import { fitReplicas, type TrainedNetwork } from "./fit.ts";
import { toFeatures } from "./prepare-examples.ts";
import { FIT_FIELDS, type ModelFeed } from "./recipe/fit-options.ts";

/** Options of `recomputeStatistics`. */
const RECOMPUTE_STATISTICS = record("recomputeStatistics", {
  runtime: FIT_FIELDS.runtime,
  /** Examples a batch. Default 32; all of them where they are fewer. */
  batchSize: FIT_FIELDS.batchSize,
  /** Decides which examples meet in a batch, and masks of dropout. Default 0. */
  seed: FIT_FIELDS.seed,
});

export type RecomputeStatisticsOptions = OptionsOf<typeof RECOMPUTE_STATISTICS>;

/** A step of this size moves no weight that counts, and what it moves is thrown away. */
const STILL = 1e-30;

/**
 * A network with the running statistics of its `batchNorm` layers taken anew in one pass over the examples, its weights as they
 * are: for averages of weights, whose own statistics are averages over networks of the past. Each is the mean over the batches
 * of what training would take (dropout and noise are on), the first 1 / (1 - momentum) batches alike and later ones a little more;
 * with all examples in one batch it is exactly theirs. `run` keeps the statistics that were averaged:
 * `runOf(await recomputeStatistics(run, x, { runtime }), { runtime, loss })` is a run with new ones. Izmailov et al. 2018, section 3.2.
 * @throws RangeError with code OCCAM_OPTION for a model without running statistics; Error with code OCCAM_SHAPE or OCCAM_DATA for
 * features or weights that are not the model's.
 */
export async function recomputeStatistics(
  network: TrainedNetwork,
  x: ModelFeed,
  options: RecomputeStatisticsOptions,
): Promise<TrainedNetwork> {
  const { runtime, batchSize, seed } = RECOMPUTE_STATISTICS.read(options);
  const { model } = network;
  const statistics = model.parameters.filter(({ role, isFrozen }) => role === "statistic" && isFrozen !== true);
  if (statistics.length === 0) {
    throw optionError({
      where: "recomputeStatistics.network",
      expected: "a model with running statistics that are trained",
      received: "one without batchNorm, or with a frozen one",
    });
  }
  const given = requireParameters(model, network.parameters);
  const features = toFeatures(model, x, "recomputeStatistics");
  const rowCount = features.shape[0] as number;
  const shape = [rowCount, ...model.outputShape];
  // Statistics that are given would be gone on from.
  const own = new Set(statistics.map(({ name }) => name));
  const [pass] = await fitReplicas(
    model,
    {
      x: features,
      y: { shape, data: new Float32Array(rowCount * model.outputShape.reduce((all, dim) => all * dim, 1)) },
    },
    {
      ...{ runtime, batchSize, seed, loss: "meanSquaredError", optimizer: sgd({ learningRate: STILL }) },
      initialParameters: new Map([...given].filter(([name]) => !own.has(name))),
    },
  );
  const found = statistics.map(({ name }) => [name, pass?.parameters.get(name)] as const);
  return {
    ...network,
    parameters: new Map([...given, ...found.flatMap(([name, value]) => (value ? [[name, value] as const] : []))]),
  };
}
