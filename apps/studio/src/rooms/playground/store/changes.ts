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
  /** Whose strengths changed; undefined where it is the learning that did. */
  readonly panel: number | undefined;
  /** What it was: "L2: α 0.001 → 0.010". */
  readonly text: string;
}

/** The changes with one more: at the same step the new one takes the place of the old, as a slider is dragged. */
export function withChange(
  changes: readonly Change[],
  before: PlaygroundState,
  after: PlaygroundState,
  { step, epoch }: TrainingPosition,
): readonly Change[] {
  const earlier = changes.filter((change) => change.step < step);
  const from = changes.length === earlier.length ? before : (earlier.at(-1)?.state ?? before);
  const told = toldChange(from, after);
  return told === undefined ? earlier : [...earlier, { step, epoch, state: after, ...told }];
}

function toldChange(before: PlaygroundState, after: PlaygroundState): Pick<Change, "panel" | "text"> | undefined {
  const panel = after.panels.findIndex((own, i) => JSON.stringify(own) !== JSON.stringify(before.panels[i]));
  if (panel >= 0) return { panel, text: toldStrengths(before.panels[panel] ?? {}, after.panels[panel] ?? {}) };
  const { learningRate, batchSize } = after.learning;
  if (learningRate !== before.learning.learningRate)
    return { panel: undefined, text: `rate ${strength(before.learning.learningRate)} → ${strength(learningRate)}` };
  if (batchSize !== before.learning.batchSize)
    return { panel: undefined, text: `batches of ${before.learning.batchSize} → ${batchSize}` };
  return undefined;
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
