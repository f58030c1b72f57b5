import { describe, expect, it } from "vitest";
import { replicaCountOf, sweepAt } from "./sweep.ts";

describe("replicaCountOf", () => {
  it("is the length of the arrays among the values, and 1 where there is none", () => {
    expect(
      replicaCountOf([
        ["l1.alpha", 1],
        ["l2.alpha", [1, 2, 3]],
        ["dropout0.rate", [0, 0.1, 0.2]],
      ]),
    ).toBe(3);
    expect(replicaCountOf([["l1.alpha", 1]])).toBe(1);
    expect(replicaCountOf([])).toBe(1);
  });

  it("names both of two sweeps whose lengths differ", () => {
    const values = [
      ["l2.alpha", [1, 2, 3]],
      ["dropout0.rate", [0, 0.1]],
    ] as const;
    expect(() => replicaCountOf(values)).toThrow(
      expect.objectContaining({
        code: "OCCAM_OPTION",
        message:
          "dropout0.rate expects one value, or 3 as l2.alpha has (one for each replica) but receives 2 values. (OCCAM_OPTION)",
      }),
    );
  });

  it("refuses an empty sweep", () => {
    expect(() => replicaCountOf([["l2.alpha", []]])).toThrow(RangeError);
  });
});

it("sweepAt gives a replica its own value, or the one that all share", () => {
  expect([sweepAt([5, 6, 7], 2), sweepAt(4, 2)]).toEqual([7, 4]);
});
