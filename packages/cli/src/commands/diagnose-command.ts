import {
  type Diagnosis,
  diagnose,
  findingsOf,
  inspectNetwork,
  leakageAlarms,
  type NetworkInspection,
  type Reference,
  type Runtime,
  transform,
} from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { nowMs } from "../clock.ts";
import type { DiagnoseResult, InsideResult } from "../diagnose/diagnose-result.ts";
import { readFinishedRun } from "../diagnose/finished-run.ts";
import { linearReference } from "../diagnose/linear-reference.ts";
import { curveOf, partsOfError, type RetrainOptions } from "../diagnose/retrain.ts";
import { type Subject, type SubjectInput, subjectOfRun, trainedSubject } from "../diagnose/subject.ts";
import { constantLooks } from "../fit/compare.ts";
import { DECIDING, LOSSES, outputsOf, scorePredictions } from "../fit/scores.ts";
import { type Task, understand } from "../fit/understanding.ts";
import { createProgress } from "../progress.ts";
import { metricOf } from "../report/metric.ts";
import { readTable } from "../table/read-table.ts";
import { VERSION } from "../version.ts";

export interface DiagnoseCommandOptions {
  readonly target: string;
  readonly task?: Task;
  readonly splitColumn?: string;
  /** Folder of a finished `occam fit`; without it the plain baseline is trained. */
  readonly run?: string;
  readonly learningCurve?: boolean;
  readonly biasVariance?: boolean;
  readonly epochs?: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Says of a network whether it over- or underfits, with what probability, why, and what to do about it. */
export async function diagnoseCommand(file: string, options: DiagnoseCommandOptions): Promise<DiagnoseResult> {
  const startMs = nowMs();
  const progress = createProgress(process.stderr);
  const runtime = nodeRuntime();
  const { seed, signal, epochs } = options;
  try {
    const table = await readTable(file);
    const finished = options.run === undefined ? undefined : await readFinishedRun(options.run, table, options.target);
    const known = understand(table, { ...options, ...(finished && { task: finished.facts.task }) });
    signal.throwIfAborted();
    const input: SubjectInput = {
      runtime,
      table,
      known,
      seed,
      splitColumn: options.splitColumn,
      epochs,
      progress,
      signal,
    };
    const subject =
      finished === undefined ? await trainedSubject(input) : await subjectOfRun(input, finished, options.run as string);
    const judged = await judgeSubject(runtime, subject, options);
    const retrain: RetrainOptions = { runtime, seed, epochs, signal };
    if (options.learningCurve) progress.stage("learning curve: 8 sizes, 5 networks each");
    const curve = options.learningCurve ? await curveOf(subject, retrain) : undefined;
    if (options.biasVariance) progress.stage("bias and variance: 20 bootstrap samples");
    const parts = options.biasVariance ? await partsOfError(subject, retrain) : undefined;
    const inspection = await inspect(runtime, subject, seed);
    const metric = DECIDING[subject.known.task].name;
    const findings = findingsOf({
      metric: metricOf(metric).label,
      task: subject.known.task,
      diagnosis: judged,
      candidates: subject.candidates,
      leakage: leakageOf(subject),
      ...(inspection && { inspection }),
      ...(curve && { learningCurve: curve }),
      ...(parts && { biasVariance: parts.whole }),
    });
    const { verdict, why, probabilities, gap, reference } = judged;
    return {
      occam: VERSION,
      command: "diagnose",
      task: subject.known.task,
      target: subject.known.target,
      seed,
      data: { file: table.file, rows: rowCounts(subject) },
      network: { name: subject.name, units: subject.units },
      metric,
      verdict,
      why,
      probabilities,
      gap,
      reference,
      scores: {
        train: subject.looks.train.scores,
        validation: subject.looks.validation.scores,
        test: subject.looks.test.scores,
      },
      findings,
      ...(inspection && { inside: toInside(inspection) }),
      ...(curve && { learningCurve: curve }),
      ...(parts && { biasVariance: parts.result }),
      seconds: Math.round((nowMs() - startMs) / 10) / 100,
    };
  } finally {
    progress.done();
    await runtime.close();
  }
}

async function judgeSubject(
  runtime: Runtime,
  subject: Subject,
  { seed, signal }: Pick<DiagnoseCommandOptions, "seed" | "signal">,
): Promise<Diagnosis> {
  const { known, parts, looks, isUnpicked, references } = subject;
  const constant = constantLooks(known, parts);
  return diagnose({
    model: {
      train: looks.train.losses,
      test: looks.test.losses,
      ...(isUnpicked && { further: looks.validation.losses }),
    },
    constant: { test: constant.test.losses },
    references: [await linearLosses(runtime, subject, seed, signal), ...references],
    reduce: DECIDING[known.task].reduce,
    seed,
  });
}

/** A linear model's losses on the test rows, in the target's units. */
async function linearLosses(
  runtime: Runtime,
  { known, parts, data }: Subject,
  seed: number,
  signal: AbortSignal,
): Promise<Reference> {
  const loss = LOSSES[known.task];
  const { train, validation } = await linearExamples(parts, data);
  const linear = await linearReference({ runtime, train, validation, outputs: outputsOf(known), loss, seed, signal });
  const x = await transform(runtime, data.preprocessing, known.inputs, parts.test);
  const { mean, deviation } = data.targetScale;
  const { data: outputs } = await linear.predict(x);
  const predictions = known.task === "regression" ? outputs.map((value) => value * deviation + mean) : outputs;
  return { name: "linear", test: scorePredictions(known, parts.test, predictions).losses };
}

/** What a linear model is trained on and chosen by. Without validation rows that is every fifth training row. */
async function linearExamples({ train, validation }: Subject["parts"], data: Subject["data"]) {
  if (validation.length > 0) return data;
  const isHeldOut = (_: number, i: number) => i % 5 === 0;
  return {
    train: await data.examplesOf(train.filter((row, i) => !isHeldOut(row, i))),
    validation: await data.examplesOf(train.filter(isHeldOut)),
  };
}

/** Looks inside with the held-out rows. */
async function inspect(runtime: Runtime, subject: Subject, seed: number): Promise<NetworkInspection | undefined> {
  const { network, known, data, l2 } = subject;
  if (network === undefined) return undefined;
  const { train, validation } = data;
  return inspectNetwork(network, validation, { runtime, loss: LOSSES[known.task], alpha: l2, trainX: train.x, seed });
}

function leakageOf({ known, parts }: Subject) {
  return leakageAlarms({
    columns: known.inputs,
    targets: known.targets,
    classes: outputsOf(known),
    train: parts.train,
    heldOut: [...parts.validation, ...parts.test],
  });
}

function rowCounts({ parts }: Subject): DiagnoseResult["data"]["rows"] {
  return { train: parts.train.length, validation: parts.validation.length, test: parts.test.length };
}

function toInside(found: NetworkInspection): InsideResult {
  const { layers, weights, importances, degreesOfFreedom, reliability, sharpness } = found;
  return {
    layers: layers.map(({ layer, units }) => ({
      layer,
      units: units.length,
      dead: units.filter(({ state }) => state === "dead").length,
      nearlyDead: units.filter(({ state }) => state === "nearly dead").length,
    })),
    weights,
    importances,
    ...(degreesOfFreedom && { degreesOfFreedom }),
    ...(reliability && { calibration: reliability }),
    sharpness,
  };
}
