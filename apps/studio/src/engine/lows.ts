/** The lowest loss of each panel, and when it was. */
import type { TrainingPosition } from "@occam/core";

export interface Low {
  readonly loss: number;
  readonly epoch: number;
}

export interface Lows {
  /** `losses`: one for each panel. Losses of later steps are forgotten: what follows is another training. */
  readonly learn: (position: TrainingPosition, losses: readonly number[]) => void;
  /** The lowest that was learnt, of each panel. */
  readonly lowest: () => readonly Low[];
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
        const before = (kept[panel] ?? []).filter((each) => each.step < step);
        const last = before.at(-1);
        return last === undefined || loss < last.loss ? [...before, { step, epoch, loss }] : before;
      });
    },
    lowest: () => kept.map((own) => own.at(-1) as StepLow),
  };
}
