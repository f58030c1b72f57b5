/** Baseline against chosen: both exported, both looked at on every part; the test rows once, here. */
import type { InputColumn } from "../../data/columns.ts";
import type { SplitParts } from "../../data/split.ts";
import { type Interval, pairedDifference } from "../../diagnosis/bootstrap.ts";
import { type Judgement, judge } from "../../diagnosis/verdict.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { applyModel } from "../model/apply-model.ts";
import { exportNetwork, factsOf, type TableNetwork } from "../model/exported-network.ts";
import type { Understanding } from "../table/understand.ts";
import { type Look, look, lookAtConstant } from "./look.ts";

export type Part = keyof SplitParts;

export const PARTS: readonly Part[] = ["train", "validation", "test"];

export type Looks = Readonly<Record<Part, Look>>;

/** A network that is compared. */
export interface Entrant {
  readonly network: TableNetwork;
  /** What the folds said of its kind, where there are no validation rows. */
  readonly validation?: Look;
}

export interface Compared {
  readonly model: Uint8Array;
  readonly looks: Looks;
  readonly judgement: Judgement;
}

export interface ComparisonInput {
  readonly runtime: Runtime;
  readonly known: Understanding;
  readonly parts: SplitParts;
  readonly baseline: Entrant;
  readonly chosen: Entrant;
  readonly seed: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Comparison {
  readonly baseline: Compared;
  readonly chosen: Compared;
  /** The deciding metric of the chosen network minus the baseline's, on test rows. */
  readonly difference: Interval;
}

export async function compare(input: ComparisonInput): Promise<Comparison> {
  const { known, parts, seed, baseline, chosen } = input;
  const [first, second] = [await exportAndLook(input, baseline), await exportAndLook(input, chosen)];
  const { reduce } = known.task.deciding;
  const constant = {
    train: lookAtConstant(known, parts.train, parts.train).losses,
    test: lookAtConstant(known, parts.train, parts.test).losses,
  };
  // Only the baseline owes nothing to validation rows: it neither stops early nor is it picked by them. Of folds there
  // are none that it was not trained on in the end.
  const hasRows = parts.validation.length > 0;
  const judged = (own: Looks, other: Looks, isUnpicked: boolean) =>
    judge({
      model: { ...lossesOf(own), ...(isUnpicked && hasRows && { further: own.validation.losses }) },
      other: lossesOf(other),
      constant,
      reduce,
      seed,
    });
  return {
    baseline: { ...first, judgement: judged(first.looks, second.looks, true) },
    chosen: { ...second, judgement: judged(second.looks, first.looks, false) },
    difference: pairedDifference({
      first: second.looks.test.losses,
      second: first.looks.test.losses,
      reduce,
      seed,
    }),
  };
}

/** The model file of a network, and what it says of every part of the rows. */
export async function exportAndLook(
  { runtime, known, parts, metadata }: Pick<ComparisonInput, "runtime" | "known" | "parts" | "metadata">,
  { network, validation }: Entrant,
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

function lossesOf(looks: Pick<Looks, "train" | "test">) {
  return { train: looks.train.losses, test: looks.test.losses };
}
