import { expect, test } from "vitest";
import { formatCount, formatNumber, formatShare, formatTick, numberColumn } from "./format-number.ts";

test.each([
  [0.35214, "0.352"],
  [12.345, "12.3"],
  [1234.5, "1,235"],
  [-0.04, "−0.0400"],
  [0, "0"],
  [0.00012345, "0.000123"],
  [5.21e-9, "5.21e-9"],
  [1.2e20, "1.20e20"],
  [Number.NaN, "–"],
  [Number.POSITIVE_INFINITY, "∞"],
  [Number.NEGATIVE_INFINITY, "−∞"],
])("%d is written %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("a column shares the decimals of its median and never shows a small number as zero", () => {
  const format = numberColumn([0.012, 0.612, 0.586, Number.NaN]);
  expect([0.0122, 0.612, 0.5863].map(format)).toEqual(["0.012", "0.612", "0.586"]);
  expect(format(0.0003)).toBe("0.0003");
  expect(format(3e-8)).toBe("3.00e-8");
  expect(format(2e9)).toBe("2.00e9");
});

test("0% and 100% mean exactly none and exactly all", () => {
  expect([0, 1, 0.9999, 0.0001, 0.9071].map(formatShare)).toEqual(["0%", "100%", ">99.9%", "<0.1%", "90.7%"]);
});

test("counts are separated in thousands up to any size that can be counted", () => {
  expect(formatCount(1234567)).toBe("1,234,567");
  expect(formatCount(999)).toBe("999");
});

test("ticks carry no digits beyond those needed", () => {
  expect([0.1 + 0.2, 1e-5, 250000, -0.5, 3e21, 0].map(formatTick)).toEqual([
    "0.3",
    "1e-5",
    "250,000",
    "−0.5",
    "3e21",
    "0",
  ]);
});
