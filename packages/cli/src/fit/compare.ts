/** Baseline against chosen: both exported, both looked at on every part; the test rows once, here. */
import {
  type Candidate,
  type InputColumn,
  inputNames,
  type Judgement,
  judge,
  pairedDifference,
  type Run,
  type Runtime,
  type SplitParts,
  tableModel,
} from "@occam/core";
import { applyModel } from "../predict/apply-model.ts";
import type { FitResult, ModelResult } from "../report/fit-result.ts";
import { VERSION } from "../version.ts";
import { type ModelFacts, toMetadata } from "./exported-model.ts";
import { networkMetadata } from "./exported-network.ts";
import { PARTS, type Part, type PreparedRows } from "./prepare-data.ts";
import { constantPredictions, DECIDING, type Looked, repeated, scorePredictions } from "./scores.ts";
import type { Understanding } from "./understanding.ts";

export interface Entrant {
  readonly candidate: Candidate;
  readonly run: Run;
  /** What the folds said of its kind, where there are no validation rows. */
  readonly validation?: Looked;
}

export interface ComparisonInput {
  readonly runtime: Runtime;
  readonly known: Understanding;
  readonly parts: SplitParts;
  readonly data: PreparedRows;
  readonly baseline: Entrant;
  readonly chosen: Entrant;
  readonly seed: number;
}

export interface Comparison {
  readonly baseline: ModelResult;
  readonly chosen: ModelResult;
  readonly difference: FitResult["difference"];
  /** The chosen network as a file. */
  readonly model: Uint8Array;
}

export type Looks = Readonly<Record<Part, Looked>>;

export async function compare(input: ComparisonInput): Promise<Comparison> {
  const { known, parts, seed, baseline, chosen } = input;
  const [first, second] = [await exportAndLook(input, baseline), await exportAndLook(input, chosen)];
  const constant = constantLooks(known, parts);
  const { name, reduce } = DECIDING[known.task];
  // Only the baseline owes nothing to validation rows: it neither stops early nor is it picked by them. Of folds there
  // are none that it was not trained on in the end.
  const hasRows = parts.validation.length > 0;
  const judged = (own: Looks, other: Looks, isUnpicked: boolean) =>
    judge({
      model: { ...lossesOf(own), ...(isUnpicked && hasRows && { further: own.validation.losses }) },
      other: lossesOf(other),
      constant: lossesOf(constant),
      reduce,
      seed,
    });
  const difference = pairedDifference({
    first: second.looks.test.losses,
    second: first.looks.test.losses,
    reduce,
    seed,
  });
  return {
    baseline: modelResult(baseline, first.looks, judged(first.looks, second.looks, true)),
    chosen: modelResult(chosen, second.looks, judged(second.looks, first.looks, false)),
    difference: { metric: name, ...difference },
    model: second.model,
  };
}

export async function exportAndLook(
  { runtime, known, parts, data }: Pick<ComparisonInput, "runtime" | "known" | "parts" | "data">,
  { run, validation }: Pick<Entrant, "run" | "validation">,
): Promise<{ model: Uint8Array; looks: Looks }> {
  const facts = factsOf(known, data);
  const model = await tableModel(run, {
    preprocessing: data.preprocessing,
    ...(known.task === "classification" ? { classes: known.classes } : { targetScale: data.targetScale }),
    metadata: { ...toMetadata(facts, VERSION), ...networkMetadata(run.model, data) },
  });
  const columns = new Map<string, InputColumn>(known.inputs.map((column) => [column.name, column]));
  const looks: [Part, Looked][] = validation ? [["validation", validation]] : [];
  for (const part of PARTS) {
    if (part === "validation" && validation !== undefined) continue;
    const { numbers } = await applyModel(runtime, model, facts, columns, parts[part]);
    looks.push([part, scorePredictions(known, parts[part], numbers)]);
  }
  // PARTS holds every part once.
  return { model, looks: Object.fromEntries(looks) as Looks };
}

function factsOf({ task, target, classes }: Understanding, { preprocessing }: PreparedRows): ModelFacts {
  const names = inputNames(preprocessing);
  const columns = preprocessing.columns.map(({ name, kind }, i) => ({ column: name, input: names[i] as string, kind }));
  return { task, target, classes, columns };
}

export function constantLooks(known: Understanding, parts: SplitParts): Pick<Looks, "train" | "test"> {
  const prediction = constantPredictions(known, parts.train);
  const look = (rows: Int32Array) => scorePredictions(known, rows, repeated(prediction, rows.length));
  return { train: look(parts.train), test: look(parts.test) };
}

function lossesOf(looks: Pick<Looks, "train" | "test">) {
  return { train: looks.train.losses, test: looks.test.losses };
}

/** Weights from before a divergence are no trained network: nothing is said of their fit. */
function verdictOn(
  { divergence }: Run,
  judged: Pick<Judgement, "verdict" | "why">,
): Pick<Judgement, "verdict" | "why"> {
  if (divergence === undefined) return judged;
  const { epoch, step, cause } = divergence;
  return {
    verdict: "inconclusive",
    why: `its training diverged in epoch ${epoch} at step ${step}, and the last good weights are shown: ${cause}`,
  };
}

function modelResult({ candidate, run }: Entrant, looks: Looks, { verdict, gap, why }: Judgement): ModelResult {
  const kernels = run.model.parameters
    .filter(({ role }) => role === "kernel")
    .map(({ name }) => run.parameters.get(name)?.data ?? new Float32Array());
  const sizes = [...run.parameters.values()].map(({ data }) => data.length);
  return {
    name: candidate.name,
    l1: candidate.l1,
    l2: candidate.l2,
    dropout: candidate.dropout,
    train: looks.train.scores,
    validation: looks.validation.scores,
    test: looks.test.scores,
    gap: gap.estimate,
    gapInterval: { low: gap.low, high: gap.high, level: gap.level },
    ...verdictOn(run, { verdict, why }),
    parameters: sizes.reduce((sum, size) => sum + size, 0),
    zeroWeights: kernels.reduce((sum, kernel) => sum + kernel.filter((weight) => weight === 0).length, 0),
  };
}
