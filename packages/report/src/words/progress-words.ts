/** What a long command says while it works. */
import type { OnProgress, Progress } from "@occam/core/tabular";
import { foldsText } from "./folds-text.ts";
import { plainText } from "./plain-text.ts";

/** Where progress is shown: a bar on a terminal, a line now and then elsewhere. */
export interface ProgressLine {
  readonly stage: (text: string) => void;
  readonly update: (share: number, text: string) => void;
}

/** Writes the library's progress as lines and a bar. */
export function progressReporter(line: ProgressLine, names: { readonly study?: string } = {}): OnProgress {
  return (progress) => {
    if (progress.stage === "trying") {
      const { share, epoch, running, ended, trials } = progress;
      const of = trials === undefined ? "" : ` of ${trials}`;
      line.update(share, `${ended}${of} trials done; epoch ${epoch}, ${running} training`);
      return;
    }
    if (progress.stage === "validating") {
      line.update(progress.share, `${Math.floor(100 * progress.share)}%, ${progress.running} networks training`);
      return;
    }
    const words = stageWords(progress, names.study ?? "");
    if (words !== undefined) line.stage(plainText(words));
  };
}

function stageWords(
  progress: Exclude<Progress, { readonly stage: "validating" | "trying" }>,
  study: string,
): string | undefined {
  switch (progress.stage) {
    case "understood":
      return understoodWords(progress);
    case "walking":
      return walkingWords(progress);
    case "searching":
      return searchingWords(progress, study);
    case "learningCurve":
      return `learning curve: ${progress.networks} networks each on ${progress.sizes.join(", ")} rows`;
    case "biasVariance":
      return `bias and variance: ${progress.replicas} bootstrap samples`;
    default:
      return undefined;
  }
}

function understoodWords({ design, networks, task, target }: Extract<Progress, { stage: "understood" }>): string {
  const { rows, folds, columns, features, withoutTarget } = design;
  const left = withoutTarget === 0 ? "" : ` (${withoutTarget} without a target left out)`;
  const chosenBy = folds === undefined ? `, ${rows.validation} to choose` : ` and choose, in ${foldsText(folds)}`;
  const training =
    folds === undefined
      ? `${networks} networks together`
      : `${networks} candidates, each in ${folds.count} networks, together`;
  return `${task} of "${target}": ${rows.train} rows to train${chosenBy}, ${rows.test} to test${left}; ${columns} columns as ${features} features. Training ${training}.`;
}

function walkingWords(progress: Extract<Progress, { stage: "walking" }>): string {
  const { task, target, rows, folds, networks, warmStart } = progress;
  return `${task} of "${target}": ${rows.used} rows in ${folds} folds; ${rows.test} test rows stay untouched. Training ${networks} networks${warmStart ? ", one strength after another" : " together"}.`;
}

function searchingWords(progress: Extract<Progress, { stage: "searching" }>, study: string): string {
  const { task, target, rows, folds, finished } = progress;
  const state = finished > 0 ? `${finished} trials are there, going on` : "a new one";
  return `${task} of "${target}": ${rows.used} rows in ${folds} folds; ${rows.test} test rows stay untouched. Study "${study}": ${state}.`;
}
