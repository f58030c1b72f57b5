import { describe, expect, it } from "vitest";
import { layer, madePanel, SMALL } from "./made-panel.fixture.ts";
import { pruningNote, pruningOf, scoreOf } from "./pruning.ts";

const panel = madePanel(SMALL);
const prunedTo = (accuracy: number) => ({ validation: { loss: 0.2, accuracy }, facts: panel.facts });
const note = (own = panel, accuracy: number | undefined = undefined) => {
  const pruned = accuracy === undefined ? undefined : prunedTo(accuracy);
  return pruningNote(own, pruningOf(own), scoreOf(own, pruned, "classification"), 0.01);
};

describe("what would be left", () => {
  it("are the living units, and the parameters between them", () => {
    // 2-3-1 has 6 + 3 + 3 + 1, 2-1-1 has 2 + 1 + 1 + 1.
    expect(pruningOf(panel)).toEqual({
      now: { units: 3, parameters: 13 },
      pruned: { units: 1, parameters: 5 },
      removedCount: 2,
      zeroCount: 2,
    });
  });

  it("counts what small weights leave without use, once that is known", () => {
    const facts = { ...panel.facts, units: [["zero", "zero", "zero"]] as const };
    expect(pruningOf(panel, facts).removedCount).toBe(3);
  });

  it("units that were taken out before are neither now nor to be removed", () => {
    const removed = madePanel([
      layer([
        [1, 0, 0],
        [2, 0, 0],
      ]),
      layer([[2], [0], [0]]),
    ]);
    expect(pruningOf(removed)).toEqual({
      now: { units: 1, parameters: 5 },
      pruned: { units: 1, parameters: 5 },
      removedCount: 0,
      zeroCount: 0,
    });
  });
});

describe("what that costs", () => {
  it("is said of small weights, by the task's own measure", () => {
    expect(note(panel)).toBe(
      "One weight is small but not zero. Leaving it out as well is measured when training pauses.",
    );
    expect(note(panel, 0.912)).toBe("One weight is small but not zero. Leaving it out as well costs nothing here.");
    expect(note(panel, 0.9)).toMatch(/costs 0\.012 of accuracy here\.$/);
    expect(note(panel, 0.92)).toMatch(/gains 0\.008 of accuracy here\.$/);
    const values = madePanel(SMALL, { validation: { loss: 0.04, rmse: 0.2 } });
    const worse = { validation: { loss: 0.05, rmse: 0.22 }, facts: values.facts };
    const score = scoreOf(values, worse, "regression");
    expect(score).toMatchObject({ name: "RMSE", now: 0.2, pruned: 0.22 });
    expect(pruningNote(values, pruningOf(values), score, 0.01)).toMatch(/adds 0\.020 of RMSE here\.$/);
  });

  it("exact zeros alone leave without a trace, and where nothing is negligible that is said", () => {
    const zeros = madePanel([
      layer([
        [1, 0],
        [1, 0],
      ]),
      layer([[1], [0.5]]),
    ]);
    expect(note(zeros)).toBe("Two exact zeros leave without a trace.");
    expect(note(madePanel([layer([[1]]), layer([[1]])]))).toBe(
      "No unit and no weight is negligible: all weights reach 0.010.",
    );
    expect(
      note(
        madePanel([
          layer([
            [1, 0],
            [1, 1],
          ]),
          layer([[1], [1]]),
        ]),
      ),
    ).toBe("Every unit is in use. One exact zero leaves a connection out.");
  });
});
