import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNumber, parseNumberBytes } from "./parse-number.ts";

function parseCell(cell: string): number {
  // Among other bytes, so that reading beyond the cell would show.
  const bytes = Buffer.from(`9${cell}9`);
  return parseNumberBytes(bytes, 1, bytes.length - 1);
}

test.each([
  ["0", 0],
  ["-0", -0],
  ["007", 7],
  ["+5", 5],
  [".5", 0.5],
  ["-.5", -0.5],
  ["5.", 5],
  [" 12.25\t", 12.25],
  ["1e3", 1000],
  ["-2.5E-3", -0.0025],
  ["0.1", 0.1],
  ["123456789012345.6", 123456789012345.6],
  ["123456789012345678901234567890", 1.2345678901234568e29],
  ["4.9e-324", 5e-324],
  ["1e400", Infinity],
  ["-inf", -Infinity],
  ["Infinity", Infinity],
])("%j spells %d", (cell, value) => {
  expect(parseCell(cell)).toBe(value);
  expect(parseNumber(cell)).toBe(value);
});

test.each([
  "",
  " ",
  ".",
  "-",
  "+",
  "e5",
  "1e",
  "1,5",
  "1_000",
  "0x1F",
  "0b1",
  "1 2",
  "--1",
  "1.2.3",
  "NaN",
  "true",
  "١",
])("%j spells no number", (cell) => {
  expect(parseCell(cell)).toBeNaN();
  expect(parseNumber(cell)).toBeNaN();
});

test("every double reads back exactly from its shortest text and from its fixed decimals", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      // + 0, because String(-0) is "0".
      expect(parseCell(String(value))).toBe(value + 0);
    }),
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 12 }), (value, digits) => {
      expect(parseCell(value.toFixed(digits))).toBe(Number(value.toFixed(digits)));
    }),
  );
});
