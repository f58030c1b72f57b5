/** What a panel's verdict is called, and why it was reached, in words made of its numbers. */
import type { JudgedVerdict, PanelVerdict } from "../../../engine/verdict.ts";
import { capital, counted } from "../../../figures/count-words.ts";
import { decimal } from "../../../figures/numbers.ts";

export type Pictogram = "under" | "fits" | "over" | "unsure" | "early" | "stopped";

export interface Bar {
  readonly name: "under" | "fits" | "over";
  /** In percent; undefined before there is a verdict. */
  readonly percent: number | undefined;
  /** "sure" is the verdict, "likely" what it might be. */
  readonly weight: "sure" | "likely" | "slight";
}

export interface VerdictWords {
  readonly title: string;
  /** How sure it is; undefined where it is not. */
  readonly percent: number | undefined;
  readonly pictogram: Pictogram;
  readonly bars: readonly Bar[];
  readonly reason: string;
}

export function verdictWords(verdict: PanelVerdict): VerdictWords {
  switch (verdict.code) {
    case "tooEarly":
      return { ...UNTOLD, title: "Too early", pictogram: "early", reason: earlyReason(verdict) };
    case "diverged":
      return { ...UNTOLD, title: "No verdict", pictogram: "stopped", reason: "The loss stopped being a number." };
    case "judged":
      return judgedWords(verdict);
  }
}

const NAMES = ["under", "fits", "over"] as const;
const UNTOLD = {
  percent: undefined,
  bars: NAMES.map((name): Bar => ({ name, percent: undefined, weight: "slight" })),
};

function earlyReason({ epochs, least }: { readonly epochs: number; readonly least: number }): string {
  return `${capital(counted(epochs, "epoch"))}. A verdict needs ${least}.`;
}

interface Told {
  readonly title: string;
  readonly pictogram: Pictogram;
  readonly bar: Bar["name"] | undefined;
  readonly reason: (judged: JudgedVerdict) => string;
}

const TOLD: Readonly<Record<JudgedVerdict["verdict"], Told>> = {
  underfitting: { title: "Underfits", pictogram: "under", bar: "under", reason: underReason },
  "good fit": { title: "Good fit", pictogram: "fits", bar: "fits", reason: fitReason },
  overfitting: { title: "Overfits", pictogram: "over", bar: "over", reason: overReason },
  inconclusive: { title: "Not sure yet", pictogram: "unsure", bar: undefined, reason: unsureReason },
};

function judgedWords(judged: JudgedVerdict): VerdictWords {
  const { title, pictogram, bar: told, reason } = TOLD[judged.verdict];
  const { underfitting, goodFit, overfitting } = judged.probabilities;
  const bars = [underfitting, goodFit, overfitting].map((probability, i): Bar => {
    const name = NAMES[i] as Bar["name"];
    const weight = name === told ? "sure" : told === undefined && probability >= LIKELY ? "likely" : "slight";
    return { name, percent: percentOf(probability), weight };
  });
  const percent = bars.find(({ name }) => name === told)?.percent;
  return { title, pictogram, bars, percent, reason: reason(judged) };
}

/** A state that an undecided verdict might still be. */
const LIKELY = 0.25;

/** Nothing measured on so few points is certain. */
function percentOf(probability: number): number {
  return Math.min(99, Math.round(100 * probability));
}

/** Losses that differ by less are drawn at the same height. */
const VISIBLE = 0.015;

function overReason({ gap, facts: { trainLoss, validationLoss, lowest } }: JudgedVerdict): string {
  if (validationLoss - lowest.loss < VISIBLE)
    return `Validation loss stays ${decimal(gap.estimate)} above training loss: ${decimal(validationLoss)} against ${decimal(trainLoss)}.`;
  const rise = `validation loss rose from ${decimal(lowest.loss)} at epoch ${lowest.epoch} to ${decimal(validationLoss)}`;
  return `Training loss fell to ${decimal(trainLoss)} while ${rise}.`;
}

function underReason({ facts: { trainLoss, validationLoss, livingCount, unitCount } }: JudgedVerdict): string {
  const least = Math.floor(100 * Math.min(trainLoss, validationLoss)) / 100;
  const losses = `Both losses stay above ${decimal(least)}.`;
  if (livingCount === 0 && unitCount > 0) return `${losses} No unit is left to bend the answer.`;
  return `${losses} The network bends too little for these points.`;
}

function fitReason({ gap: { estimate }, facts }: JudgedVerdict): string {
  const { validationLoss, lowest, livingCount, unitCount } = facts;
  const stay = validationLoss - lowest.loss < VISIBLE ? " and stay level" : "";
  const apart = Math.abs(estimate) < 0.005 ? "together" : `${decimal(Math.abs(estimate))} apart`;
  const losses = `The two losses end ${apart}${stay}.`;
  if (livingCount === 0 || livingCount > unitCount / 2) return losses;
  return `${losses} ${capital(counted(livingCount, "unit does", "units do"))} the work of ${unitCount}.`;
}

function unsureReason({ reason, gap, probabilities }: JudgedVerdict): string {
  if (reason.code === "tooFewRows") return "Too few points validate to tell. More of them would.";
  if (reason.code === "gapMayBeZero")
    return `The gap is ${decimal(gap.estimate)}, but chance alone could make it. More points to validate would tell.`;
  const [first, second] = [
    { name: "underfitting", probability: probabilities.underfitting },
    { name: "a good fit", probability: probabilities.goodFit },
    { name: "overfitting", probability: probabilities.overfitting },
  ].sort((a, b) => b.probability - a.probability);
  return `The gap is ${decimal(gap.estimate)}, between ${first?.name} and ${second?.name}. More seeds would tell.`;
}
