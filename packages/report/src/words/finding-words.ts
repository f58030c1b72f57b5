/** Findings of a diagnosis in words: one record a code. */
import type { ExpectedGain, FindingCode, FindingFacts, FindingOf } from "@occam/core/diagnosis";
import { referenceWords } from "./diagnosis-words.ts";
import { rangeWords } from "./interval-words.ts";
import { type MetricWords, metricOf } from "./metric.ts";
import { percent, short } from "./short-number.ts";

export interface FindingText {
  /** What was found, with its numbers. */
  readonly text: string;
  /** The regularizer or the action on the data that addresses it. */
  readonly advice: string;
}

interface Words<Facts> {
  /** `metric`: the deciding one. */
  readonly text: (facts: Facts, metric: MetricWords) => string;
  readonly advice: (facts: Facts, metric: MetricWords, gain: ExpectedGain | undefined) => string;
}

export const FINDING_WORDS: { readonly [Code in FindingCode]: Words<FindingFacts[Code]> } = {
  "leaking-column": {
    text: ({ columns }) =>
      `On held-out rows the target follows from a single column, as from what is made of it or after it: ${scoredColumns(columns)}.`,
    advice: () =>
      "Ask whether the column is known when the prediction is needed; if it is a consequence of the target, leave it out.",
  },
  "telling-column": {
    text: ({ columns }) =>
      `On held-out rows a single column tells nearly all of the target: ${scoredColumns(columns)}.`,
    advice: () =>
      "If you know of no law behind that, ask whether the column is known when the prediction is needed; if there is one, the others add little.",
  },
  "duplicate-rows": {
    text: ({ rows, sameTarget, heldOut }) =>
      `${rows} of ${heldOut} held-out rows (${percent(rows / heldOut)}) have exactly the inputs of a training row, ${sameTarget} of them with the same target: held-out errors come out too small.`,
    advice: () => "Remove duplicate rows before splitting, or keep rows of one origin in one part with --split-column.",
  },
  "no-better-than-constant": {
    text: ({ distance }, { label }) =>
      `On test rows the network is not better than predicting the same for every row: its ${label} is ${short(distance.estimate)} above (${rangeWords(distance)}).`,
    advice: () =>
      "Do not use it. Look for columns that have to do with the target; a strong l1 penalty shows whether any column helps.",
  },
  overfitting: {
    text: ({ probability, gap }, { label }) =>
      `The network overfits (probability ${percent(probability)}): ${label} is ${short(gap.estimate)} higher on untouched rows than on training rows (${rangeWords(gap)}).`,
    advice: (_, { label }, gain) =>
      useInstead(label, gain) ??
      "Regularize: l2 or early stopping first, then dropout, then l1 where many columns may be useless; or collect more rows.",
  },
  underfitting: {
    text: ({ probability, reference }, { label }) =>
      `The network underfits (probability ${percent(probability)}): its ${label} is ${short(reference.distance.estimate)} above that of the best reference, ${referenceWords(reference.name)}.`,
    advice: (_, { label }, gain) =>
      useInstead(label, gain) ??
      "Give it more freedom: weaker penalties, less dropout, more epochs or a larger learning rate, then more units.",
  },
  "too-few-rows": {
    text: ({ untouchedRows, gap }, { label }) =>
      `${untouchedRows} untouched rows leave the gap in ${label} between ${short(gap.low)} and ${short(gap.high)}: too wide to tell.`,
    advice: ({ neededRows }) => `Hold out more rows: about ${neededRows} would make the interval narrow enough.`,
  },
  "still-improving": {
    text: ({ epochs, keptEpoch, fall }) =>
      `Training ended while the loss still fell: of ${epochs} epochs the weights of epoch ${keptEpoch} were kept, and over the last fifth the loss fell by ${percent(fall)}.`,
    advice: ({ epochs }) => `Train longer with --epochs, for example --epochs ${2 * epochs}.`,
  },
  "linear-is-enough": {
    text: ({ distance }, { label }) =>
      `A linear model does better: its ${label} on test rows is ${short(distance.estimate)} lower (${rangeWords(distance)}).`,
    advice: () => "Use the linear model, or shrink the network towards it: fewer units, group lasso, stronger l2.",
  },
  "mostly-variance": {
    text: ({ error, variance, bias2, noise }, { partsLabel }) =>
      `Networks trained on other samples of the rows differ: of the ${partsLabel} ${short(error)}, variance is ${short(variance)}, bias² ${short(bias2)} and noise ${short(noise)}.`,
    advice: () =>
      "Average it away or shrink it: weight averaging, the mean of several networks, l2, dropout, more rows.",
  },
  "mostly-bias": {
    text: ({ error, variance, bias2, noise, noiseFrom }, { partsLabel }) => {
      const caution = noiseFrom === "neighbours" ? " (noise estimated from neighbouring rows)" : "";
      return `Networks trained on other samples of the rows err alike: of the ${partsLabel} ${short(error)}, bias² is ${short(bias2)}, variance ${short(variance)} and noise ${short(noise)}${caution}.`;
    },
    advice: () =>
      "Weaker penalties, more units, more epochs or better columns lower bias; more rows lower variance alone.",
  },
  "more-rows-help": {
    text: ({ before, last }, { label }) =>
      `More rows still help: from ${before.size} to ${last.size} training rows ${label} on held-out rows fell from ${short(before.heldOut)} to ${short(last.heldOut)}.`,
    advice: () => "Collect more rows before a larger network; until then early stopping and l2 stand in for them.",
  },
  overconfident: {
    text: ({ rows, overconfidence, ece }) =>
      `The probabilities are too sure: on ${rows} held-out rows confidence exceeds the share of right answers by ${percent(overconfidence)} (expected calibration error ${percent(ece)}).`,
    advice: () =>
      "Label smoothing, a confidence penalty, l2 or earlier stopping bring probabilities down to what they are worth.",
  },
  "dead-units": {
    text: ({ dead, units, layers }) =>
      `${dead} of ${units} units (${percent(dead / units)}) never change over the rows: ${layers.map((own) => `${own.layer} ${own.dead} of ${own.units}`).join(", ")}.`,
    advice: () =>
      "Remove them: the network computes the same without (occam prune). Were they not meant to go, try leakyRelu or a smaller learning rate.",
  },
  "unneeded-units": {
    text: ({ unneeded, living }) =>
      `${unneeded} of ${living} living units (${percent(unneeded / living)}) can each be left out without raising the held-out loss by more than one standard error.`,
    advice: () => "A smaller network may do: group lasso removes whole units while it trains, occam prune afterwards.",
  },
  "sharp-minimum": {
    text: ({ radius, loss, meanIncrease }) =>
      `The minimum is sharp: random changes of the weights by ${percent(radius)} raise the held-out loss from ${short(loss)} by ${short(meanIncrease)} on average.`,
    advice: () =>
      "Average the weights (stochasticWeightAveraging), use l2 or weight decay; rounding the weights will cost accuracy.",
  },
  "many-degrees-of-freedom": {
    text: ({ effective, rows }) =>
      `The last layer alone has ${short(effective)} effective degrees of freedom for ${rows} training rows (${percent(effective / rows)}).`,
    advice: () => "l2 on the last kernel lowers them continuously; fewer units or group lasso in whole steps.",
  },
};

function scoredColumns(columns: FindingFacts["leaking-column"]["columns"]): string {
  const shown = columns
    .slice(0, 3)
    .map(({ column, measure, score }) => `"${column}" (${metricOf(measure).label} ${short(score)})`);
  return `${shown.join(", ")}${columns.length > 3 ? ` and ${columns.length - 3} more` : ""}`;
}

/** What was found and what helps, in sentences. `metric` is the code of the deciding metric. */
export function findingWords<Code extends FindingCode>(finding: FindingOf<Code>, metric: string): FindingText {
  const words: Words<FindingFacts[Code]> = FINDING_WORDS[finding.code];
  return {
    text: words.text(finding.facts, metricOf(metric)),
    advice: words.advice(finding.facts, metricOf(metric), finding.expectedGain),
  };
}

/** The candidate that was measured to do better. */
function useInstead(label: string, gain: ExpectedGain | undefined): string | undefined {
  if (gain?.measuredBy.code !== "candidate") return undefined;
  return `Use "${gain.measuredBy.name}": its ${label} was ${short(gain.amount)} lower on the validation rows.`;
}
