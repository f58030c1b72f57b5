/** Files that users reported as going wrong in silence, through the real command: what is right is fitted, predicted and said. */
import { access, writeFile } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import type { FitResult } from "@occam/report/results";
import { beforeAll, describe, expect, it } from "vitest";
import { randomNormal } from "../../core/src/tensor/random.ts";
import { delimited, occam, type Records, sha256Of, workFolder } from "./occam-process.fixture.ts";

const inFolder = workFolder();
const ROWS = 120;
const noise = [0, 1, 2].map((position) => randomNormal(ROWS, { seed: 7, stream: "files", position }));
const tableOf = (make: (row: number, a: number, b: number, luck: number) => Records[number]): Records =>
  Array.from({ length: ROWS }, (_, row) => {
    const [a = 0, b = 0, luck = 0] = noise.map((values) => Number((values[row] as number).toFixed(3)));
    return make(row, a, b, luck);
  });

/** One network beside the plain one: enough for what is compared here. */
const config = inFolder("config.json");
beforeAll(() => writeFile(config, '{"l2":{"alpha":0.001}}'));

const fitted = (file: string, ...flags: readonly string[]) => {
  const out = ["--out", inFolder(`${file}-out`)];
  return occam("fit", inFolder(file), "--target", "y", "--epochs", "3", "--config", config, ...out, ...flags);
};

async function fit(file: string, ...flags: readonly string[]): Promise<FitResult> {
  const { code, stdout, stderr } = await fitted(file, "--json", ...flags);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as FitResult;
}
const modelOf = (file: string) => inFolder(`${file}-out/model.onnx`);

/** Rows as a Parquet file, each column of the type that is said. */
async function writeParquet(file: string, rows: Records, types: Readonly<Record<string, string>>): Promise<void> {
  await writeFile(inFolder("rows.json"), JSON.stringify(rows));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const columns = Object.entries(types).map(([name, type]) => `"${name}": '${type}'`);
  const source = `read_json('${inFolder("rows.json")}', columns = {${columns.join(", ")}})`;
  await connection.run(`COPY (FROM ${source}) TO '${inFolder(file)}'`);
  connection.closeSync();
  instance.closeSync();
}

describe("a file gives the model of the plain one, to the byte", () => {
  const rows = tableOf((row, a, b, luck) => ({
    größe: `ä${row % 3}`,
    a,
    b: row % 17 === 0 ? null : b,
    // Two decimals, ten values: numbers that repeat.
    step: (row % 10) / 4 + 0.25,
    y: Number((2 * a + b + (row % 3) + luck / 10).toFixed(3)),
  }));
  const texts = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell === null ? "" : String(cell)])),
  );
  const columns = Object.keys(rows[0] ?? {});
  const plain = delimited(rows);

  beforeAll(async () => {
    await writeFile(inFolder("plain.csv"), plain);
    await fit("plain.csv");
    await writeParquet("18d.parquet", texts, Object.fromEntries(columns.map((name) => [name, "VARCHAR"])));
  });

  it.each<[string, string, string | undefined, readonly string[]]>([
    ["05 a line sep=;", "05.csv", `sep=;\n${delimited(rows, ";")}`, []],
    [
      "06c an index without a name",
      "06c.csv",
      plain
        .split("\n")
        .map((line, i) => (line === "" ? line : `${i === 0 ? "" : i},${line}`))
        .join("\n"),
      ["Unnamed: 0"],
    ],
    ["11b numbers as texts in JSON lines", "11b.jsonl", texts.map((row) => JSON.stringify(row)).join("\n"), []],
    [
      "11d columns of JSON, as pandas writes them",
      "11d.json",
      JSON.stringify(
        Object.fromEntries(columns.map((name) => [name, Object.fromEntries(rows.map((row, i) => [i, row[name]]))])),
      ),
      [],
    ],
    ["18d numbers as texts in Parquet", "18d.parquet", undefined, []],
    ["31 a separator behind every line", "31.csv", plain.replaceAll("\n", ",\n"), []],
  ])("%s", async (_, file, content, dropped) => {
    if (content !== undefined) await writeFile(inFolder(file), content);
    const { data } = await fit(file);
    expect(data.dropped.map(({ column }) => column)).toEqual(dropped);
    expect(await sha256Of(modelOf(file))).toBe(await sha256Of(modelOf("plain.csv")));
  });
});

describe("a model predicts files in other spellings alike", () => {
  const members = tableOf((row, a, b) => {
    const [member, smoker] = [b > 0, row % 3 === 0];
    return { member, smoker, x: a, y: Number((a + (member ? 4 : 0) - (smoker ? 2 : 0)).toFixed(3)) };
  });
  const written = (yes: string, no: string) =>
    members.map((row) => ({ ...row, member: row.member ? yes : no, smoker: row.smoker ? yes : no }));
  const people = tableOf((row, a, _, luck) => ({
    age: 20 + (row % 50),
    workclass: ["State-gov", "Private", "Self-emp"][row % 3] as string,
    sex: luck > 0 ? "Male" : "Female",
    y: a + (row % 3) > 1 ? ">50K" : "<=50K",
  }));

  beforeAll(async () => {
    for (const [file, content] of [
      ["python.csv", delimited(written("True", "False"))],
      ["r.csv", delimited(written("TRUE", "FALSE"))],
      ["digits.csv", delimited(written("1", "0"))],
      ["bool.jsonl", members.map((row) => JSON.stringify(row)).join("\n")],
      ["tight.csv", delimited(people)],
      ["spaced.csv", delimited(people).replaceAll(",", ", ")],
      ["wide.csv", delimited(people).replaceAll(",", "\u00a0,")],
    ] as const)
      await writeFile(inFolder(file), content);
    await writeParquet("bool.parquet", members, { member: "BOOLEAN", smoker: "BOOLEAN", x: "DOUBLE", y: "DOUBLE" });
  });

  it.each<[string, string, readonly string[]]>([
    ["09 booleans", "python.csv", ["r.csv", "digits.csv", "bool.jsonl", "bool.parquet"]],
    ["10 spaces behind the separators", "spaced.csv", ["tight.csv", "wide.csv"]],
  ])("%s", async (_, file, others) => {
    await fit(file);
    const own = await occam("predict", modelOf(file), inFolder(file), "--json");
    expect([own.code, own.stderr]).toEqual([0, ""]);
    for (const other of others) {
      const { code, stdout, stderr } = await occam("predict", modelOf(file), inFolder(other), "--json");
      expect([code, stdout, stderr]).toEqual([0, own.stdout, ""]);
    }
  });
});

it("labels 03 of -1 and 1 are written as they are", async () => {
  const rows = tableOf((_, a, b) => ({ a, b, y: a > 0 ? 1 : -1 }));
  await writeFile(inFolder("labels.csv"), delimited(rows));
  await fit("labels.csv");
  const { stdout } = await occam("predict", modelOf("labels.csv"), inFolder("labels.csv"));
  const [header, ...lines] = stdout.trimEnd().split("\n");
  expect(header).toBe("label,probability -1,probability 1");
  expect([...new Set(lines.map((line) => line.split(",")[0]))].sort()).toEqual(["-1", "1"]);
});

describe("the terminal says what changes what a verdict means", () => {
  const printed = async (file: string, rows: Records) => {
    await writeFile(inFolder(file), delimited(rows, ";"));
    const { code, stdout } = await fitted(file);
    expect(code).toBe(0);
    return stdout.replace(/\n {10}/g, " ");
  };

  it("34 of a rare class, what a constant prediction scores; 04 that a class NA was kept", async () => {
    const rows = tableOf((row, a, b) => ({ a, b, y: row % 20 === 0 ? "NA" : row % 2 === 0 ? "EU" : "SA" }));
    const said = await printed("rare.csv", rows);
    expect(said).toMatch(/balanced accuracy, test .*\n +of a constant prediction +33.3% +33.3%\n/);
    expect(said).toMatch(/AUC, test .*\n +of a constant prediction +0.500 +0.500\n/);
    expect(said).toContain('y: only 6 rows (5%) of the class "NA": look at balanced accuracy and AUC');
    expect(said).toContain('note      y: 6 cells of "NA" kept as a value, as the others look like it');
  });

  it("02b rows without a target; then 01 decimal commas and 02 marks", async () => {
    const rows = tableOf((row, a, b) => ({
      a: row === 3 ? "n/a" : String(a).replace(".", ","),
      b: row % 7,
      y: row === 9 ? "unknown" : String(Number((a + b).toFixed(3))).replace(".", ","),
    }));
    const said = await printed("marks.csv", rows);
    expect(said).toContain('but       y: 1 row without a target ("unknown") left out.');
    for (const note of [/a: 1 cell such as "n\/a" taken for missing/, /a: read as numbers, \d+ cells written as/])
      expect(said).toMatch(note);
    expect(said.indexOf("but ")).toBeLessThan(said.indexOf("note "));
  });
});

describe("34 decisions on a rare class", () => {
  const rows = tableOf((row, a, b, luck) => ({ a, b, y: a > 1.4 || (row % 50 === 0 && luck > 0) ? "fraud" : "ok" }));
  beforeAll(() => writeFile(inFolder("rare.csv"), delimited(rows)));
  const labels = async () => {
    const { stdout } = await occam("predict", modelOf("rare.csv"), inFolder("rare.csv"));
    return stdout.split("\n").filter((line) => line.startsWith("fraud,")).length;
  };

  it("--balance and --threshold label more of them, in the model too, and show what other thresholds do", async () => {
    await fit("rare.csv");
    const before = await labels();
    const { decision, engine } = await fit("rare.csv", "--balance");
    expect(engine).toBe("compiled");
    expect(decision).toMatchObject({ rule: "balance", rarer: 0 });
    expect(await labels()).toBeGreaterThan(before);
    const { code, stdout } = await fitted("rare.csv", "--threshold", "10%");
    expect(code).toBe(0);
    expect(stdout).toContain('"fraud" where its probability is above 0.1;');
    expect(stdout).toMatch(/above +labelled +found +right +F1 +balanced accuracy/);
  });

  it.each([
    [["--threshold", "1.5"], "expected a share from 0 to 1"],
    [["--threshold", "0.3", "--balance"], "--threshold expects a threshold or balance but receives both"],
  ])("%s is refused with exit 2, and nothing is written", async (flags, said) => {
    const out = inFolder("refused");
    const { code, stderr, stdout } = await fitted("rare.csv", ...flags, "--out", out);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(said);
    await expect(access(out)).rejects.toThrow();
  });
});
