/** States of a training to go back to: all along it, and closer together the fewer steps it has taken. */
import type { TrainingCheckpoint } from "@occam/core";

export interface History {
  /** Whether so many steps are far enough from the last kept state. */
  readonly isDue: (step: number) => boolean;
  /** Keeps a state in the place of those of as many or more steps: what is later was another training. */
  readonly keep: (checkpoint: TrainingCheckpoint) => void;
  /** From so many steps on it is another training, which is kept as closely as one that begins. */
  readonly goOn: (step: number) => void;
  /** The latest kept state of at most so many steps. Those after it stay, until the training goes on. */
  readonly goTo: (step: number) => TrainingCheckpoint;
  readonly steps: () => readonly number[];
}

/** Kept states, at most: of two that are closest the one goes. */
const MOST = 200;

export function createHistory(first: TrainingCheckpoint): History {
  let kept: readonly TrainingCheckpoint[] = [first];
  /** Steps between two kept states: doubled whenever there are too many. */
  let stride = 1;
  const before = (step: number) => kept.filter((each) => each.step <= step);
  return {
    isDue: (step) => step >= (before(step).at(-1)?.step ?? 0) + stride,
    keep: (checkpoint) => {
      kept = [...kept.filter(({ step }) => step < checkpoint.step), checkpoint];
      if (kept.length <= MOST) return;
      kept = kept.filter((_, i) => i % 2 === 0);
      stride *= 2;
    },
    goOn: (step) => {
      const earlier = before(step);
      if (earlier.length === kept.length) return;
      [kept, stride] = [earlier, 1];
    },
    goTo: (step) => (before(step).at(-1) ?? kept[0]) as TrainingCheckpoint,
    steps: () => kept.map(({ step }) => step),
  };
}
