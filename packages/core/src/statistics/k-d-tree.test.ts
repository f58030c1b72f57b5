import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomUniform } from "../tensor/random.ts";
import { kdTree, type Neighbour, nearestRows } from "./k-d-tree.ts";

/** By a look at every row. */
function bruteForce(values: ArrayLike<number>, rowCount: number, row: number, count: number): readonly Neighbour[] {
  const width = values.length / rowCount;
  const distanceTo = (other: number) =>
    Array.from({ length: width }, (_, j) => (values[row * width + j] as number) - (values[other * width + j] as number))
      .map((apart) => apart * apart)
      .reduce((sum, square) => sum + square, 0);
  return Array.from({ length: rowCount }, (_, other) => ({ row: other, distance: distanceTo(other) }))
    .filter((each) => each.row !== row)
    .sort((a, b) => a.distance - b.distance || a.row - b.row)
    .slice(0, count);
}

const equalsBruteForce = (values: ArrayLike<number>, rowCount: number, count: number) => {
  const tree = kdTree(values, rowCount);
  for (let row = 0; row < rowCount; row++) {
    expect(nearestRows(tree, row, count)).toEqual(bruteForce(values, rowCount, row, count));
  }
};

describe("the nearest rows are those that a look at every row finds, in the same order", () => {
  /** [rows, width]; few levels give many ties. */
  const points = (level: fc.Arbitrary<number>) =>
    fc.tuple(fc.integer({ min: 2, max: 120 }), fc.integer({ min: 1, max: 5 })).chain(([rowCount, width]) =>
      fc.record({
        rowCount: fc.constant(rowCount),
        values: fc.array(level, { minLength: rowCount * width, maxLength: rowCount * width }),
      }),
    );

  it.each<[string, fc.Arbitrary<number>]>([
    ["few levels", fc.integer({ min: 0, max: 2 })],
    ["levels whose differences are rounded", fc.integer({ min: 0, max: 5 }).map((level) => level / 10)],
    ["any numbers", fc.double({ min: -1e3, max: 1e3, noNaN: true })],
    ["one number", fc.constant(7)],
  ])("%s", (_, level) => {
    fc.assert(
      fc.property(points(level), fc.integer({ min: 1, max: 12 }), ({ rowCount, values }, count) =>
        equalsBruteForce(values, rowCount, count),
      ),
      { numRuns: 60 },
    );
  });

  it("more columns than boxes could halve", () => {
    equalsBruteForce(randomUniform(150 * 40, { seed: 1, stream: "points" }), 150, 10);
  });
});
