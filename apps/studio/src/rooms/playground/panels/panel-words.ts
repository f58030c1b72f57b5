/** What a panel says of its figures to those who hear them, and of a training that diverged. */
import type { Divergence } from "@occam/core";
import { decimal, strength } from "../../../figures/numbers.ts";
import type { Moment } from "../course.ts";
import type { Names } from "./panel-content.ts";
import type { Shown } from "./points.ts";

type Kind = Pick<Shown, "task" | "shownCount">;

/** It does not change while a network trains: the numbers are read place by place. */
export function planeSentence(name: string, { task, shownCount }: Kind, { axes, classes }: Names): string {
  if (shownCount === 1)
    return `${name}: the fitted curve over ${axes[0]}, with the points and, where it is known, the true function`;
  const colour = task === "classification" ? `probability of ${classes[0]}` : "value";
  return `${name}: the plane of ${axes.join(" and ")}, coloured by the predicted ${colour}`;
}

export function lossSentence(name: string, moments: readonly Moment[]): string {
  const last = moments.at(-1);
  if (last === undefined) return `${name}: loss over the epochs. Nothing is trained yet`;
  const ends = `Training is at ${decimal(last.train, 3)}, validation at ${decimal(last.validation, 3)}`;
  return `${name}: loss over ${Math.round(last.epoch)} epochs. ${ends}`;
}

export interface DivergedWords {
  readonly sentence: string;
  /** The last epoch with finite numbers. */
  readonly lastGood: number;
  /** A tenth of the learning rate, where that is the likely cause. */
  readonly slower: { readonly rate: number; readonly text: string } | undefined;
}

export function divergedWords({ epoch, cause }: Divergence, learningRate: number): DivergedWords {
  const isRate = cause.code === "learningRate";
  const rate = Number((learningRate / 10).toPrecision(6));
  return {
    sentence: `The loss was not finite in epoch ${epoch}. ${causeOf(cause, learningRate)}`,
    lastGood: epoch - 1,
    slower: isRate ? { rate, text: `Rate ${strength(rate)}` } : undefined,
  };
}

function causeOf(cause: Divergence["cause"], learningRate: number): string {
  switch (cause.code) {
    case "learningRate":
      return `The rate of ${strength(learningRate)} is the likely cause.`;
    case "inputNotFinite":
    case "targetNotFinite":
      return `Point ${cause.row + 1} holds a number that is not finite.`;
    case "largeInput":
      return `Inputs as large as ${strength(cause.value)} are the likely cause.`;
    case "largeTarget":
      return `Targets as large as ${strength(cause.value)} are the likely cause.`;
  }
}
