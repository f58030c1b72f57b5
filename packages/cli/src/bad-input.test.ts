/** Bad usage and bad input: one line on stderr, exit code 2, nothing written. In processes of their own. */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { exampleFile, occam, sha256Of, workFolder } from "./occam-process.fixture.ts";

const inFolder = workFolder();
const wine = exampleFile("wine.csv");
const model = inFolder("good/model.onnx");

/** A file of lines a row, 20 rows unless it is said otherwise. */
const table = (header: string, row: (i: number) => string, count = 20) =>
  [header, ...Array.from({ length: count }, (_, i) => row(i)), ""].join("\n");
const letter = (i: number) => (i % 2 === 0 ? "p" : "q");

const files: Readonly<Record<string, string>> = {
  "empty.csv": "",
  "header.csv": "a,b,y\n",
  "one-class.csv": table("a,y", (i) => `${i},p`),
  "duplicate.csv": table("a,a,y", (i) => `${i},1,${letter(i)}`),
  "unnamed.csv": table("a,,y", (i) => `${i},1,${letter(i)}`),
  "ragged.csv": table("a,b,y", (i) => (i === 5 ? "1,2" : `${i},1,${letter(i)}`)),
  "quote.csv": table("a,b,y", (i) => (i === 5 ? '1,"2,p' : `${i},1,${letter(i)}`)),
  "nine.csv": table("a,y", (i) => `${i},${letter(i)}`, 9),
  "useless.csv": table("a,b,y", (i) => `,1,${letter(i)}`),
  "target-only.csv": table("y", letter),
  "no-target.csv": table("a,y", (i) => `${i},`),
  "flat.csv": table("a,y", (i) => `${i},2.5`),
  "broken.jsonl": `{"a":1,"y":"p"}\n{"a":2,"y":\n`,
  "not.parquet": "PAR1 but not really",
  "table.xlsx": "a,b",
  "parts.csv": table("part,a,y", (i) => `${i === 7 ? "later" : "train"},${i},${letter(i)}`),
  "other.csv": table("a,b", (i) => `${i},1`),
};

beforeAll(async () => {
  for (const [name, content] of Object.entries(files)) await writeFile(inFolder(name), content);
  // The alcohol of the third row.
  await writeFile(inFolder("word.csv"), (await readFile(wine, "utf8")).replace("\n13.16,", "\nstrong,"));
  const { code } = await occam("fit", wine, "--target", "cultivar", "--epochs", "1", "--out", inFolder("good"));
  expect(code).toBe(0);
  const bytes = await readFile(model);
  await writeFile(inFolder("half.onnx"), bytes.subarray(0, bytes.length >> 1));
});

describe("fit refuses", () => {
  it.each<[string, readonly string[], string]>([
    ["a file that is not there", ["nowhere.csv", "--target", "y"], "nowhere.csv does not exist"],
    ["a folder", [".", "--target", "y"], "no extension of a known table format"],
    ["an unknown format", ["table.xlsx", "--target", "y"], "no extension of a known table format"],
    ["an empty file", ["empty.csv", "--target", "y"], "empty.csv is empty"],
    ["a header without rows", ["header.csv", "--target", "y"], "has column names but no rows"],
    [
      "a column that is not there",
      ["other.csv", "--target", "Y"],
      'other.csv: the table has no column "Y" for the target: its columns are a, b.',
    ],
    ["a column in another case", ["one-class.csv", "--target", "Y"], 'did you mean "y"?'],
    ["a target of one class", ["one-class.csv", "--target", "y"], 'holds one class, "p"'],
    ["a target without values", ["no-target.csv", "--target", "y"], 'the target "y" holds no values'],
    ["a target of one number", ["flat.csv", "--target", "y"], "there is nothing to learn"],
    [
      "a target of text for a regression",
      ["nine.csv", "--target", "y", "--task", "regression"],
      "expects a target of numbers",
    ],
    ["names that occur twice", ["duplicate.csv", "--target", "y"], 'columns 1 and 2 are both named "a"'],
    ["a column without a name", ["unnamed.csv", "--target", "y"], "column 2 of 3 has no name"],
    ["rows of different lengths", ["ragged.csv", "--target", "y"], "line 7 has 2 cells where the header has 3 columns"],
    ["a quote that never closes", ["quote.csv", "--target", "y"], "quote.csv line 7"],
    ["fewer than ten rows", ["nine.csv", "--target", "y"], "at least 10 are needed"],
    [
      "columns that say nothing",
      ["useless.csv", "--target", "y"],
      "expects at least one useful column but receives none: a (noValues), b (constant)",
    ],
    ["a table of the target alone", ["target-only.csv", "--target", "y"], "no input column besides the target"],
    ["broken JSON", ["broken.jsonl", "--target", "y"], "broken.jsonl line 2"],
    ["broken Parquet", ["not.parquet", "--target", "y"], "not.parquet"],
    [
      "a split column that is not there",
      ["other.csv", "--target", "a", "--split-column", "part"],
      'the table has no column "part" for the split: its columns are a, b.',
    ],
    [
      "a split column of other words",
      ["parts.csv", "--target", "y", "--split-column", "part"],
      'holds "later" in row 8',
    ],
  ])("%s", async (_, [file = "", ...options], message) => {
    const out = inFolder("refused");
    const { code, stdout, stderr } = await occam("fit", inFolder(file), ...options, "--out", out, "--json");
    expect(stderr).toMatch(/^occam: [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, ""]);
    expect(existsSync(out)).toBe(false);
  });

  it("an --out that is a file, or lies in one, and leaves the file as it is", async () => {
    const before = await sha256Of(inFolder("other.csv"));
    for (const out of [inFolder("other.csv"), inFolder("other.csv/deeper/still")]) {
      const { code, stderr } = await occam("fit", wine, "--target", "cultivar", "--out", out);
      expect(stderr).toBe(`occam: --out needs a folder, but ${inFolder("other.csv")} is a file: name another.\n`);
      expect(code).toBe(2);
    }
    expect(await sha256Of(inFolder("other.csv"))).toBe(before);
  });

  it("without touching what an earlier fit wrote", async () => {
    const before = await sha256Of(model);
    expect((await occam("fit", inFolder("one-class.csv"), "--target", "y", "--out", inFolder("good"))).code).toBe(2);
    expect(await sha256Of(model)).toBe(before);
  });
});

describe("bad usage is refused in one line", () => {
  it.each<[readonly string[], string]>([
    [["fit", wine], "required option '--target <column>' not specified"],
    [
      ["fit", wine, "--target", "cultivar", "--seed", "abc"],
      "'abc' is invalid. expected a whole number from 0 to 2^53 - 1.",
    ],
    [
      ["fit", wine, "--target", "cultivar", "--seed", "-1"],
      "'-1' is invalid. expected a whole number from 0 to 2^53 - 1.",
    ],
    [["fit", wine, "--target", "cultivar", "--seed", "1.5"], "'1.5' is invalid"],
    [
      ["fit", wine, "--target", "cultivar", "--epochs", "0"],
      "'0' is invalid. expected a whole number from 1 to 2^53 - 1.",
    ],
    [["fit", wine, "--target", "cultivar", "--task", "guess"], "Allowed choices are classification, regression."],
    [["fit", wine, "--target", "cultivar", "--epoch", "5"], "unknown option '--epoch' (Did you mean --epochs?)"],
    [["fit", wine, wine, "--target", "cultivar"], "too many arguments for 'fit'"],
    [["fit", "--target", "cultivar"], "missing required argument 'table'"],
    [["predict", model], "missing required argument 'table'"],
    [["fti"], "unknown command 'fti' (Did you mean fit?)"],
    [["--nonsense"], "unknown option '--nonsense'"],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await occam(...args);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("no command at all shows what there is, on stderr", async () => {
    const { code, stdout, stderr } = await occam();
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^Usage: occam/);
  });
});

describe("predict refuses", () => {
  it.each<[string, string, string, string]>([
    ["a model that is not there", "nowhere.onnx", "word.csv", "nowhere.onnx does not exist"],
    ["a folder for a model", "good", "word.csv", "good is a folder"],
    ["a table for a model", "other.csv", "word.csv", "other.csv: it is not an ONNX model"],
    ["half a model", "half.onnx", "word.csv", "half.onnx: it is not an ONNX model"],
    ["a table that is not there", "good/model.onnx", "nowhere.csv", "nowhere.csv does not exist"],
    ["a table without the model's columns", "good/model.onnx", "other.csv", 'lacks "alcohol", "malic_acid"'],
    ["a header without rows", "good/model.onnx", "header.csv", "has column names but no rows"],
    [
      "a text where a number belongs",
      "good/model.onnx",
      "word.csv",
      'column "alcohol" row 3 holds "strong" where a number is expected',
    ],
  ])("%s", async (_, modelFile, file, message) => {
    const out = inFolder("refused.csv");
    const { code, stdout, stderr } = await occam("predict", inFolder(modelFile), inFolder(file), "-o", out);
    expect(stderr).toMatch(/^occam: [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, ""]);
    expect(existsSync(out)).toBe(false);
  });
});

describe("a run that fails", () => {
  it("ends with one line and exit code 1 where predictions cannot be written", async () => {
    const { code, stderr } = await occam("predict", model, wine, "-o", inFolder("good"));
    expect(stderr).toMatch(/^occam: Cannot write [^\n]+: a folder has this name\.\n$/);
    expect(code).toBe(1);
  });

  it("shows where an error came from only when asked", async () => {
    const { stderr } = await occam("predict", inFolder("half.onnx"), wine, "--debug");
    expect(stderr).toMatch(/\n +at /);
  });
});
