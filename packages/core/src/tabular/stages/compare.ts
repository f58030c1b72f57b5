/** Baseline against chosen: both exported, both looked at on every part; the test rows once, here. */
import type { InputColumn } from "../../data/columns.ts";
import type { SplitParts } from "../../data/split.ts";
import { type Interval, pairedDifference } from "../../diagnosis/bootstrap.ts";
import { type Diagnosis, diagnose } from "../../diagnosis/diagnose.ts";
import type { Reference } from "../../diagnosis/evidence.ts";
import type { DiagnosisFacts, MeasuredCandidate } from "../../diagnosis/findings/finding.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { applyModel } from "../model/apply-model.ts";
import { exportNetwork, factsOf, type TableNetwork } from "../model/exported-network.ts";
import type { Understanding } from "../table/understand.ts";
import type { Task } from "../tasks/index.ts";
import type { CandidateResult } from "./fit-result.ts";
import { linearReference } from "./linear-reference.ts";
import { type Look, look, lookAtConstant } from "./look.ts";
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

export interface Compared {
  readonly model: Uint8Array;
  readonly looks: Looks;
  readonly diagnosis: Diagnosis;
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
  readonly baseline: Compared;
  readonly chosen: Compared;
  /** The deciding metric of the chosen network minus the baseline's, on test rows. */
  readonly difference: Interval;
}

/** Both are measured by a constant prediction and a linear model; the baseline by the chosen network too. */
export async function compare(input: ComparisonInput): Promise<Comparison> {
  const { known, seed, baseline, chosen } = input;
  const isSame = chosen === baseline;
  const first = await exportAndLook(input, baseline);
  const second = isSame ? first : await exportAndLook(input, chosen);
  const linear = await linearReference(input);
  const better = { name: "bestCandidate", test: second.looks.test.losses };
  return {
    baseline: {
      ...first,
      diagnosis: diagnoseLooks(input, first.looks, isSame ? [linear] : [linear, better]),
    },
    chosen: { ...second, diagnosis: diagnoseLooks(input, second.looks, [linear]) },
    difference: pairedDifference({
      first: second.looks.test.losses,
      second: first.looks.test.losses,
      reduce: known.task.deciding.reduce,
      seed,
    }),
  };
}

/**
 * The verdict on a network of a table, from what it says of training and test rows; `references` come besides the constant
 * prediction. Validation rows are no evidence: they decide which network is chosen and how long each is trained.
 */
export function diagnoseLooks(
  { known, parts, seed }: Pick<ComparisonInput, "known" | "parts" | "seed">,
  { train, test }: Pick<Looks, "train" | "test">,
  references: readonly Reference[],
): Diagnosis {
  return diagnose({
    model: { train: train.losses, test: test.losses },
    constant: { test: lookAtConstant(known, parts.train, parts.test).losses },
    references,
    reduce: known.task.deciding.reduce,
    seed,
  });
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

/** The model file of a network, and what it says of every part of the rows. */
export async function exportAndLook(
  { runtime, known, parts, metadata }: Pick<ComparisonInput, "runtime" | "known" | "parts" | "metadata">,
  { network, validation }: Finalist,
): Promise<{ readonly model: Uint8Array; readonly looks: Looks }> {
  const facts = factsOf(known, network);
  const model = await exportNetwork(facts, network, metadata);
  const columns = new Map<string, InputColumn>(known.inputs.map((column) => [column.name, column]));
  const looks: [Part, Look][] = validation ? [["validation", validation]] : [];
  for (const part of PARTS) {
    if (part === "validation" && validation !== undefined) continue;
    const { numbers } = await applyModel(runtime, model, facts, columns, parts[part]);
    looks.push([part, look(known, parts[part], numbers)]);
  }
  // PARTS holds every part once.
  return { model, looks: Object.fromEntries(looks) as Looks };
}
