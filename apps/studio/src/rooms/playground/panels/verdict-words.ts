/** What a panel's verdict is called, and why it was reached, in words made of its numbers. */
import { decimal } from "../../../figures/numbers.ts";

export type PanelVerdict =
  | { readonly code: "tooEarly"; readonly epochs: number; readonly least: number }
  | { readonly code: "diverged" }
  | Judged;

export interface Judged {
  readonly code: "judged";
  readonly verdict: "overfitting" | "underfitting" | "good fit" | "inconclusive";
  readonly probabilities: { readonly overfitting: number; readonly underfitting: number; readonly goodFit: number };
  readonly reasonCode: "tooFewRows" | "stateIsLikely" | "gapMayBeZero" | "noStateIsLikely";
  readonly facts: VerdictFacts;
}

interface VerdictFacts {
  readonly trainLoss: number;
  readonly validationLoss: number;
  readonly lowestValidation: number;
  readonly lowestEpoch: number;
  readonly gap: number;
  readonly livingUnits: number;
  readonly unitCount: number;
  readonly zeroCount: number;
}

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
  const trained = epochs === 0 ? "No epoch yet" : `${capital(counted(epochs))} ${epochs === 1 ? "epoch" : "epochs"}`;
  return `${trained}. A verdict needs ${counted(least)}.`;
}

interface Told {
  readonly title: string;
  readonly pictogram: Pictogram;
  readonly bar: Bar["name"] | undefined;
  readonly reason: (judged: Judged) => string;
}

const TOLD: Readonly<Record<Judged["verdict"], Told>> = {
  underfitting: { title: "Underfits", pictogram: "under", bar: "under", reason: ({ facts }) => underReason(facts) },
  "good fit": { title: "Good fit", pictogram: "fits", bar: "fits", reason: ({ facts }) => fitReason(facts) },
  overfitting: { title: "Overfits", pictogram: "over", bar: "over", reason: ({ facts }) => overReason(facts) },
  inconclusive: { title: "Not sure yet", pictogram: "unsure", bar: undefined, reason: unsureReason },
};

function judgedWords(judged: Judged): VerdictWords {
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

function overReason({ trainLoss, validationLoss, lowestValidation, lowestEpoch, gap }: VerdictFacts): string {
  if (validationLoss - lowestValidation < VISIBLE)
    return `Validation loss stays ${decimal(gap)} above training loss: ${decimal(validationLoss)} against ${decimal(trainLoss)}.`;
  const rise = `validation loss rose from ${decimal(lowestValidation)} at epoch ${Math.round(lowestEpoch)} to ${decimal(validationLoss)}`;
  return `Training loss fell to ${decimal(trainLoss)} while ${rise}.`;
}

function underReason({ trainLoss, validationLoss, livingUnits, unitCount }: VerdictFacts): string {
  const least = Math.floor(100 * Math.min(trainLoss, validationLoss)) / 100;
  const losses = `Both losses stay above ${decimal(least)}.`;
  if (livingUnits === 0 && unitCount > 0) return `${losses} No unit is left to bend the answer.`;
  return `${losses} The network bends too little for these points.`;
}

function fitReason({ validationLoss, lowestValidation, gap, livingUnits, unitCount }: VerdictFacts): string {
  const stay = validationLoss - lowestValidation < VISIBLE ? " and stay level" : "";
  const losses =
    Math.abs(gap) < 0.005
      ? `The two losses end together${stay}.`
      : `The two losses end ${decimal(Math.abs(gap))} apart${stay}.`;
  if (livingUnits === 0 || livingUnits > unitCount / 2) return losses;
  return `${losses} ${capital(counted(livingUnits))} ${livingUnits === 1 ? "unit does" : "units do"} the work of ${counted(unitCount)}.`;
}

function unsureReason({ reasonCode, facts: { gap }, probabilities }: Judged): string {
  if (reasonCode === "tooFewRows") return "Too few points validate to tell. More of them would.";
  if (reasonCode === "gapMayBeZero")
    return `The gap is ${decimal(gap)}, but chance alone could make it. More points to validate would tell.`;
  const [first, second] = [
    { name: "underfitting", probability: probabilities.underfitting },
    { name: "a good fit", probability: probabilities.goodFit },
    { name: "overfitting", probability: probabilities.overfitting },
  ].sort((a, b) => b.probability - a.probability);
  return `The gap is ${decimal(gap)}, between ${first?.name} and ${second?.name}. More seeds would tell.`;
}

const SMALL = [
  ...["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
  ...["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
];
const TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/** A count in a sentence: a word below a hundred. */
export function counted(count: number): string {
  if (count < SMALL.length) return SMALL[count] ?? `${count}`;
  if (count >= 100) return `${count}`;
  const [tens, ones] = [TENS[Math.floor(count / 10)], count % 10];
  return ones === 0 ? `${tens}` : `${tens}-${SMALL[ones]}`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
