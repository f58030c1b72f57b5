import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leaveOneOut } from "./leave-one-out.ts";
import { timeOrderedFolds } from "./time-ordered-folds.ts";

const plain = (folds: readonly { train: Int32Array; validation: Int32Array }[]) =>
  folds.map(({ train, validation }) => [[...train], [...validation]]);

describe("timeOrderedFolds", () => {
  it("of seven rows validates on 3 4 and then on 5 6, after all rows before", () => {
    expect(plain(timeOrderedFolds({ rowCount: 7, folds: 2 }))).toEqual([
      [
        [0, 1, 2],
        [3, 4],
      ],
      [
        [0, 1, 2, 3, 4],
        [5, 6],
      ],
    ]);
  });

  it("leaves out the gap before each validation block", () => {
    expect(plain(timeOrderedFolds({ rowCount: 7, folds: 2, gap: 2 }))).toEqual([
      [[0], [3, 4]],
      [
        [0, 1, 2],
        [5, 6],
      ],
    ]);
  });

  it("trains only on rows more than the gap before those it validates on, and ends with the last row", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 200 }),
        fc.integer({ min: 2, max: 6 }),
        fc.nat(1),
        (rowCount, folds, gap) => {
          const all = timeOrderedFolds({ rowCount, folds, gap: Math.min(gap, Math.floor(rowCount / (folds + 1)) - 1) });
          const gapRows = Math.min(gap, Math.floor(rowCount / (folds + 1)) - 1);
          for (const { train, validation } of all) {
            expect((validation[0] as number) - (train.at(-1) as number)).toBe(gapRows + 1);
            expect(train[0]).toBe(0);
            expect(validation.length).toBe(all[0]?.validation.length);
          }
          expect(all.at(-1)?.validation.at(-1)).toBe(rowCount - 1);
        },
      ),
    );
  });

  it("refuses fewer rows than blocks, and a gap that leaves nothing to train on", () => {
    expect(() => timeOrderedFolds({ rowCount: 3, folds: 3 })).toThrow(
      "timeOrderedFolds.rowCount expects enough rows for 3 validation blocks and a row to train on before a gap of 0 but receives 3: use fewer folds or a smaller gap. (OCCAM_OPTION)",
    );
    expect(() => timeOrderedFolds({ rowCount: 7, folds: 2, gap: 3 })).toThrow("before a gap of 3");
    expect(() => timeOrderedFolds({ rowCount: 7, folds: 1 })).toThrow(
      "timeOrderedFolds.folds expects a whole number of at least 2",
    );
  });
});

describe("leaveOneOut", () => {
  it("validates on each of three rows in turn", () => {
    expect(plain(leaveOneOut({ rowCount: 3 }))).toEqual([
      [[1, 2], [0]],
      [[0, 2], [1]],
      [[0, 1], [2]],
    ]);
  });

  it("refuses a single row", () => {
    expect(() => leaveOneOut({ rowCount: 1 })).toThrow(
      "leaveOneOut.rowCount expects a whole number of at least 2 but receives 1. (OCCAM_OPTION)",
    );
  });
});
