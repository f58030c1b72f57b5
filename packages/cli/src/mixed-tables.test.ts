/** Tables of every format and with every difficulty, through the real command. */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import type { FitResult } from "@occam/report/results";
import { beforeAll, describe, expect, it } from "vitest";
import { randomUniform } from "../../core/src/tensor/random.ts";
import {
  delimited,
  occam,
  predictionsOf,
  type Records,
  sha256Of,
  workFolder,
  writeCsv,
} from "./occam-process.fixture.ts";

const inFolder = workFolder();

/** Numbers, texts with odd characters, booleans, whole numbers, gaps, and names that object properties have. */
const mixed: Records = Array.from(randomUniform(160, { seed: 2, stream: "mixed" }), (u, row) => ({
  __proto__number: Math.round(u * 1000) / 8,
  label: row % 7 === 0 ? null : (row * 37) % 101,
  "größe, cm": row % 11 === 0 ? null : `${["a,b", 'say "x"', "日本", "plain"][row % 4]}`,
  constructor: row % 3 === 0,
  nothing: null,
  always: "same",
  name: `person ${row}`,
  y: u + ((row * 37) % 101) / 200 > 0.7 ? "=1+1" : "no",
}));
const fitMixed = async (table: string, name: string) => {
  const out = inFolder(name);
  const { stdout, stderr } = await occam("fit", table, "--target", "y", "--epochs", "3", "--out", out, "--json");
  if (stdout === "") throw new Error(stderr);
  return {
    result: JSON.parse(stdout) as FitResult,
    hash: await sha256Of(`${out}/model.onnx`),
    model: `${out}/model.onnx`,
  };
};

describe("a mixed table", () => {
  let csv: Awaited<ReturnType<typeof fitMixed>>;
  beforeAll(async () => {
    csv = await fitMixed(await writeCsv(inFolder("mixed.csv"), mixed), "mixed-csv");
  });

  it("is understood: kinds of columns, and what is left out and why", () => {
    expect(csv.result.data).toMatchObject({ columns: 4, kinds: { numeric: 2, categorical: 2 } });
    expect(csv.result.data.dropped).toEqual([
      { column: "nothing", reason: { code: "noValues" } },
      { column: "always", reason: { code: "constant" } },
      { column: "name", reason: { code: "ownTextInNearlyEveryRow" } },
    ]);
    expect(csv.result.classes).toEqual(["=1+1", "no"]);
  });

  const jsonLines = mixed.map((record) => JSON.stringify(record)).join("\n");
  it.each<[string, string | Buffer]>([
    ["mixed.tsv", delimited(mixed, "\t")],
    ["semicolons.csv", delimited(mixed, ";")],
    ["mixed.csv.gz", gzipSync(delimited(mixed))],
    ["mixed.jsonl", jsonLines],
    ["array.json", JSON.stringify(mixed)],
  ])("gives the same model as %s", async (name, content) => {
    await writeFile(inFolder(name), content);
    const other = await fitMixed(inFolder(name), `out-${name}`);
    expect(other.hash).toBe(csv.hash);
    expect(other.result.chosen).toEqual(csv.result.chosen);
  });

  it("gives the same model as Parquet, and the same predictions", async () => {
    const types = ["DOUBLE", "BIGINT", "VARCHAR", "BOOLEAN", "DOUBLE", "VARCHAR", "VARCHAR", "VARCHAR"];
    const literal = (cell: unknown) => (typeof cell === "string" ? `'${cell}'` : String(cell ?? "NULL"));
    const values = mixed.map((record) => `(${Object.values(record).map(literal).join(", ")})`).join(", ");
    const columns = Object.keys(mixed[0] ?? {}).map((name, i) => `c${i}::${types[i]} AS "${name}"`);
    const from = `(VALUES ${values}) t(${columns.map((_, i) => `c${i}`).join(", ")})`;
    const file = inFolder("mixed.parquet");
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT ${columns.join(", ")} FROM ${from}) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();

    expect((await fitMixed(file, "mixed-parquet")).hash).toBe(csv.hash);
    const [byCsv, byParquet] = [
      await occam("predict", csv.model, inFolder("mixed.csv")),
      await occam("predict", csv.model, file),
    ];
    expect(byCsv.code).toBe(0);
    expect(byParquet.stdout).toBe(byCsv.stdout);
  });

  it("predict writes label and a probability for each class as CSV, safe for spreadsheets unless asked otherwise", async () => {
    const file = inFolder("predictions.csv");
    expect(await occam("predict", csv.model, inFolder("mixed.csv"), "-o", file)).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "",
    });
    const [header, ...lines] = (await readFile(file, "utf8")).trimEnd().split("\n");
    expect(header).toBe("label,probability =1+1,probability no");
    expect(lines).toHaveLength(mixed.length);
    for (const line of lines) {
      const [label, ...probabilities] = line.split(",");
      const [first, second] = probabilities.map(Number) as [number, number];
      expect(first + second).toBeCloseTo(1, 6);
      expect(label).toBe(first >= second ? "'=1+1" : "no");
    }
    expect(new Set(lines.map((line) => line.split(",")[0])).size).toBe(2);
    const raw = await occam("predict", csv.model, inFolder("mixed.csv"), "--raw-csv");
    expect(raw.stdout).toBe(`${[header, ...lines].join("\n").replaceAll("'=1+1", "=1+1")}\n`);
  });

  it("predict takes unseen texts, missing cells, columns in any order and a text column that spells numbers", async () => {
    const row = (text: unknown, number: unknown) =>
      JSON.stringify({ extra: 1, constructor: null, "größe, cm": text, label: number, __proto__number: "2.5" });
    const lines = [row("never seen", 3), row("nor this", 3), row(null, null), row(17, 3), row("plain", 3)];
    await writeFile(inFolder("new.jsonl"), lines.join("\n"));
    const predicted = await occam("predict", csv.model, inFolder("new.jsonl"), "--json");
    expect(predicted.code).toBe(0);
    const found = predictionsOf(predicted);
    expect(found[1]).toEqual(found[0]);
    expect(found[3]).toEqual(found[0]);
    expect(found[4]).not.toEqual(found[0]);
    for (const { probabilities } of found) expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect(JSON.parse(predicted.stdout)).toMatchObject({
      unseen: [
        { code: "unseenText", column: "größe, cm", rows: 3, example: "never seen" },
        { code: "newlyMissing", column: "constructor", rows: 5 },
      ],
    });
    expect(predicted.stderr).toBe(
      'occam: größe, cm: 3 rows with a text that no training row held, such as "never seen".\n' +
        "occam: constructor: 5 rows without a value, which every training row had.\n",
    );
  });

  it("predict --strict writes nothing where a row holds what the model never saw", async () => {
    const [file, out] = [inFolder("strange.csv"), inFolder("strange-predictions.csv")];
    await writeCsv(file, [{ ...mixed[1], __proto__number: 1e6, "größe, cm": "never seen" }, ...mixed.slice(2, 5)]);
    const { code, stdout, stderr } = await occam("predict", csv.model, file, "--strict", "-o", out);
    expect([code, stdout, existsSync(out)]).toEqual([2, "", false]);
    expect(stderr).toBe(
      `occam: ${file} holds what the model never saw: __proto__number: 1 row far outside of the range of the training rows, such as "1000000"; ` +
        'größe, cm: 1 row with a text that no training row held, such as "never seen": correct those cells, or predict without --strict.\n',
    );
    // The advice, followed.
    expect((await occam("predict", csv.model, file, "-o", out)).code).toBe(0);
    await writeCsv(file, mixed.slice(1, 5));
    expect((await occam("predict", csv.model, file, "--strict", "-o", out)).code).toBe(0);
  });
});

describe("hard tables are fitted", () => {
  it("one with more columns than rows", async () => {
    const u = randomUniform(30 * 60, { seed: 4, stream: "wide" });
    const wide = Array.from({ length: 30 }, (_, row) => ({
      ...Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`c${i}`, u[row * 60 + i] as number])),
      y: row % 2 === 0 ? "p" : "q",
    }));
    const { result } = await fitMixed(await writeCsv(inFolder("wide.csv"), wide), "wide");
    expect(result.data).toMatchObject({ columns: 60, rows: { train: 24, validation: 0, test: 6 } });
  });

  it("one with rows without a target, which are left out, and a class of one row, which is trained on", async () => {
    const records = mixed.map((record, row) => ({
      ...record,
      y: row === 50 ? "once" : row % 10 === 0 ? null : (record.y as string),
    }));
    const file = await writeCsv(inFolder("gaps.csv"), records);
    const { result, model } = await fitMixed(file, "gaps");
    const { train, validation, test } = result.data.rows;
    expect(train + validation + test).toBe(145);
    expect(result.classes).toEqual(["=1+1", "no", "once"]);
    expect(predictionsOf(await occam("predict", model, file, "--json"))).toHaveLength(160);
  });

  it("one with columns of names that a graph uses itself", async () => {
    const names = [
      "x",
      "features",
      "N",
      "v0",
      "v1",
      "c0",
      "value",
      "probabilities",
      "label_",
      "label",
      "__proto__",
      "toString",
    ];
    const u = randomUniform(40 * names.length, { seed: 5, stream: "names" });
    const rows = Array.from({ length: 40 }, (_, row) => names.map((_, i) => u[row * names.length + i]).join(","));
    const file = inFolder("names.csv");
    await writeFile(
      file,
      [[...names, "y"].join(","), ...rows.map((row, i) => `${row},${i % 2 === 0 ? "p" : "q"}`)].join("\n"),
    );
    const { result, model } = await fitMixed(file, "names");
    expect(result.data.columns).toBe(names.length);
    expect(predictionsOf(await occam("predict", model, file, "--json"))).toHaveLength(40);
  });
});

it("codes that look like numbers are kept as written where they are asked for, by all who read the table again", async () => {
  const rows = Array.from(
    { length: 80 },
    (_, row) => `${["12E5", "1.50", "12E6", "1.5"][row % 4]},${row % 7},${(row % 4) * 3 + (row % 7)}`,
  );
  const file = inFolder("codes.csv");
  await writeFile(file, `article,x,y\n${rows.join("\n")}\n`);
  const out = inFolder("codes");
  const { code, stderr } = await occam(
    "fit",
    file,
    "--target",
    "y",
    "--task",
    "regression",
    "--epochs",
    "3",
    "--column",
    "article=code",
    "--out",
    out,
  );
  expect([code, stderr.includes("occam:")]).toEqual([0, false]);
  const diagnosed = await occam("diagnose", file, "--target", "y", "--run", out, "--json");
  expect(diagnosed.code).toBe(0);
  const pruned = await occam("prune", out, "--json");
  expect(pruned.code).toBe(0);
  const predicted = await occam("predict", `${out}/model.onnx`, file, "--json");
  expect(JSON.parse(predicted.stdout).unseen).toEqual([]);
});
