/** The lowest loss of each panel, and when it was. */
import type { TrainingPosition } from "@occam/core";

export interface Low {
  readonly loss: number;
  readonly epoch: number;
}

export interface Lows {
  /** `losses`: one for each panel. */
  readonly learn: (position: TrainingPosition, losses: readonly number[]) => void;
  /** What came after so many steps was another training. */
  readonly goOn: (step: number) => void;
  /** The lowest of at most so many steps, of each panel. */
  readonly lowest: (step: number) => readonly Low[];
}

interface StepLow extends Low {
  readonly step: number;
}

export function createLows(): Lows {
  /** Of each panel, what was the lowest at its time: falling, and in the order of steps. */
  let kept: readonly (readonly StepLow[])[] = [];
  return {
    learn: ({ step, epoch }, losses) => {
      kept = losses.map((loss, panel) => {
        const others = (kept[panel] ?? []).filter((each) => each.step !== step);
        const before = others.filter((each) => each.step < step);
        const last = before.at(-1);
        if (last !== undefined && loss >= last.loss) return others;
        return [...before, { step, epoch, loss }, ...others.filter((each) => each.step > step && each.loss < loss)];
      });
    },
    goOn: (step) => {
      kept = kept.map((own) => own.filter((each) => each.step <= step));
    },
    lowest: (step) => kept.map((own) => own.findLast((each) => each.step <= step) as StepLow),
  };
}
