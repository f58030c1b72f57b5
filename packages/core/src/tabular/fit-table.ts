import type { SplitParts } from "../data/split.ts";
import type { Verdict } from "../diagnosis/diagnose.ts";
import type { TrainingCourse } from "../diagnosis/findings/finding.ts";
import type { Run } from "../training/fit.ts";
import { FIT_TABLE, type FitTableOptions } from "./fit-table-options.ts";
import { predictTable } from "./model/apply-model.ts";
import type { TableNetwork } from "./model/exported-network.ts";
import { candidateName } from "./settings/candidate-name.ts";
import { completeValues, type InForce } from "./settings/values.ts";
import { type CandidateChoice, choose, statusOf } from "./stages/choose.ts";
import {
  type Compared,
  type Comparison,
  compare,
  type Finalist,
  findingsOn,
  measuredCandidates,
} from "./stages/compare.ts";
import { type FitFigures, figuresOf } from "./stages/figures.ts";
import { type Design, designOf, factsOfDesign } from "./stages/fit-design.ts";
import type { CandidateResult, FitResult, ModelDiagnosis, ModelResult } from "./stages/fit-result.ts";
import { lookAtConstant } from "./stages/look.ts";
import { examplesOf, prepare } from "./stages/prepare.ts";
import { refit } from "./stages/refit.ts";
import { type Validated, validate } from "./stages/validate.ts";
import { type TableInput, toTable } from "./table/to-table.ts";
import type { Answer } from "./tasks/index.ts";
import { VERSION } from "./version.ts";

/** A table that was fitted. */
export interface TableStudy {
  /** On the chosen network. */
  readonly verdict: Verdict;
  readonly candidates: readonly CandidateResult[];
  readonly chosen: ModelResult;
  /** Answers of the exported model itself: a label with probabilities, or a value, for each row. */
  readonly predict: (rows: TableInput) => Promise<readonly Answer[]>;
  /** The chosen network with its preprocessing as an ONNX file. */
  readonly onnx: Uint8Array;
  /** The verdicts on both networks. */
  readonly diagnoses: { readonly baseline: ModelDiagnosis; readonly chosen: ModelDiagnosis };
  /** Both networks as such files. */
  readonly models: { readonly baseline: Uint8Array; readonly chosen: Uint8Array };
  /** Everything that was found, as data. */
  readonly result: FitResult;
  /** Rows of the table in each part. */
  readonly split: SplitParts;
  /** What a report draws beyond the result. */
  readonly figures: FitFigures;
  /** The trained networks themselves. */
  readonly runs: { readonly baseline: Run; readonly chosen: Run };
}

/**
 * Fits a table: trains a plain network and regularized ones, chooses one by rows that it was not trained on, and says of both
 * whether they over- or underfit, by test rows that nothing else has looked at.
 * @throws Error with code OCCAM_TABLE for a table that cannot be used so, RangeError with code OCCAM_OPTION for a bad option,
 * Error with code OCCAM_DIVERGED when every candidate diverged, OCCAM_ABORTED when `signal` says stop.
 */
export async function fitTable(input: TableInput, options: FitTableOptions): Promise<TableStudy> {
  return (await fitAndCompare(input, options)).study;
}

/** A fit with what both networks said of the rows, so that nobody has to ask them again. */
export interface ComparedStudy {
  readonly study: TableStudy;
  readonly compared: Comparison;
}

export async function fitAndCompare(input: TableInput, options: FitTableOptions): Promise<ComparedStudy> {
  const read = FIT_TABLE.read(options);
  const { onProgress, signal } = read;
  const design = designOf(toTable(input), read);
  const { known, runtimes } = design;
  onProgress?.({
    stage: "understood",
    task: known.task.name,
    target: known.target.name,
    design: factsOfDesign(design),
    networks: design.networks.length,
  });
  signal?.throwIfAborted();
  const validated = await validate({
    ...design,
    seeds: [design.seed],
    onEpoch: (share, running) => onProgress?.({ stage: "validating", share, running }),
    signal,
  });
  const choice = choose(known.task, validated);
  const pair = await finalists(design, validated, choice, signal);
  onProgress?.({ stage: "comparing" });
  const compared = await compare({
    runtime: runtimes[0],
    ...design,
    ...pair,
    signal,
    metadata: { "occam.version": VERSION },
  });
  return { study: toStudy(design, validated, choice, pair, compared), compared };
}

interface Finalists {
  readonly baseline: Finalist;
  readonly chosen: Finalist;
}

/** The baseline and the chosen candidate, trained on all rows that are not test. */
async function finalists(
  design: Design,
  validated: readonly Validated[],
  { chosen }: CandidateChoice,
  signal: AbortSignal | undefined,
): Promise<Finalists> {
  const { known, parts, preparation, settings, networks, dealt, runtimes } = design;
  // The baseline may be the choice itself.
  const pair = [...new Set([0, chosen])].map((i) => ({
    own: networks[i] as readonly InForce[],
    seen: validated[i] as Validated,
  }));
  // With validation rows the validated networks are the ones: they were trained on all training rows.
  const runs =
    dealt === undefined
      ? pair.map(({ seen }) => seen.runs[0] as Run)
      : await refit({
          ...design,
          runtime: runtimes[0],
          networks: pair.map(({ own }) => own),
          epochs: pair.map(({ seen }) => seen.epochs),
          train: await examplesOf(runtimes[0], known, preparation, parts.train),
          signal,
        });
  const trained = pair.map(({ own, seen }, i): Finalist => {
    const network: TableNetwork = { run: runs[i] as Run, settings: completeValues(settings, own), ...preparation };
    return { network, ...(dealt !== undefined && { validation: seen.validation }) };
  });
  return { baseline: trained[0] as Finalist, chosen: trained.at(-1) as Finalist };
}

function toStudy(
  design: Design,
  validated: readonly Validated[],
  choice: CandidateChoice,
  pair: Finalists,
  { facts, baseline, chosen, difference }: Comparison,
): TableStudy {
  const { known, settings, parts, seed, runtimes, folds } = design;
  const { task, target, decision } = known;
  const counts = chosen.looks.validation.tradeOff;
  const candidates = design.candidates.map(({ values }, i): CandidateResult => {
    const { train, validation, runs, epochs } = validated[i] as Validated;
    return {
      name: candidateName(values, settings),
      values,
      status: statusOf(runs),
      epochs: Math.round(epochs),
      train: train.scores,
      validation: validation.scores,
      standardError: choice.excess[i]?.metricStandardError ?? Number.NaN,
    };
  });
  const modelOf = (i: number, finalist: Finalist, compared: Compared) =>
    modelResult(design, candidates, i, (validated[i] as Validated).course, finalist, compared);
  const result: FitResult = {
    occam: VERSION,
    command: "fit",
    task: task.name,
    target: target.name,
    ...(target.classes.length > 0 && { classes: target.classes }),
    ...(decision && { decision: { ...decision, ...(counts && { tradeOff: counts }) } }),
    ...(pair.chosen.network.run.engine && { engine: pair.chosen.network.run.engine }),
    seed,
    data: factsOfDesign(design),
    metric: task.deciding.name,
    candidates,
    choice,
    constant: lookAtConstant(known, parts.train, parts.test).scores,
    baseline: modelOf(0, pair.baseline, baseline),
    chosen: modelOf(choice.chosen, pair.chosen, chosen),
    difference: { metric: task.deciding.name, ...difference },
  };
  const foldRuns = { baseline: validated[0]?.runs ?? [], chosen: validated[choice.chosen]?.runs ?? [] };
  const runs = { baseline: pair.baseline.network.run, chosen: pair.chosen.network.run };
  return {
    verdict: result.chosen.verdict,
    candidates,
    chosen: result.chosen,
    predict: (rows) => predictTable(runtimes[0], chosen.model, facts, toTable(rows)),
    onnx: chosen.model,
    diagnoses: { baseline: baseline.diagnosis, chosen: chosen.diagnosis },
    models: { baseline: baseline.model, chosen: chosen.model },
    result,
    split: parts,
    figures: figuresOf({
      task,
      settings,
      candidates,
      ...runs,
      foldRuns,
      scales: folds.map(({ train }) => prepare(known, train).targetScale),
    }),
    runs,
  };
}

function modelResult(
  { known: { task }, leakage }: Design,
  candidates: readonly CandidateResult[],
  index: number,
  training: TrainingCourse,
  { network: { run, settings } }: Finalist,
  { looks, diagnosis }: Compared,
): ModelResult {
  const { name, values } = candidates[index] as CandidateResult;
  const { train: _, ...measured } = diagnosis;
  const kernels = run.model.parameters
    .filter(({ role }) => role === "kernel")
    .map((spec) => run.parameters.get(spec.name)?.data ?? new Float32Array());
  const sizes = [...run.parameters.values()].map(({ data }) => data.length);
  return {
    name,
    values,
    settings,
    train: looks.train.scores,
    validation: looks.validation.scores,
    test: looks.test.scores,
    ...measured,
    findings: findingsOn(diagnosis, {
      metric: task.deciding.name,
      training,
      leakage,
      candidates: measuredCandidates(task, candidates, index),
    }),
    training,
    parameters: sizes.reduce((sum, size) => sum + size, 0),
    zeroWeights: kernels.reduce((sum, kernel) => sum + kernel.filter((weight) => weight === 0).length, 0),
  };
}
