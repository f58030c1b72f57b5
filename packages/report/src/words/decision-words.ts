/** How probabilities become labels, in words, and what other thresholds would do. */
import type { ThresholdCounts } from "@occam/core/tabular";
import type { FitResult } from "../results/fit-result.ts";
import { formatCount, formatShare, formatTick, numberColumn } from "./format-number.ts";
import { clipText } from "./plain-text.ts";

type Labelled = Pick<FitResult, "classes" | "decision">;

/** Two classes and their thresholds. */
export interface TradeOff {
  /** The rarer class. */
  readonly label: string;
  readonly threshold: number;
  readonly heads: readonly string[];
  /** One for each threshold, from the lowest up. */
  readonly rows: readonly { readonly isOwn: boolean; readonly cells: readonly string[] }[];
}

/** Whether anybody needs to hear of labels: they were asked for otherwise, or a class is rare. */
export function isDecisionShown({ decision, data }: FitResult): boolean {
  if (decision === undefined) return false;
  return decision.rule !== "mostProbable" || data.notes.some(({ code }) => code === "imbalance");
}

/** A sentence without its full stop. */
export function decisionWords({ classes = [], decision }: Labelled): string {
  if (decision === undefined) return "";
  const { rule, rarer, threshold } = decision;
  if (rarer === undefined || threshold === undefined) {
    return rule === "balance"
      ? "the class whose probability is highest beside its share of the training rows"
      : "the most probable class";
  }
  const own = `${JSON.stringify(clipText(classes[rarer] ?? "", 40))} where its probability is above ${formatTick(Number(threshold.toPrecision(3)))}`;
  return rule === "balance" ? `${own}, its share of the training rows` : own;
}

/** What a table of thresholds shows: thresholds that change no label are left out, but for the decision's own. */
export function tradeOffOf({ classes = [], decision }: Labelled): TradeOff | undefined {
  const { tradeOff: counts = [], rarer, threshold } = decision ?? {};
  if (rarer === undefined || threshold === undefined || counts.length === 0) return undefined;
  const isOwn = (each: ThresholdCounts) => each.threshold === threshold;
  const isSame = (a: ThresholdCounts, b: ThresholdCounts | undefined) =>
    a.hits === b?.hits && a.falseAlarms === b.falseAlarms;
  const shown = counts.filter((each, i) => isOwn(each) || !isSame(each, counts[i - 1]));
  return {
    label: clipText(classes[rarer] ?? "", 40),
    threshold,
    heads: ["above", "labelled", "found", "right", "F1", "balanced accuracy"],
    rows: shown.map((each) => ({ isOwn: isOwn(each), cells: cellsOf(each, numberColumn(shown.map(f1), 2)) })),
  };
}

/** Found is recall, right is precision. */
function cellsOf(counts: ThresholdCounts, formatF1: (value: number) => string): readonly string[] {
  const { threshold, positives, hits, negatives, falseAlarms } = counts;
  const labelled = hits + falseAlarms;
  const recall = hits / positives;
  return [
    formatTick(Number(threshold.toPrecision(3))),
    formatCount(labelled),
    formatShare(recall),
    formatShare(hits / labelled),
    formatF1(f1(counts)),
    formatShare((recall + 1 - falseAlarms / negatives) / 2),
  ];
}

/** 2 TP / (2 TP + FP + FN). */
function f1({ positives, hits, falseAlarms }: ThresholdCounts): number {
  return (2 * hits) / (positives + hits + falseAlarms);
}
