/** What was changed in mid-training: kept for the marks on the curves and for the program that is copied. */
import type { TrainingPosition } from "@occam/core";
import type { PlaygroundState } from "../../../engine/state.ts";
import { strength } from "../../../figures/numbers.ts";
import { WORDS } from "../words.ts";

export interface Change {
  readonly step: number;
  readonly epoch: number;
  /** The state from this step on. */
  readonly state: PlaygroundState;
  /** Whose strengths changed; undefined where it is the learning rate that did. */
  readonly panel: number | undefined;
  /** What it was: "L2: α 0.001 → 0.010". */
  readonly text: string;
}

/** The changes with those of one step more: at the same step the new ones take the place of the old, as a slider is dragged. */
export function withChange(
  changes: readonly Change[],
  first: PlaygroundState,
  after: PlaygroundState,
  { step, epoch }: TrainingPosition,
): readonly Change[] {
  const earlier = changes.filter((change) => change.step < step);
  const told = toldChanges(earlier.at(-1)?.state ?? first, after);
  return [...earlier, ...told.map((each) => ({ step, epoch, state: after, ...each }))];
}

/** Of a training that goes on from where it was looked back to: later changes have not been yet, but its numbers are what they made them. */
export function continued(
  changes: readonly Change[],
  first: PlaygroundState,
  now: PlaygroundState,
  position: TrainingPosition,
): readonly Change[] {
  return changes.every(({ step }) => step <= position.step) ? changes : withChange(changes, first, now, position);
}

/** Before the step: of the changes of one step the last says all. */
export function changesBefore(changes: readonly Change[], step: number): readonly Change[] {
  return changes.filter((change, i) => change.step < step && change.step !== changes[i + 1]?.step);
}

/** What is told: of each panel its strengths, and the learning rate. */
function toldChanges(before: PlaygroundState, after: PlaygroundState): readonly Pick<Change, "panel" | "text">[] {
  const ofPanels = after.panels.flatMap((own, panel) => {
    const text = toldStrengths(before.panels[panel] ?? {}, own);
    return text === "" ? [] : [{ panel, text }];
  });
  const [from, to] = [before.learning.learningRate, after.learning.learningRate];
  if (from === to) return ofPanels;
  return [...ofPanels, { panel: undefined, text: `rate ${strength(from)} → ${strength(to)}` }];
}

type Numbers = Readonly<Record<string, number | undefined>>;

function toldStrengths(before: Numbers, after: Numbers): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const parts = names.flatMap((name) => {
    const [from, to] = [before[name] ?? 0, after[name] ?? 0];
    const words = WORDS[name];
    return from === to ? [] : [`${words?.title}: ${words?.symbol} ${strength(from)} → ${strength(to)}`];
  });
  return parts.join(", ");
}
