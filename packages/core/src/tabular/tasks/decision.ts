/** How probabilities become labels, and what other thresholds would do. */
import { optionError } from "../../errors.ts";
import type { MetricInput } from "../../metrics/metric.ts";
import { mean } from "../../statistics/mean.ts";
import { propertiesOf } from "../properties-of.ts";

export interface AskedDecision {
  /** Of two classes: rows whose probability of the rarer one is above it are labelled so. */
  readonly threshold?: number | undefined;
  /** Each class counts alike, however rare it is. */
  readonly balance?: boolean | undefined;
}

/** The class of highest weight times probability is the label. */
export interface Decision {
  readonly rule: "mostProbable" | "threshold" | "balance";
  /** One for each class, in their order. */
  readonly weights: readonly number[];
  /** Of two classes: the index of the rarer one of the training rows, the second where they are as frequent. */
  readonly rarer?: number;
  /** Of two classes: rows whose probability of the rarer one is above it are labelled so. */
  readonly threshold?: number;
}

/** A target of classes. */
interface Classes {
  readonly name: string;
  readonly classes: readonly string[];
}

/**
 * The decision that is asked for. Balance weighs a class by 1 / its share of the training rows: of two classes the threshold is
 * the rarer one's share. Where probabilities are right, no other labels have a higher expected balanced accuracy (Elkan, "The
 * foundations of cost-sensitive learning", IJCAI 2001, with the shares as costs).
 * @throws RangeError with code OCCAM_OPTION for both at once, and for a threshold between more than two classes.
 */
export function decide({ classes, name }: Classes, values: Float64Array, asked: AskedDecision): Decision {
  const { threshold, balance = false } = asked;
  requireOne(name, classes.length, asked);
  const shares = classes.map((_, i) => values.filter((value) => value === i).length / values.length);
  const rarer = (shares[0] as number) < (shares[1] as number) ? 0 : 1;
  const ofTwo = (own: number) => ({
    weights: rarer === 0 ? [1 - own, own] : [own, 1 - own],
    rarer,
    threshold: own,
  });
  const isOfTwo = classes.length === 2;
  if (threshold !== undefined) return { rule: "threshold", ...ofTwo(threshold) };
  const rule = balance ? "balance" : "mostProbable";
  if (isOfTwo) return { rule, ...ofTwo(balance ? (shares[rarer] as number) : 0.5) };
  // A class without training rows is given no label.
  return { rule, weights: shares.map((share) => (balance ? (share > 0 ? 1 / share : 0) : 1)) };
}

function requireOne(target: string, classCount: number, { threshold, balance = false }: AskedDecision): void {
  if (threshold === undefined || (classCount === 2 && !balance)) return;
  throw optionError({
    where: "threshold",
    expected: balance ? "a threshold or balance" : "a target of two classes",
    received: balance ? "both" : `${classCount} classes in ${JSON.stringify(target)}`,
    fix: balance ? "leave one out" : "say balance instead",
  });
}

/** What labels at a threshold come to, of rows of two classes. */
export interface ThresholdCounts {
  /** Rows whose probability of the rarer class is above it are labelled so. */
  readonly threshold: number;
  /** Rows of the rarer class, and of those the rows labelled so. */
  readonly positives: number;
  readonly hits: number;
  /** Rows of the other class, and of those the rows labelled as the rarer one. */
  readonly negatives: number;
  readonly falseAlarms: number;
}

/** What else is shown beside a decision's own threshold. */
const THRESHOLDS: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** The decision's threshold and the usual ones, from the lowest up; undefined for more than two classes. */
export function tradeOff(
  { rarer, threshold }: Decision,
  { predictions, targets, width }: MetricInput,
): readonly ThresholdCounts[] | undefined {
  if (rarer === undefined || threshold === undefined) return undefined;
  const rows = Array.from(targets, (target, row) => ({
    isPositive: target === rarer,
    probability: predictions[row * width + rarer] as number,
  }));
  const positives = rows.filter(({ isPositive }) => isPositive).length;
  return [...new Set([...THRESHOLDS, threshold])]
    .sort((a, b) => a - b)
    .map((own) => {
      const labelled = rows.filter(({ probability }) => probability > own);
      const hits = labelled.filter(({ isPositive }) => isPositive).length;
      return {
        threshold: own,
        positives,
        hits,
        negatives: rows.length - positives,
        falseAlarms: labelled.length - hits,
      };
    });
}

/** The mean of counts of the same thresholds. */
export function meanCounts(each: readonly (readonly ThresholdCounts[])[]): readonly ThresholdCounts[] {
  const [first = []] = each;
  return first.map(({ threshold }, i) => {
    const meanOf = (key: keyof ThresholdCounts) => mean(each.map((counts) => (counts[i] as ThresholdCounts)[key]));
    return {
      threshold,
      positives: meanOf("positives"),
      hits: meanOf("hits"),
      negatives: meanOf("negatives"),
      falseAlarms: meanOf("falseAlarms"),
    };
  });
}

/** Whether a file's value is a decision between so many classes. */
export function isDecision(value: unknown, classCount: number): value is Decision {
  const { rule, weights, rarer, threshold } = propertiesOf(value);
  const isRule = rule === "mostProbable" || rule === "threshold" || rule === "balance";
  const isWeights = Array.isArray(weights) && weights.length === classCount && weights.every(isWeight);
  const isOfTwo = classCount === 2 ? (rarer === 0 || rarer === 1) && isWeight(threshold) : rarer === undefined;
  return isRule && isWeights && isOfTwo;
}

function isWeight(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Infinity;
}
