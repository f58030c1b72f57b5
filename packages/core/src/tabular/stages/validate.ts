/** Settings x folds: every candidate on every fold, each row looked at by the networks that have not seen it. */
import type { Fold } from "../../data/fold.ts";
import type { TrainingCourse } from "../../diagnosis/findings/finding.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { mean } from "../../statistics/mean.ts";
import { median } from "../../statistics/quantile.ts";
import type { Run } from "../../training/fit.ts";
import type { Setting } from "../settings/setting.ts";
import type { InForce } from "../settings/values.ts";
import type { Understanding } from "../table/understand.ts";
import { type Look, look, meanLook } from "./look.ts";
import { examplesOf, type Preparation, prepare, type RowExamples } from "./prepare.ts";
import { type Runtimes, shareOut } from "./runtimes.ts";
import { type ParameterMap, predictAll, trainNetworks } from "./train.ts";

export interface ValidationPlan {
  /** Folds are shared out among them. */
  readonly runtimes: Runtimes;
  readonly known: Understanding;
  readonly settings: readonly Setting[];
  /** What each candidate has in force. */
  readonly networks: readonly (readonly InForce[])[];
  /** Rows of the table; repeat by repeat, `foldCount` to a repeat. */
  readonly folds: readonly Fold[];
  readonly foldCount: number;
  /** Each fold is trained once with each: initial weights, shuffles and masks. */
  readonly seeds: readonly number[];
  /** At most. */
  readonly epochs: number;
  /** Epochs of the first round; see `NetworkTraining`. Default: every network trains to the end. */
  readonly round?: number;
  /** Starting values for a fold: of each candidate and seed. */
  readonly startOf?: (fold: number) => readonly ParameterMap[];
  /** After an epoch of some fold: how much of the whole is done, at least, and how many networks train in that fold. */
  readonly onEpoch?: (share: number, running: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** A candidate over all folds and seeds. */
export interface Validated {
  /** On the rows that its networks trained on, the mean over networks. */
  readonly train: Look;
  /** Every row predicted by the networks that left it out; the mean over repeats and seeds. */
  readonly validation: Look;
  /** Mean loss of each fold, in the target's units: the mean over seeds; Infinity where one diverged. */
  readonly foldLosses: Float64Array;
  readonly trainLosses: Float64Array;
  /** Mean number of epochs of the kept weights: what a training on all rows takes over from early stopping. */
  readonly epochs: number;
  readonly course: TrainingCourse;
  /** Fold by fold, seed after seed within a fold. */
  readonly runs: readonly Run[];
}

export async function validate(plan: ValidationPlan): Promise<readonly Validated[]> {
  const progress = progressOf(plan);
  const byFold = await shareOut(plan.runtimes, plan.folds, (runtime, fold, i) =>
    validateFold(plan, runtime, fold, i, progress),
  );
  return plan.networks.map((_, candidate) => joined(plan, byFold, candidate));
}

/** All candidates and seeds on one fold: preprocessing is learnt on its own training rows. */
interface FoldResult {
  readonly runs: readonly Run[];
  readonly train: readonly Look[];
  readonly validation: readonly Look[];
  /** Predictions of the validation rows in the target's units. */
  readonly predictions: readonly ArrayLike<number>[];
}

async function validateFold(
  plan: ValidationPlan,
  runtime: Runtime,
  fold: Fold,
  index: number,
  progress: FoldProgress,
): Promise<FoldResult> {
  const { known } = plan;
  const preparation = prepare(known, fold.train);
  const train = await examplesOf(runtime, known, preparation, fold.train);
  const validation = await examplesOf(runtime, known, preparation, fold.validation);
  const start = plan.startOf?.(index);
  const runs = await trainNetworks(runtime, {
    ...plan,
    train,
    validation,
    ...(start && { start }),
    onEpoch: (epoch, running) => progress(index, epoch, running),
  });
  const predictionsOf = async (examples: RowExamples) => decoded(plan, runtime, preparation, runs, examples);
  const [onTrain, onValidation] = [await predictionsOf(train), await predictionsOf(validation)];
  return {
    runs,
    train: onTrain.map((predictions) => look(known, fold.train, predictions)),
    validation: onValidation.map((predictions) => look(known, fold.validation, predictions)),
    predictions: onValidation,
  };
}

async function decoded(
  { known }: ValidationPlan,
  runtime: Runtime,
  { targetScale }: Preparation,
  runs: readonly Run[],
  examples: RowExamples,
): Promise<readonly ArrayLike<number>[]> {
  const predictions = await predictAll(runtime, known, runs, examples);
  return predictions.map((each) => known.task.decode(each, targetScale));
}

function joined(plan: ValidationPlan, byFold: readonly FoldResult[], candidate: number): Validated {
  const { known, seeds, foldCount, folds } = plan;
  const places = seeds.map((_, seed) => candidate * seeds.length + seed);
  const ownOf = <T>(list: readonly T[]) => places.map((place) => list[place] as T);
  const repeats = Array.from({ length: folds.length / foldCount }, (_, repeat) =>
    Array.from({ length: foldCount }, (_, fold) => repeat * foldCount + fold),
  );
  const results = (part: readonly number[]) => part.map((fold) => byFold[fold] as FoldResult);
  const runs = byFold.flatMap((fold) => ownOf(fold.runs));
  const lossesOf = (part: "train" | "validation") =>
    Float64Array.from(byFold, (fold) =>
      ownOf(fold.runs).some(({ status }) => status === "diverged")
        ? Infinity
        : mean(ownOf(fold[part]).map(({ losses }) => mean(losses))),
    );
  return {
    train: meanLook(
      repeats.map((part) =>
        meanLook(
          results(part).flatMap((fold) => ownOf(fold.train)),
          known.task,
        ),
      ),
      known.task,
    ),
    validation: meanLook(
      repeats.flatMap((part) => places.map((place) => leftOut(plan, part, results(part), place))),
      known.task,
    ),
    foldLosses: lossesOf("validation"),
    trainLosses: lossesOf("train"),
    epochs: mean(Float64Array.from(runs, ({ keptEpoch }) => keptEpoch)),
    course: courseOf(runs),
    runs,
  };
}

/** The networks that trained as long as half of them or longer: the mean of their validation losses after each epoch. */
function courseOf(all: readonly Run[]): TrainingCourse {
  const epochs = Math.floor(median(all.map(({ history }) => history.length)));
  const runs = all.filter(({ history }) => history.length >= epochs);
  return {
    epochs,
    cameToLimit: 2 * all.filter(({ status }) => status === "completed").length > all.length,
    keptEpoch: Math.round(median(all.map(({ keptEpoch }) => keptEpoch))),
    losses: Array.from({ length: epochs }, (_, at) =>
      mean(runs.map(({ history }) => history[at]?.validation?.loss ?? Number.NaN)),
    ),
  };
}

/** All rows of a repeat, ascending, each as predicted by the network of the fold that validates it. */
function leftOut(
  { known, folds }: ValidationPlan,
  part: readonly number[],
  results: readonly FoldResult[],
  place: number,
): Look {
  const width = known.task.outputCount(known.target);
  const owned = part.flatMap((fold, i) =>
    Array.from((folds[fold] as Fold).validation, (row, at) => ({ row, at, from: results[i] as FoldResult })),
  );
  const ascending = owned.sort((a, b) => a.row - b.row);
  const predictions = new Float64Array(ascending.length * width);
  ascending.forEach(({ at, from }, i) => {
    const own = from.predictions[place] as ArrayLike<number>;
    for (let output = 0; output < width; output++) predictions[i * width + output] = own[at * width + output] as number;
  });
  return look(
    known,
    Int32Array.from(ascending, ({ row }) => row),
    predictions,
  );
}

type FoldProgress = (fold: number, epoch: number, running: number) => void;

/** Nobody knows how many rounds follow the first; it counts for so much of the whole. */
const FIRST_ROUND = 0.9;

/** The mean over folds of how far each has come, by the epochs of the networks that train. */
function progressOf({ folds, epochs, round = epochs, onEpoch }: ValidationPlan): FoldProgress {
  const shares = new Float64Array(folds.length);
  const first = round < epochs ? FIRST_ROUND : 1;
  return (fold, epoch, running) => {
    const further = epoch <= round ? 0 : (1 - first) * ((epoch - round) / (epochs - round));
    shares[fold] = Math.max(shares[fold] as number, first * Math.min(1, epoch / round) + further);
    onEpoch?.(mean(shares), running);
  };
}
