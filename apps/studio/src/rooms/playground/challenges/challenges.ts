/** Small tasks on what is open: each says how far the chosen panel is. */
import { unitCounts } from "../../../engine/network-facts.ts";
import type { PanelSnapshot } from "../../../engine/snapshot.ts";
import type { PlaygroundState } from "../../../engine/state.ts";
import { decimal } from "../../../figures/numbers.ts";

export interface Challenge {
  readonly id: string;
  readonly title: string;
  /** Whether it can be tried with these examples. */
  readonly suits: (state: PlaygroundState, isClasses: boolean) => boolean;
  /** The last of the inputs are useless. */
  readonly judge: (panel: PanelSnapshot, uselessCount: number) => Standing;
}

export interface Standing {
  /** Of the way, from 0 to 1; 1 is done. */
  readonly share: number;
  readonly sentence: string;
}

const fiveUnits: Challenge = {
  id: "five-units",
  title: "Accuracy 0.90 with five living units",
  suits: (_, isClasses) => isClasses,
  judge: ({ validation, facts }) => {
    const [accuracy, living] = [validation.accuracy ?? 0, unitCounts(facts).livingCount];
    const share = shareOf([part(accuracy, 0.5, 0.9), part(-living, -20, -5)]);
    const left = living > 5 ? `${living - 5} to go.` : accuracy < 0.9 ? "Too simple now." : "Done: copy the link.";
    return { share, sentence: `Now ${decimal(accuracy, 3)} with ${living}. ${left}` };
  },
};

const closeTheGap: Challenge = {
  id: "close-the-gap",
  title: "A gap below 0.02 at a validation loss below 0.20",
  suits: (_, isClasses) => isClasses,
  judge: ({ train, validation }) => {
    const [seen, hidden] = [train.loss as number, validation.loss as number];
    const gap = hidden - seen;
    const share = shareOf([part(-gap, -0.4, -0.02), part(-hidden, -0.69, -0.2)]);
    const left = share >= 1 ? " Done: copy the link." : "";
    return { share, sentence: `Now a gap of ${decimal(gap, 3)} at ${decimal(hidden, 3)}.${left}` };
  },
};

const silence: Challenge = {
  id: "silence",
  title: "All useless inputs silent, accuracy 0.85",
  suits: ({ data }, isClasses) => isClasses && data.useless > 0,
  judge: ({ validation, layers: [first] }, uselessCount) => {
    const [inputCount = 0, units = 1] = first?.kernel.shape ?? [];
    const useless = Array.from({ length: uselessCount }, (_, i) => inputCount - uselessCount + i);
    const isSilent = (input: number) =>
      first?.kernel.data.subarray(input * units, (input + 1) * units).every((weight) => weight === 0);
    const silent = useless.filter(isSilent).length;
    const accuracy = validation.accuracy ?? 0;
    const share = shareOf([silent / uselessCount, part(accuracy, 0.5, 0.85)]);
    const left = share >= 1 ? " Done: copy the link." : "";
    return { share, sentence: `Now ${silent} of ${uselessCount} silent, accuracy ${decimal(accuracy, 3)}.${left}` };
  },
};

export const CHALLENGES: readonly Challenge[] = [fiveUnits, closeTheGap, silence];

/** How much of the way from `start` to `goal` is gone. */
function part(value: number, start: number, goal: number): number {
  return (value - start) / (goal - start);
}

/** The least of all parts: what lacks most is what is left. */
function shareOf(parts: readonly number[]): number {
  return Math.max(0, Math.min(1, ...parts));
}
