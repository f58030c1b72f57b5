import { describe, expect, it } from "vitest";
import { bootstrapRows, growingOrder } from "./row-ties.ts";

const key = (position: number) => ({ seed: 3, stream: "ties", position });
const draws = Array.from({ length: 50 }, (_, position) => key(position));
/** Eight groups of three rows, dealt in turn. */
const groups = Int32Array.from({ length: 24 }, (_, row) => row % 8);
const ascending = Array.from({ length: 24 }, (_, row) => row);

describe("the order in which a training set grows", () => {
  it("takes a group to its end before it begins another, each row once, and no group first more often than chance has it", () => {
    const first = new Map<number, number>();
    for (const each of draws) {
      const order = growingOrder(24, { groups }, each);
      expect(Array.from(order).sort((a, b) => a - b)).toEqual(ascending);
      for (let at = 0; at < 24; at += 3) {
        expect(new Set(Array.from(order.subarray(at, at + 3), (row) => groups[row])).size).toBe(1);
      }
      const group = groups[order[0] as number] as number;
      first.set(group, (first.get(group) ?? 0) + 1);
    }
    expect(first.size).toBe(8);
    expect(Math.max(...first.values())).toBeLessThan(16);
  });

  it("goes back from the latest row, and through the rows of one time in another order each time", () => {
    const times = Float64Array.from({ length: 24 }, (_, row) => (row * 7) % 12);
    const orders = draws.map((each) => growingOrder(24, { times }, each));
    for (const order of orders) {
      expect(Array.from(order).sort((a, b) => a - b)).toEqual(ascending);
      expect(Array.from(order, (row) => times[row])).toEqual(Array.from({ length: 24 }, (_, i) => 11 - (i >> 1)));
    }
    expect(new Set(orders.map((order) => order[0])).size).toBe(2);
  });
});

describe("a bootstrap sample", () => {
  it("holds all rows of a group as often, but for the last group, which ends at as many rows as there are", () => {
    const uneven = Int32Array.from({ length: 24 }, (_, row) => (row < 10 ? 0 : row < 17 ? 1 : row));
    let isCut = 0;
    for (const each of draws) {
      const rows = bootstrapRows(24, { groups: uneven }, each);
      expect(rows.length).toBe(24);
      const counts = (from: number, to: number) =>
        Array.from({ length: to - from }, (_, i) => rows.filter((row) => row === from + i).length);
      for (const own of [counts(0, 10), counts(10, 17)]) {
        const [most = 0, least = 0] = [Math.max(...own), Math.min(...own)];
        expect(most - least).toBeLessThanOrEqual(1);
        isCut += most - least;
      }
    }
    expect(isCut).toBeGreaterThan(0);
  });

  it("of groups of one row is that of rows", () => {
    const single = Int32Array.from(ascending);
    for (const each of draws)
      expect(bootstrapRows(24, { groups: single }, each)).toEqual(bootstrapRows(24, undefined, each));
  });

  it("of 27 rows in time is made of 9 blocks of 3 that follow each other, where no two rows have one time", () => {
    // In the table's order the times go round.
    const times = Float64Array.from({ length: 27 }, (_, row) => (row * 10) % 27);
    for (const each of draws) {
      const at = Array.from(bootstrapRows(27, { times }, each), (row) => times[row] as number);
      for (let i = 0; i < 27; i += 3) {
        const [first = 0] = at.slice(i, i + 3).sort((a, b) => a - b);
        expect(first % 3).toBe(0);
        expect(at.slice(i, i + 3).sort((a, b) => a - b)).toEqual([first, first + 1, first + 2]);
      }
    }
  });

  it("keeps rows of one time in one block", () => {
    const times = Float64Array.from({ length: 24 }, (_, row) => row >> 3);
    for (const each of draws) {
      const rows = bootstrapRows(24, { times }, each);
      for (let i = 0; i < 24; i += 8)
        expect(new Set(Array.from(rows.subarray(i, i + 8), (row) => times[row])).size).toBe(1);
    }
  });
});
