/** How much it takes until a column is said to look like groups or like time. */
import { describe, expect, it } from "vitest";
import type { InputColumn } from "../../data/columns.ts";
import { randomNormal } from "../../tensor/random.ts";
import { looksLikeGroups, looksLikeTime } from "./looks-like.ts";

const numeric = (name: string, values: ArrayLike<number>): InputColumn => ({
  name,
  kind: "numeric",
  values: Float64Array.from(values),
});
const noise = (count: number, position: number) => randomNormal(count, { seed: 2, stream: "like", position });

/** What is said of `count` groups of `size` rows, each `alike` input having so large a share of its variance between groups, of `other` inputs none. */
function groups(count: number, size: number, { alike = 2, other = 0, share = 0.95 } = {}) {
  const rowCount = count * size;
  const who = {
    name: "who",
    kind: "text",
    values: Array.from({ length: rowCount }, (_, row) => `p${row % count}`),
  } as const;
  const inputs = Array.from({ length: alike + other }, (_, i) => {
    const [levels, own] = [noise(count, i), noise(rowCount, 50 + i)];
    const between = i < alike ? share : 0;
    return numeric(
      `x${i}`,
      own.map((value, row) => Math.sqrt(between) * (levels[row % count] ?? 0) + Math.sqrt(1 - between) * value),
    );
  });
  return looksLikeGroups([who, ...inputs], new Map());
}

describe("groups", () => {
  it("are five or more, of three rows or more, and the note says how many rows in each", () => {
    expect(groups(15, 8)).toEqual([{ code: "looksLikeGroups", column: "who", rows: 8, example: "p0" }]);
    expect(groups(5, 8).map(({ rows }) => rows)).toEqual([8]);
    expect(groups(4, 8)).toEqual([]);
    expect(groups(20, 3).map(({ rows }) => rows)).toEqual([3]);
    expect(groups(20, 2)).toEqual([]);
  });

  it("hold over four fifths of the variance between them", () => {
    expect(groups(200, 10, { share: 0.86 })).toHaveLength(1);
    expect(groups(200, 10, { share: 0.74 })).toEqual([]);
  });

  it("are alike in half of the inputs, and in two", () => {
    expect(groups(15, 8, { alike: 2, other: 2 })).toHaveLength(1);
    expect(groups(15, 8, { alike: 2, other: 3 })).toEqual([]);
    expect(groups(15, 8, { alike: 1 })).toEqual([]);
  });
});

describe("time", () => {
  const rising = (count: number) =>
    numeric(
      "t",
      Float64Array.from({ length: count }, (_, row) => row * row),
    );

  it("has twenty different values or more", () => {
    expect(looksLikeTime([rising(20)], new Map())).toEqual([{ code: "looksLikeTime", column: "t", rows: 20 }]);
    expect(looksLikeTime([rising(19)], new Map())).toEqual([]);
  });
});
