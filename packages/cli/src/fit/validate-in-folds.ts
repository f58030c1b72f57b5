/** Small tables: every candidate validated on every row, by networks that have not seen it. */
import {
  crossValidate,
  evaluateRuns,
  type Loss,
  mean,
  type Run,
  type Runtime,
  type ValidatedCandidate,
} from "@occam/core";
import type { DealtFolds } from "./deal-folds.ts";
import { networkPlan, type Sizes } from "./network-plan.ts";
import { type TargetScale, toTargetUnits } from "./prepare-data.ts";
import { DECIDING, type Looked, scorePredictions } from "./scores.ts";
import type { Examples } from "./train-candidates.ts";
import type { TrainingCandidate } from "./training-candidate.ts";
import type { Understanding } from "./understanding.ts";

export interface FoldPlan {
  /** Candidates are shared out among them. */
  readonly runtimes: readonly [Runtime, ...Runtime[]];
  readonly known: Understanding;
  /** Rows of the table that were dealt, and their examples in this order. */
  readonly rows: Int32Array;
  readonly examples: Examples;
  readonly targetScale: TargetScale;
  readonly dealt: DealtFolds;
  readonly candidates: readonly TrainingCandidate[];
  readonly sizes: Sizes;
  readonly outputs: number;
  readonly loss: Loss;
  readonly seed: number;
  readonly onEpoch: (epoch: number, epochs: number, training: number) => void;
  readonly signal: AbortSignal;
}

/** A candidate over all folds and repeats. */
export interface FoldedCandidate {
  /** Scores on the rows that its networks trained on, the mean over networks. */
  readonly train: Looked;
  /** Every dealt row, predicted by the network that left it out; the mean over repeats. */
  readonly validation: Looked;
  /** Mean epochs of the kept weights. */
  readonly epochs: number;
  readonly runs: readonly Run[];
}

/** Every candidate on the folds of every repeat. */
export async function validateInFolds(plan: FoldPlan): Promise<readonly FoldedCandidate[]> {
  const found: ReadonlyMap<number, FoldedCandidate>[] = [];
  const everyone = [...plan.candidates.keys()];
  for (let repeat = 0; repeat < plan.dealt.repeats; repeat++) found.push(await validateOnce(plan, repeat, everyone));
  return everyone.map((i) => {
    const own = found.flatMap((repeat) => repeat.get(i) ?? []);
    const looks = (part: "train" | "validation") =>
      averaged(
        own.map((each) => each[part]),
        plan.known,
      );
    return {
      train: looks("train"),
      validation: looks("validation"),
      epochs: mean(Float64Array.from(own, ({ epochs }) => epochs)),
      runs: own.flatMap(({ runs }) => runs),
    };
  });
}

/** One repeat of some candidates, by their index: shared out among the runtimes, on each in one graph. */
async function validateOnce(
  plan: FoldPlan,
  repeat: number,
  indices: readonly number[],
): Promise<ReadonlyMap<number, FoldedCandidate>> {
  const { runtimes, dealt } = plan;
  const folds = dealt.folds.slice(repeat * dealt.count, (repeat + 1) * dealt.count);
  const shares = runtimes
    .map((runtime, lane) => ({ runtime, own: indices.filter((_, i) => i % runtimes.length === lane) }))
    .filter(({ own }) => own.length > 0);
  const looked = await Promise.allSettled(
    shares.map(({ runtime, own }) =>
      validateShare({ ...plan, candidates: own.map((i) => plan.candidates[i] as TrainingCandidate) }, folds, runtime),
    ),
  );
  // Thrown only now, when no share uses its runtime any more.
  const failed = looked.find((each) => each.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return new Map(
    looked.flatMap((each, lane) => {
      const own = shares[lane]?.own ?? [];
      return each.status === "fulfilled" ? each.value.map((found, i) => [own[i] as number, found] as const) : [];
    }),
  );
}

/** All candidates of a share on all folds in one graph. */
async function validateShare(
  plan: FoldPlan,
  folds: DealtFolds["folds"],
  runtime: Runtime,
): Promise<readonly FoldedCandidate[]> {
  const { candidates, examples, sizes, loss, known, rows, targetScale } = plan;
  const { model, options } = networkPlan(
    sizes.shape,
    candidates.map(({ strengths }) => strengths),
    { inputs: examples.x.shape[1] as number, outputs: plan.outputs },
  );
  const onEpochEnd = (epoch: number, logs: ReadonlyMap<number, unknown>) => {
    plan.onEpoch(epoch, sizes.epochLimit, logs.size);
    return true;
  };
  const validated = await crossValidate(model, examples, {
    ...options,
    runtime,
    loss,
    epochs: sizes.epochLimit,
    earlyStopping: { patience: candidates.map(({ earlyStopping }) => (earlyStopping ? sizes.patience : Infinity)) },
    folds,
    seeds: [plan.seed],
    callbacks: [{ onEpochEnd }],
    signal: plan.signal,
  });
  const all = await evaluateRuns(
    validated.flatMap(({ runs }) => runs),
    examples,
    { runtime, loss },
  );
  const width = plan.outputs;
  const rowsOf = (positions: Int32Array) => positions.map((position) => rows[position] as number);
  const pick = (predictions: Float32Array, positions: Int32Array) =>
    toTargetUnits(
      Float32Array.from(
        { length: positions.length * width },
        (_, i) => predictions[(positions[Math.floor(i / width)] as number) * width + (i % width)] as number,
      ),
      targetScale,
    );
  return validated.map(({ runs, epochs }: ValidatedCandidate, candidate) => {
    const predictions = folds.map(
      (_, fold) => (all[candidate * folds.length + fold] as (typeof all)[number]).predictions.data,
    );
    const own = (part: "train" | "validation") =>
      folds.map((fold, i) =>
        scorePredictions(known, rowsOf(fold[part]), pick(predictions[i] as Float32Array, fold[part])),
      );
    return {
      train: averaged(own("train"), known),
      validation: leftOut(plan, folds, predictions, pick),
      epochs,
      runs,
    };
  });
}

/** All rows, each as predicted by the network of the fold that validates it. */
function leftOut(
  { known, rows, outputs }: FoldPlan,
  folds: DealtFolds["folds"],
  predictions: readonly Float32Array[],
  pick: (predictions: Float32Array, positions: Int32Array) => ArrayLike<number>,
): Looked {
  const joined = new Float64Array(rows.length * outputs);
  folds.forEach(({ validation }, fold) => {
    const own = pick(predictions[fold] as Float32Array, validation);
    validation.forEach((position, i) => {
      for (let output = 0; output < outputs; output++)
        joined[position * outputs + output] = own[i * outputs + output] as number;
    });
  });
  return scorePredictions(known, rows, joined);
}

/** The mean of looks: of the losses row by row where they are of the same rows, else of their means. */
function averaged(looks: readonly Looked[], { task }: Understanding): Looked {
  const [first] = looks as readonly [Looked, ...Looked[]];
  const isSameRows = looks.every(({ losses }) => losses.length === first.losses.length);
  const losses = isSameRows
    ? first.losses.map((_, row) => mean(Float64Array.from(looks, (look) => look.losses[row] as number)))
    : Float64Array.from(looks, (look) => mean(look.losses));
  const { name, reduce } = DECIDING[task];
  const scores = Object.fromEntries(
    Object.keys(first.scores).map((key) => [
      key,
      mean(Float64Array.from(looks, (look) => look.scores[key] ?? Number.NaN)),
    ]),
  );
  return { scores: { ...scores, [name]: reduce(mean(losses)) }, losses };
}
