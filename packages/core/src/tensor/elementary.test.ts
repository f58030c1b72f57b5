import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosTurn, exp, log, log1p, pow, sineAndCosine } from "./elementary.ts";

/** Exact arithmetic in whole multiples of 2^-BITS. */
const BITS = 300n;
const ONE = 1n << BITS;
const times = (a: bigint, b: bigint) => (a * b) / ONE;
const over = (a: bigint, b: bigint) => (a << BITS) / b;

/** A number without rounding, where it is a multiple of 2^-300. */
function fixed(x: number): bigint {
  let [whole, shift] = [x, 0n];
  while (!Number.isInteger(whole)) {
    whole *= 2;
    shift++;
  }
  return (BigInt(whole) << BITS) >> shift;
}

/** Sum of first, first * next(1), first * next(1) * next(2), ... */
function series(first: bigint, next: (term: bigint, n: bigint) => bigint): bigint {
  let sum = first;
  for (let [n, term] = [1n, first]; term !== 0n; n++) {
    term = next(term, n);
    sum += term;
  }
  return sum;
}

/** 2 artanh(s). */
function twiceArtanh(s: bigint): bigint {
  const square = times(s, s);
  let [sum, power] = [0n, s];
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = times(power, square);
  }
  return 2n * sum;
}

const LN2 = twiceArtanh(ONE / 3n);
/** 16 artan(1/5) - 4 artan(1/239). Machin 1706. */
const PI = 16n * artan(5n) - 4n * artan(239n);

function artan(inverse: bigint): bigint {
  let [sum, power] = [0n, ONE / inverse];
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += n % 4n === 1n ? power / n : -(power / n);
    power /= inverse * inverse;
  }
  return sum;
}

/** e^x as a fixed-point number times 2^n. */
function exactExp(x: bigint): readonly [bigint, bigint] {
  const n = over(x, LN2) >> BITS;
  const r = x - n * LN2;
  return [series(ONE, (term, i) => times(term, r) / i), n];
}

function exactLog(x: number): bigint {
  let [m, k] = [x, 0n];
  for (; m >= 2; k++) m /= 2;
  for (; m < 1; k--) m *= 2;
  const f = fixed(m);
  return twiceArtanh(over(f - ONE, f + ONE)) + k * LN2;
}

function exactSine(t: bigint): bigint {
  const angle = times(2n * PI, t);
  const square = times(angle, angle);
  return series(angle, (term, n) => -times(term, square) / (2n * n * (2n * n + 1n)));
}

/** How far a number is from an exact one times 2^n, in units of the last place of the exact one. */
function ulps(received: number, exact: bigint, n = 0n): number {
  let scaled = received;
  for (let i = 0n; i < n; i++) scaled /= 2;
  for (let i = 0n; i > n; i--) scaled *= 2;
  const size = exact < 0n ? -exact : exact;
  const ulp = 1n << BigInt(size.toString(2).length - 53);
  const off = fixed(scaled) - exact;
  return Number(((off < 0n ? -off : off) * 1000n) / ulp) / 1000;
}

/** Evenly by value, and evenly by size. */
const within = (low: number, high: number) =>
  fc.tuple(fc.nat(2 ** 31 - 1), fc.nat(2 ** 20)).map(([a, b]) => low + (high - low) * ((a + b / 2 ** 20) / 2 ** 31));
const ofSize = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true });
const largest = (numbers: fc.Arbitrary<number>, errorOf: (x: number) => number) => {
  let most = 0;
  fc.assert(
    fc.property(numbers, (x) => {
      most = Math.max(most, errorOf(x));
    }),
    { numRuns: 3000 },
  );
  return most;
};

describe("float64 functions that are the same in every engine", () => {
  it("exp is within 1 ulp", () => {
    const errorOf = (x: number) => ulps(exp(x), ...exactExp(fixed(x)));
    expect(largest(fc.oneof(within(-700, 700), within(-1, 1), ofSize(-1, 1)), errorOf)).toBeLessThan(1);
  });

  it("log is within 1 ulp", () => {
    const errorOf = (x: number) => (x === 1 ? log(1) : ulps(log(x), exactLog(x)));
    expect(largest(fc.oneof(ofSize(5e-324, 1.7e308), within(0.5, 2), ofSize(1e-9, 1)), errorOf)).toBeLessThan(1);
  });

  it("log1p is within 2 ulp", () => {
    const errorOf = (x: number) => {
      if (x === 0) return 0;
      // Of 1 + x, which no float64 holds.
      const sum = fixed(x) + ONE;
      return ulps(log1p(x), twiceArtanh(over(sum - ONE, sum + ONE)));
    };
    expect(largest(fc.oneof(ofSize(1e-30, 3), ofSize(-0.7, -1e-30), within(-0.9, 2)), errorOf)).toBeLessThan(2);
    expect([log1p(0), log1p(Infinity), log1p(-1), log1p(-2), log1p(1e300)]).toEqual([
      0,
      Infinity,
      -Infinity,
      NaN,
      log(1e300),
    ]);
  });

  it("sine and cosine of turns are within 2 ulp", () => {
    const turns = fc.oneof(
      ofSize(1e-30, 1),
      within(0, 100),
      fc.nat(2 ** 32 - 1).map((word) => word / 2 ** 32),
    );
    const isQuarter = (t: number) => Number.isInteger(4 * t);
    const ofSine = (t: number) => (isQuarter(t) ? 0 : ulps(sineAndCosine(t)[0], exactSine(fixed(t))));
    const ofCosine = (t: number) => (isQuarter(t) ? 0 : ulps(cosTurn(t), exactSine(fixed(t) + ONE / 4n)));
    expect(largest(turns, ofSine)).toBeLessThan(2);
    expect(largest(turns, ofCosine)).toBeLessThan(2);
  });

  it("powers are within 1.5 ulp, also where the result is very large or small", () => {
    const errorOf = ([x, y]: readonly [number, number]) => ulps(pow(x, y), ...exactExp(times(fixed(y), exactLog(x))));
    const worst = (x: fc.Arbitrary<number>, reach: number) => {
      let most = 0;
      fc.assert(
        fc.property(x, within(-1, 1), (x, share) => {
          const y = (share * reach) / Math.abs(Math.log(x));
          if (x !== 1 && Math.abs(y) < 1e15) most = Math.max(most, errorOf([x, y]));
        }),
        { numRuns: 3000 },
      );
      return most;
    };
    expect(worst(fc.oneof(ofSize(1e-9, 1e9), within(0.5, 2)), 18)).toBeLessThan(1.5);
    expect(worst(fc.oneof(ofSize(5e-324, 1.7e308), within(0.9, 1.1)), 700)).toBeLessThan(1.5);
    // Where the logarithm's second term is largest beside its first.
    const hard = [
      [0.7831939102319694, -2625.2625828352448],
      [1.4767840759470765, 1442.3988439702089],
      [0.16866143723566898, -393.2889316884328],
    ] as const;
    for (const each of hard) expect(errorOf(each)).toBeLessThan(1.5);
  });

  it("have the values that are known", () => {
    expect([exp(0), exp(-Infinity), exp(Infinity), exp(-746), exp(710), exp(-745.1)]).toEqual([
      1,
      0,
      Infinity,
      0,
      Infinity,
      5e-324,
    ]);
    expect([log(1), log(0), log(Infinity), log(-1), log(Number.NaN)]).toEqual([0, -Infinity, Infinity, NaN, NaN]);
    expect([0, 1, 2, 3, 4, 5].map((quarter) => cosTurn(quarter / 4))).toEqual([1, -0, -1, 0, 1, -0]);
    expect([0, 1, 2, 3].map((quarter) => sineAndCosine(quarter / 4)[0])).toEqual([0, 1, -0, -1]);
    expect([pow(0, 0), pow(0, 2), pow(0, -1), pow(1, 1e9), pow(Infinity, -1), pow(-1, 0.5), pow(0.5, 1e9)]).toEqual([
      1,
      0,
      Infinity,
      1,
      0,
      NaN,
      0,
    ]);
    for (let n = -1000; n <= 1000; n += 50) expect(pow(2, n)).toBe(2 ** n);
    // Whole powers are exact where they are numbers.
    for (let x = 3; x <= 500; x++)
      for (let n = 1; x ** n < 2 ** 26; n++) expect(pow(x, n)).toBe(Number(BigInt(x) ** BigInt(n)));
    expect([pow(0.999, 1), pow(0.9, 2), pow(10, 15), pow(9, 0.5)]).toEqual([0.999, 0.9 * 0.9, 1e15, 3]);
  });

  it("have the bits that they had on the machine where this was written", () => {
    // Those of Math.exp, ** and Math.cos differ between Node 20 and Node 24.
    const values = Array.from({ length: 20_000 }, (_, i) => (i + 1) * 0.013).flatMap((x, i) => [
      exp((i - 10_000) / 16),
      log(x),
      log1p(x - 0.5),
      pow(0.999, i),
      pow(x, 0.37),
      ...sineAndCosine(i / 20_000),
    ]);
    expect(createHash("sha256").update(Float64Array.from(values)).digest("hex")).toBe(
      "20c0323dcad4f111b8d3b70971cce02c070c3ac75782ada8af82dab0c59b2dad",
    );
  });
});
