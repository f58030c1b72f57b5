import { expect, test } from "vitest";
import { readCsv } from "./read-csv.ts";
import { toCsv } from "./write-table.ts";

test("numbers are written as they are, NaN as an empty cell", () => {
  expect(
    toCsv([
      { name: "a", values: [1, -2.5, Number.NaN] },
      { name: "b", values: ["x", "", "-"] },
    ]),
  ).toBe("a,b\n1,x\n-2.5,\n,'-\n");
});

test("cells with separators, quotes and line ends are quoted", () => {
  expect(toCsv([{ name: "a,b", values: ['say "x"', "l1\nl2", "l1\rl2", "a;b"] }])).toBe(
    '"a,b"\n"say ""x"""\n"l1\nl2"\n"l1\rl2"\na;b\n',
  );
});

test.each(["=1+1", "+1", "-1+1", "-x", "@x", "\tx", "\rx"])("the text and the name %j get an apostrophe", (text) => {
  const quoted = text.includes("\r") ? `"'${text}"` : `'${text}`;
  expect(toCsv([{ name: text, values: [text] }])).toBe(`${quoted}\n${quoted}\n`);
});

test("a formula that needs quotes gets the apostrophe inside them", () => {
  expect(toCsv([{ name: "a", values: ['=HYPERLINK("x","y")'] }])).toBe(`a\n"'=HYPERLINK(""x"",""y"")"\n`);
});

test.each(["-1", "-2.5", "-1e5"])("the plain negative number %s is no formula", (text) => {
  expect(toCsv([{ name: "label", values: [text] }])).toBe(`label\n${text}\n`);
});

test("raw leaves texts and names alone, and a negative number always stays one", () => {
  expect(toCsv([{ name: "=a", values: ["=1+1", "-1"] }], { raw: true })).toBe("=a\n=1+1\n-1\n");
  expect(toCsv([{ name: "a", values: [-1, -1e-7] }])).toBe("a\n-1\n-1e-7\n");
});

test("an empty cell alone on its line is still a row when read back", () => {
  const text = toCsv([{ name: "a", values: ["x", "", Number.NaN] }]);
  expect(text).toBe('a\nx\n""\n""\n');
  expect(readCsv("a.csv", Buffer.from(text), [","])).toMatchObject({
    rowCount: 3,
    columns: [{ values: ["x", null, null] }],
  });
});

test("columns of different lengths are refused", () => {
  expect(() =>
    toCsv([
      { name: "a", values: [1] },
      { name: "b", values: [] },
    ]),
  ).toThrow('toCsv expects 1 values in "b" but receives 0.');
});
