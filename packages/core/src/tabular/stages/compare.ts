/** Baseline against chosen: both exported, both looked at on every part; the test rows once, here. */
import type { InputColumn } from "../../data/columns.ts";
import type { SplitParts } from "../../data/split.ts";
import { type Interval, pairedDifference } from "../../diagnosis/bootstrap.ts";
import { type Diagnosis, diagnose } from "../../diagnosis/diagnose.ts";
import type { Reference } from "../../diagnosis/evidence.ts";
import type { DiagnosisFacts, MeasuredCandidate } from "../../diagnosis/findings/finding.ts";
import { type Finding, findingsOf } from "../../diagnosis/findings/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Divergence } from "../../training/recipe/history.ts";
import { exportNetwork, factsOf, type TableNetwork } from "../model/exported-network.ts";
import type { ModelFacts } from "../model/model-facts.ts";
import type { Understanding } from "../table/understand.ts";
import type { Task } from "../tasks/index.ts";
import type { CandidateResult, ModelDiagnosis } from "./fit-result.ts";
import { linearReference } from "./linear-reference.ts";
import { type Look, lookAtConstant, modelLook } from "./look.ts";
import type { Preparation } from "./prepare.ts";

export type Part = keyof SplitParts;

export const PARTS: readonly Part[] = ["train", "validation", "test"];

export type Looks = Readonly<Record<Part, Look>>;

/** A network that is compared. */
export interface Finalist {
  readonly network: TableNetwork;
  /** What the folds said of its kind, where there are no validation rows. */
  readonly validation?: Look;
}

/** A network's model file, and what it says of every part of the rows. */
interface Looked {
  readonly model: Uint8Array;
  readonly looks: Looks;
}

export interface Compared extends Looked {
  readonly diagnosis: ModelDiagnosis;
}

export interface ComparisonInput {
  readonly runtime: Runtime;
  readonly known: Understanding;
  readonly parts: SplitParts;
  readonly preparation: Preparation;
  readonly baseline: Finalist;
  /** The baseline itself, or another. */
  readonly chosen: Finalist;
  readonly seed: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

export interface Comparison {
  /** What both model files say of themselves. */
  readonly facts: ModelFacts;
  readonly baseline: Compared;
  readonly chosen: Compared;
  /** The deciding metric of the chosen network minus the baseline's, on test rows. */
  readonly difference: Interval;
}

/** Both are measured by a constant prediction and a linear model; the baseline by the chosen network too. */
export async function compare(input: ComparisonInput): Promise<Comparison> {
  const { known, seed, baseline, chosen } = input;
  const isSame = chosen === baseline;
  const facts = factsOf(known, input.preparation, input.parts.train);
  const first = await exportAndLook(input, facts, baseline);
  const second = isSame ? first : await exportAndLook(input, facts, chosen);
  const linear = await linearReference(input);
  const better = { name: "chosen", test: second.looks.test.losses };
  const judge = ({ network }: Finalist, { looks }: Looked, references: readonly Reference[]) =>
    diagnoseLooks(input, looks, { references, divergence: network.run.divergence });
  return {
    facts,
    baseline: { ...first, diagnosis: judge(baseline, first, isSame ? [linear] : [linear, better]) },
    chosen: { ...second, diagnosis: judge(chosen, second, [linear]) },
    difference: pairedDifference({
      first: second.looks.test.losses,
      second: first.looks.test.losses,
      reduce: known.task.deciding.reduce,
      seed,
    }),
  };
}

export interface LooksDiagnosis {
  /** Besides the constant prediction. */
  readonly references: readonly Reference[];
  /** Of the network's training. */
  readonly divergence: Divergence | undefined;
}

/**
 * The verdict on a network of a table, from what it says of training and test rows. Validation rows are no evidence: they
 * decide which network is chosen and how long each is trained. Weights from before a divergence are no trained network:
 * nothing is said of their fit.
 */
export function diagnoseLooks(
  { known, parts, seed }: Pick<ComparisonInput, "known" | "parts" | "seed">,
  { train, test }: Pick<Looks, "train" | "test">,
  { references, divergence }: LooksDiagnosis,
): ModelDiagnosis {
  const diagnosis = diagnose({
    model: { train: train.losses, test: test.losses },
    constant: { test: lookAtConstant(known, parts.train, parts.test).losses },
    references,
    reduce: known.task.deciding.reduce,
    seed,
  });
  return divergence ? { ...diagnosis, verdict: "inconclusive", reason: { code: "diverged", divergence } } : diagnosis;
}

/** What follows from a verdict and from other facts; nothing where training diverged. */
export function findingsOn(diagnosis: ModelDiagnosis, facts: Omit<DiagnosisFacts, "diagnosis">): readonly Finding[] {
  return isOfTrained(diagnosis) ? findingsOf({ ...facts, diagnosis }) : [];
}

function isOfTrained(diagnosis: ModelDiagnosis): diagnosis is Diagnosis {
  return diagnosis.reason.code !== "diverged";
}

/** A candidate and the others by their deciding metric on the validation rows. */
export function measuredCandidates(
  { deciding }: Task,
  candidates: readonly CandidateResult[],
  own: number,
): NonNullable<DiagnosisFacts["candidates"]> {
  const measured = candidates.map(({ name, validation }) => ({
    name,
    heldOut: validation[deciding.name] ?? Number.NaN,
  }));
  return { own: measured[own] as MeasuredCandidate, others: measured.filter((_, i) => i !== own) };
}

async function exportAndLook(
  { runtime, known, parts, metadata }: Pick<ComparisonInput, "runtime" | "known" | "parts" | "metadata">,
  facts: ModelFacts,
  { network, validation }: Finalist,
): Promise<Looked> {
  const model = await exportNetwork(facts, network, metadata);
  const columns = new Map<string, InputColumn>(known.inputs.map((column) => [column.name, column]));
  const looks: [Part, Look][] = validation ? [["validation", validation]] : [];
  for (const part of PARTS) {
    if (part === "validation" && validation !== undefined) continue;
    looks.push([part, await modelLook(runtime, model, facts, { known, columns }, parts[part])]);
  }
  // PARTS holds every part once.
  return { model, looks: Object.fromEntries(looks) as Looks };
}
