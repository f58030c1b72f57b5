/** Whether a panel over- or underfits: as codes and numbers, of which a page makes words. */
import { type Divergence, logLossPerRow, squaredErrorPerRow, type TrainingPosition } from "@occam/core";
import { type Diagnosis, diagnose, type Interval } from "@occam/core/diagnosis";
import type { Low } from "./lows.ts";
import { type NetworkFacts, unitCounts } from "./network-facts.ts";
import type { Sample } from "./sample.ts";

export type PanelVerdict =
  /** Of a network that has hardly begun nothing can be said. */
  | { readonly code: "tooEarly"; readonly epochs: number; readonly least: number }
  /** Weights from before a divergence are no trained network. */
  | { readonly code: "diverged"; readonly divergence: Divergence }
  | JudgedVerdict;

export interface JudgedVerdict extends Pick<Diagnosis, "verdict" | "probabilities" | "reason"> {
  readonly code: "judged";
  /** The metric on validation rows minus on training rows, at 95 %. */
  readonly gap: Interval;
  /** What does best on the validation rows, a panel by its number or the best constant prediction, and how far above it this network is. */
  readonly reference: { readonly panel: number | "constant"; readonly distance: Interval };
  readonly facts: VerdictFacts;
}

/** What a reason in one sentence names. Losses are log losses, or for numbers root mean squared errors, without penalty. */
export interface VerdictFacts extends Pick<NetworkFacts, "weightCount" | "zeroCount"> {
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** The lowest validation loss of all looks so far. */
  readonly lowest: Low;
  /** Of the best constant prediction, on the validation rows. */
  readonly constantLoss: number;
  /** Hidden units, and those that are living. */
  readonly unitCount: number;
  readonly livingCount: number;
}

/** What a verdict is made of: how a network did on each row, in evaluation mode. */
export interface PanelEvidence {
  readonly divergence: Divergence | undefined;
  /** Log loss or squared error of each row. */
  readonly train: Float64Array;
  readonly validation: Float64Array;
  readonly lowest: Low;
  readonly facts: NetworkFacts;
}

/** All panels at one step: each is measured by the others too. */
export interface Evidence {
  readonly position: TrainingPosition;
  readonly task: Sample["task"];
  /** The best constant prediction of the training rows, on the validation rows. */
  readonly constant: Float64Array;
  readonly panels: readonly PanelEvidence[];
}

const LEAST_EPOCHS = 40;
/** One for all: where losses stay as they are, so do verdicts. */
const SEED = 0;

/** Rows that are drawn for all intervals: some 30 ms. Of many rows there are fewer resamples, so that training is never held up for long. */
const MOST_DRAWN = 2_000_000;
const [LEAST_RESAMPLES, MOST_RESAMPLES] = [500, 2000];

export function verdictOf({ position, task, constant, panels }: Evidence, panel: number): PanelVerdict {
  const { divergence, train, validation, lowest, facts: network } = panels[panel] as PanelEvidence;
  if (divergence !== undefined) return { code: "diverged", divergence };
  if (position.epoch < LEAST_EPOCHS) return { code: "tooEarly", epochs: position.epoch, least: LEAST_EPOCHS };
  const { verdict, probabilities, reason, gap, reference, ...found } = diagnose({
    model: { train, test: validation },
    constant: { test: constant },
    references: panels.flatMap((other, i) =>
      i === panel || other.divergence !== undefined ? [] : [{ name: String(i), test: other.validation }],
    ),
    reduce: reduceOf(task),
    resamples: resamplesOf(train.length + 2 * validation.length),
    seed: SEED,
  });
  const best = reference.name === "constant" ? "constant" : Number(reference.name);
  return {
    ...{ code: "judged", verdict, probabilities, reason, gap },
    reference: { panel: best, distance: reference.distance },
    facts: {
      trainLoss: found.train,
      validationLoss: found.train + gap.estimate,
      lowest: { ...lowest, loss: reduceOf(task)(lowest.loss) },
      constantLoss: found.scale,
      ...{ weightCount: network.weightCount, zeroCount: network.zeroCount },
      ...unitCounts(network),
    },
  };
}

function resamplesOf(rowCount: number): number {
  return Math.round(Math.min(MOST_RESAMPLES, Math.max(LEAST_RESAMPLES, MOST_DRAWN / rowCount)));
}

/** The metric as a function of the mean loss of rows. */
function reduceOf(task: Sample["task"]): (meanLoss: number) => number {
  return task === "classification" ? (mean) => mean : Math.sqrt;
}

/** `outputs`: raw, of the last layer; of probabilities that were rounded to 1 the loss would be lost. */
export function rowLosses(task: Sample["task"], outputs: Float32Array, targets: Float32Array): Float64Array {
  if (task === "regression") return squaredErrorPerRow({ predictions: outputs, targets, width: 1 });
  // Of logits alone: predictions are asked for, but not looked at.
  return logLossPerRow({ predictions: outputs, logits: outputs, targets, width: 1 });
}

/** What predicts the training rows' mean, or their share of class A, for each validation row. */
export function constantLosses({ task, train, validation }: Pick<Sample, "task" | "train" | "validation">) {
  const mean = train.y.data.reduce((sum, value) => sum + value, 0) / train.y.data.length;
  const predictions = new Float64Array(validation.y.data.length).fill(mean);
  const input = { predictions, targets: validation.y.data, width: 1 };
  return task === "regression" ? squaredErrorPerRow(input) : logLossPerRow(input);
}
