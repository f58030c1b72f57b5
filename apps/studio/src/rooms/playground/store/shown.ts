/** What all panels share of what is open: the examples, their frame, the scale of their charts. */

import { DATA_SETS } from "../../../engine/data-sets/index.ts";
import type { PlainExamples } from "../../../engine/sample.ts";
import type { DataChoice } from "../../../engine/state.ts";
import type { TableFacts } from "../../../engine/tables/table-examples.ts";
import { clipped } from "../../../figures/clipped.ts";
import type { Range } from "../panels/frame.ts";
import { topOf } from "../panels/loss-scale.ts";
import type { Names, Shared } from "../panels/panel-content.ts";
import type { Playground } from "./playground.svelte.ts";

/** Points drawn by hand are classes on the plane of the others. */
const DRAWN = { task: "classification", inputCount: 2, reach: 3 } as const;

const kindOf = ({ set }: Pick<DataChoice, "set">) => DATA_SETS.find(({ name }) => name === set) ?? DRAWN;

const NAMES: Names = { axes: ["x₁", "x₂"], classes: ["class A", "class B"] };

/** Of a table its own columns and classes. */
function namesOf(table: TableFacts | undefined, shownCount: 1 | 2): Names {
  if (table === undefined) return shownCount === 1 ? { ...NAMES, axes: ["x", "y"] } : NAMES;
  const [first, second] = table.inputs.map(({ name }) => clipped(name, MOST_TEXT));
  const classes = table.target.classes?.map((name) => clipped(name, MOST_TEXT)) as Names["classes"] | undefined;
  return {
    axes: [first ?? "x", shownCount === 1 ? clipped(table.target.name, MOST_TEXT) : (second ?? "y")],
    classes: classes ?? NAMES.classes,
  };
}

const MOST_TEXT = 24;

/** Nothing is known before the first look. */
export function sharedOf({ opened, state, view, position, latest, losses }: Playground): Shared | undefined {
  if (opened === undefined) return undefined;
  const { train, validation, truth, table } = opened;
  const kind = kindOf(opened.state.data);
  const { task, reach, shownCount } = table ?? { ...kind, shownCount: kind.inputCount };
  return {
    sample: { task, shownCount, reach, train, validation },
    names: namesOf(table, shownCount),
    ...{ side: view.side, truth, learningRate: state.learning.learningRate },
    valueRange: task === "regression" ? rangeOf(train, truth) : undefined,
    position: position.step / position.stepsPerEpoch,
    epochs: Math.max(LEAST_EPOCHS, latest.step / latest.stepsPerEpoch),
    top: topOf(losses.moments),
  };
}

/** A chart of fewer epochs would be all first step. */
const LEAST_EPOCHS = 20;
const MARGIN = 0.08;

/** All targets and the truth, with a margin. */
function rangeOf({ y }: PlainExamples, truth: Float32Array | undefined): Range {
  const values = [...y.data, ...(truth ?? [])];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = MARGIN * (high - low || 1);
  return [low - margin, high + margin];
}
