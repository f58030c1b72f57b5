import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apportion, apportionClasses } from "./apportion.ts";

const sumOf = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const columnSums = (rows: readonly (readonly number[])[]) =>
  [0, 1, 2].map((part) => sumOf(rows.map((row) => row[part] as number)));

/** Three shares that add up to 1, in hundredths; the first is at least `least` hundredths. */
const sharesFrom = (least: number) =>
  fc.tuple(fc.integer({ min: least, max: 100 }), fc.nat(100)).map(([first, cut]) => {
    const second = Math.round(((100 - first) * cut) / 100);
    return [first / 100, second / 100, (100 - first - second) / 100];
  });

describe("apportion", () => {
  it("gives the rows left over to the largest remainders", () => {
    expect(apportion(569, [0.6, 0.2, 0.2])).toEqual([341, 114, 114]);
    expect(apportion(442, [0.6, 0.2, 0.2])).toEqual([265, 89, 88]);
    expect(apportion(178, [0.6, 0.2, 0.2])).toEqual([107, 36, 35]);
  });

  it("takes 35 * 0.6 for 21 and 100 * 0.29 for 29, although both products round away from it", () => {
    expect(apportion(100, [0.29, 0.71])).toEqual([29, 71]);
    expect(apportion(35, [0.6, 0.4])).toEqual([21, 14]);
  });

  it("serves equal remainders in order, also when rounding sets them apart", () => {
    const computed = 1 - 0.7 - 0.15;
    expect(computed).toBeGreaterThan(0.15);
    expect(apportion(4, [0.7, computed, 0.15])).toEqual([3, 1, 0]);
    expect(apportion(4, [0.7, 0.15, computed])).toEqual([3, 1, 0]);
  });

  it("adds up, with every part within one of its exact size", () => {
    fc.assert(
      fc.property(fc.nat(100_000), sharesFrom(0), (total, shares) => {
        const sizes = apportion(total, shares);
        expect(sumOf(sizes)).toBe(total);
        for (const [part, size] of sizes.entries()) {
          expect(Math.abs(size - total * (shares[part] as number))).toBeLessThan(1 + 1e-6);
        }
      }),
    );
  });
});

describe("apportionClasses", () => {
  it("rounds 357 and 212 rows at 60/20/20 so that the parts are 341, 114 and 114", () => {
    // Class by class the largest remainders would give 341, 115 and 113.
    const counts = apportionClasses([357, 212], [0.6, 0.2, 0.2]);
    expect(counts).toEqual([
      [214, 71, 72],
      [127, 43, 42],
    ]);
  });

  it("puts the only row of a class into the first part, and one of two into another", () => {
    expect(apportionClasses([1, 99], [0.6, 0.2, 0.2])).toEqual([
      [1, 0, 0],
      [59, 20, 20],
    ]);
    expect(apportionClasses([99, 2], [0.6, 0.2, 0.2])).toEqual([
      [60, 19, 20],
      [1, 1, 0],
    ]);
  });

  it("spreads the second rows of five classes of two over both other parts", () => {
    const counts = apportionClasses([2, 2, 2, 2, 2], [0.6, 0.2, 0.2]);
    expect(columnSums(counts)).toEqual([6, 2, 2]);
  });

  it("lets the sums give way when every class has one row", () => {
    expect(columnSums(apportionClasses([1, 1, 1, 1, 1], [0.6, 0.2, 0.2]))).toEqual([5, 0, 0]);
  });

  it("takes training rows from large classes when tiny ones fill the first part", () => {
    const counts = apportionClasses([...new Array<number>(50).fill(1), 100], [0.6, 0.2, 0.2]);
    // The apportionment of 150 rows is 90, 30, 30; fifty single rows and the 60 of the large class are 110.
    expect(columnSums(counts)).toEqual([110, 20, 20]);
  });

  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 });

  it("loses no row, and leaves no class out of the first part", () => {
    fc.assert(
      fc.property(sizes, sharesFrom(1), (classSizes, shares) => {
        const counts = apportionClasses(classSizes, shares);
        expect(counts.map(sumOf)).toEqual(classSizes);
        expect(counts.every((row) => (row[0] as number) >= 1 && row.every((count) => count >= 0))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps every class within one row of its exact sizes, and the sums exactly", () => {
    fc.assert(
      fc.property(sizes, sharesFrom(1), (classSizes, shares) => {
        fc.pre(classSizes.every((size) => size * (shares[0] as number) >= 1));
        const counts = apportionClasses(classSizes, shares);
        expect(columnSums(counts)).toEqual(apportion(sumOf(classSizes), shares));
        for (const [i, row] of counts.entries()) {
          for (const [part, count] of row.entries()) {
            const exact = (classSizes[i] as number) * (shares[part] as number);
            expect(Math.abs(count - exact)).toBeLessThan(1 + 1e-6);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps the sums exactly where other classes can make up for the classes of one row", () => {
    fc.assert(
      fc.property(sizes, (classSizes) => {
        // A class of six has 3.6 rows to give to the first part and can do with 3, which is room for one single row.
        const sixes = classSizes.filter((size) => size === 1).map(() => 6);
        const all = [...classSizes, ...sixes];
        const shares = [0.6, 0.2, 0.2];
        expect(columnSums(apportionClasses(all, shares))).toEqual(apportion(sumOf(all), shares));
      }),
    );
  });
});
