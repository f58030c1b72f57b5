import type { FitResult } from "../results/fit-result.ts";
import { foldsText } from "./folds-text.ts";

/** How the candidates were validated, for captions: on rows of their own, or in folds. */
export interface ValidationWords {
  /** Of the axis and the table of candidates. */
  readonly where: string;
  /** What the learning curves show: within the explanation, and after it. */
  readonly curves: string;
  readonly curvesOfFolds: string;
  /** What the mark on them is. */
  readonly kept: string;
  /** What a line of the table of candidates is. */
  readonly candidate: string;
  /** What the training rows are for. */
  readonly training: string;
}

export function validationWords({ data }: Pick<FitResult, "data">): ValidationWords {
  const { folds } = data;
  if (folds === undefined) {
    return {
      where: "",
      curves: "It never learns from the validation rows; they only show how it does on rows it has not seen.",
      curvesOfFolds: "",
      kept: "epoch whose weights are kept",
      candidate: "Each row is one network trained on the same rows with other settings.",
      training: "the network learns from these",
    };
  }
  const text = foldsText(folds);
  return {
    where: ` in ${text}`,
    curves: "It is then asked about rows that it has not learnt from, the validation rows.",
    kept: "epochs that the final network trains",
    curvesOfFolds: `The table is small, so the training rows are validated in ${text}: for each fold a network learns from the other folds and is validated on this one. The curves are means over those ${folds.count * folds.repeats} networks, as long as they were still training. The final network learns from all of these rows, for the number of epochs that they found.`,
    candidate: `Each row is one kind of network, trained once for each fold (${text}) with other settings; numbers are means.`,
    training: `compared the candidates in ${text}; then the baseline and the chosen network learn from all of these`,
  };
}

/** What a score on validation rows is called. */
export function validationScore(isOfFolds: boolean): string {
  return isOfFolds ? "validation, in folds" : "validation";
}
