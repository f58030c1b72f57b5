/** What all panels share of what is open: the examples, their frame, the scale of their charts. */

import { DATA_SETS } from "../../../engine/data-sets/index.ts";
import type { PlainExamples } from "../../../engine/sample.ts";
import type { DataChoice } from "../../../engine/state.ts";
import type { Range } from "../panels/frame.ts";
import { topOf } from "../panels/loss-scale.ts";
import type { Shared } from "../panels/panel-content.ts";
import type { Playground } from "./playground.svelte.ts";

/** Points drawn by hand are classes on the plane of the others. */
const DRAWN = { task: "classification", inputCount: 2, reach: 3 } as const;

export const kindOf = ({ set }: Pick<DataChoice, "set">) => DATA_SETS.find(({ name }) => name === set) ?? DRAWN;

/** Nothing is known before the first look. */
export function sharedOf({ opened, state, view, position, latest, moments }: Playground): Shared | undefined {
  if (opened === undefined) return undefined;
  const { task, inputCount, reach } = kindOf(opened.state.data);
  const { train, validation, truth } = opened;
  return {
    sample: { task, shownCount: inputCount, reach, train, validation },
    ...{ side: view.side, truth, learningRate: state.learning.learningRate },
    valueRange: task === "regression" ? rangeOf(train, truth) : undefined,
    position: position.step / position.stepsPerEpoch,
    epochs: Math.max(LEAST_EPOCHS, latest.step / latest.stepsPerEpoch),
    top: topOf(moments),
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
