import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomPermutation } from "../tensor/random.ts";
import { type CandidateLosses, oneStandardError } from "./one-standard-error.ts";

const contender = (losses: readonly number[], trainLoss: number): CandidateLosses => ({
  losses: Float64Array.from(losses),
  trainLoss,
});
const { NaN: nan } = Number;

describe("oneStandardError", () => {
  it("takes the candidate with the highest training loss among those within one standard error of the best", () => {
    // Excess over the first, row by row: 0 2 -1 1, mean 0.5, squared deviations 5 / 3 / 4, standard error 0.645.
    const near = contender([1, 3, 0, 2], 0.9);
    // 1 1 1 1: mean 1, standard error 0.
    const far = contender([2, 2, 2, 2], 5);
    const { best, chosen, excess } = oneStandardError([contender([1, 1, 1, 1], 0.1), near, far]);
    expect([best, chosen]).toEqual([0, 1]);
    expect(excess.map(({ mean }) => mean)).toEqual([0, 0.5, 1]);
    expect(excess.map(({ standardError }) => standardError)).toEqual([0, expect.closeTo(Math.sqrt(5 / 12), 12), 0]);
  });

  it("compares row by row: what is hard for both candidates cancels", () => {
    // Unpaired, the second were far within the first's standard error of 28.
    const easyAndHard = [0, 1, 50, 100];
    const { chosen } = oneStandardError([
      contender(easyAndHard, 0.1),
      contender(
        easyAndHard.map((loss) => loss + 0.01),
        9,
      ),
    ]);
    expect(chosen).toBe(0);
  });

  it("an excess of exactly one standard error is near enough", () => {
    // Excess 0 and 2: mean 1, variance 2 / 1, standard error sqrt(2 / 2) = 1.
    const { chosen, excess } = oneStandardError([contender([1, 1], 0.1), contender([1, 3], 0.2)]);
    expect(excess[1]).toEqual({ mean: 1, standardError: 1 });
    expect(chosen).toBe(1);
  });

  it("keeps the best where it is the most regularized itself", () => {
    const { best, chosen } = oneStandardError([contender([1, 3, 0, 2], 0.1), contender([1, 1, 1, 1], 0.4)]);
    expect([best, chosen]).toEqual([1, 1]);
  });

  it("of equal validation losses takes the more regularized, and of equal candidates the first", () => {
    const same = [1, 2, 3];
    expect(oneStandardError([contender(same, 0.1), contender(same, 0.3), contender(same, 0.2)])).toMatchObject({
      best: 0,
      chosen: 1,
    });
    expect(oneStandardError([contender(same, 0.1), contender(same, 0.1)])).toMatchObject({ best: 0, chosen: 0 });
  });

  it("a single candidate is chosen", () => {
    expect(oneStandardError([contender([3, 4], 1)])).toEqual({
      best: 0,
      chosen: 0,
      excess: [{ mean: 0, standardError: 0 }],
    });
  });

  it("on a single row, which has no standard error, takes the best", () => {
    expect(oneStandardError([contender([2], 9), contender([1], 0.1)])).toMatchObject({ best: 1, chosen: 1 });
  });

  it.each<[string, readonly number[]]>([
    ["NaN throughout", [nan, nan, nan]],
    ["NaN in one row", [0, nan, 0]],
    ["infinite in one row", [0, Infinity, 0]],
    ["minus infinity in one row", [0, -Infinity, 0]],
  ])("losses that are %s never win, first or last", (_, losses) => {
    const [bad, good] = [contender(losses, 100), contender([1, 2, 3], 0.1)];
    expect(oneStandardError([bad, good, bad])).toMatchObject({ best: 1, chosen: 1 });
    expect(oneStandardError([good, bad])).toMatchObject({ best: 0, chosen: 0 });
  });

  it("refuses a table without a finite candidate, and one without candidates", () => {
    const message = "oneStandardError expects a candidate with finite losses but receives none. (OCCAM_DATA)";
    expect(() => oneStandardError([contender([nan, 1], 0), contender([1, Infinity], 0)])).toThrow(message);
    expect(() => oneStandardError([])).toThrow(message);
  });

  /** Whole numbers over a power of two of rows: every mean is exact, in any order. */
  const tables = fc
    .tuple(fc.constantFrom(1, 2, 4, 8, 16), fc.integer({ min: 1, max: 6 }))
    .chain(([rowCount, count]) =>
      fc.array(
        fc.record({
          losses: fc.array(fc.nat(20), { minLength: rowCount, maxLength: rowCount }),
          trainLoss: fc.nat(5),
        }),
        { minLength: count, maxLength: count },
      ),
    )
    .map((table) => table.map(({ losses, trainLoss }) => contender(losses, trainLoss)));

  it("the best has the smallest mean, the choice is within its standard error and not less regularized", () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { best, chosen, excess } = oneStandardError(table);
        const meanOf = ({ losses }: CandidateLosses) => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
        expect(meanOf(table[best] as CandidateLosses)).toBe(Math.min(...table.map(meanOf)));
        const { mean, standardError } = excess[chosen] as (typeof excess)[number];
        expect(mean).toBeLessThanOrEqual(standardError);
        const within = table.filter((_, i) => (excess[i]?.mean ?? nan) <= (excess[i]?.standardError ?? nan));
        expect(table[chosen]?.trainLoss).toBe(Math.max(...within.map(({ trainLoss }) => trainLoss)));
      }),
    );
  });

  it("does not hang on the order of the rows", () => {
    fc.assert(
      fc.property(tables, fc.nat(), (table, seed) => {
        const order = randomPermutation(table[0]?.losses.length ?? 0, { seed, stream: "test" });
        const shuffled = table.map(({ losses, trainLoss }) =>
          contender(
            Array.from(order, (row) => losses[row] as number),
            trainLoss,
          ),
        );
        const [before, after] = [oneStandardError(table), oneStandardError(shuffled)];
        expect([after.best, after.chosen]).toEqual([before.best, before.chosen]);
      }),
    );
  });

  it("a candidate whose losses are not finite changes nothing", () => {
    fc.assert(
      fc.property(tables, fc.constantFrom(nan, Infinity), (table, loss) => {
        const before = oneStandardError(table);
        const bad = contender(new Array<number>(table[0]?.losses.length ?? 0).fill(loss), 100);
        expect(oneStandardError([...table, bad])).toMatchObject({ best: before.best, chosen: before.chosen });
      }),
    );
  });
});
