import { describe, expect, it } from "vitest";
import { FIRST_STATE } from "../../../engine/state.ts";
import { changesBefore, continued, withChange } from "./changes.ts";
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

  it("of two panels that change at one step each has its mark, and a program is told of the step once", () => {
    const both = withStrength(stronger, 1, "l1", 0.1);
    const marks = withChange(withChange([], FIRST_STATE, stronger, at(30)), FIRST_STATE, both, at(30));
    expect(marks.map(({ panel, text }) => [panel, text])).toEqual([
      [1, "L1: α 0.0063 → 0.10"],
      [2, "L2: α 0.010 → 0.10"],
    ]);
    expect(changesBefore(marks, 31)).toEqual([expect.objectContaining({ step: 30, state: both })]);
    expect(changesBefore(marks, 30)).toEqual([]);
  });

  it("a training that goes on from before a change has the changed numbers from there on", () => {
    const marks = withChange(withChange([], FIRST_STATE, stronger, at(30)), FIRST_STATE, strongest, at(90));
    expect(continued(marks, FIRST_STATE, strongest, at(90))).toBe(marks);
    const steps = (from: number) =>
      continued(marks, FIRST_STATE, strongest, at(from)).map(({ step, state, text }) => [step, state, text]);
    expect(steps(60)).toEqual([
      [30, stronger, "L2: α 0.010 → 0.10"],
      [60, strongest, "L2: α 0.10 → 1.0"],
    ]);
    expect(steps(9)).toEqual([[9, strongest, "L2: α 0.010 → 1.0"]]);
  });
});
