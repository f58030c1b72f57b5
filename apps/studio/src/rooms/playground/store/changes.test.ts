import { describe, expect, it } from "vitest";
import { FIRST_STATE } from "../../../engine/state.ts";
import { withChange } from "./changes.ts";
import { withLearning, withStrength } from "./edits.ts";

const at = (step: number) => ({ step, stepsPerEpoch: 3, epoch: Math.floor(step / 3) });
const stronger = withStrength(FIRST_STATE, 2, "l2", 0.1);
const strongest = withStrength(FIRST_STATE, 2, "l2", 1);

describe("marks of changes", () => {
  it("say whose strength went from where to where, and when", () => {
    expect(withChange([], FIRST_STATE, stronger, at(30))).toEqual([
      { step: 30, epoch: 10, state: stronger, panel: 2, text: "L2: α 0.010 → 0.10" },
    ]);
  });

  it("a slider that is dragged leaves one mark, from where it began to where it ends", () => {
    const first = withChange([], FIRST_STATE, stronger, at(30));
    const [mark, ...more] = withChange(first, FIRST_STATE, strongest, at(30));
    expect(more).toEqual([]);
    expect(mark?.text).toBe("L2: α 0.010 → 1.0");
    expect(withChange(first, FIRST_STATE, FIRST_STATE, at(30))).toEqual([]);
  });

  it("stay in the order of steps; the learning rate is of all panels", () => {
    const first = withChange([], FIRST_STATE, stronger, at(30));
    const slower = withLearning(stronger, { learningRate: 0.001 });
    const marks = withChange(first, stronger, slower, at(60));
    expect(marks.map(({ epoch, panel, text }) => [epoch, panel, text])).toEqual([
      [10, 2, "L2: α 0.010 → 0.10"],
      [20, undefined, "rate 0.010 → 0.0010"],
    ]);
  });
});
