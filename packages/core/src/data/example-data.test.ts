import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** The header and the rows of a table in examples/data, which has no quotes. */
function readExample(name: string): { readonly header: readonly string[]; readonly rows: readonly string[][] } {
  const text = readFileSync(new URL(`../../../../examples/data/${name}`, import.meta.url), "utf8");
  const [header = [], ...rows] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return { header, rows };
}

function countBy(values: readonly (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[`${value}`] = (counts[`${value}`] ?? 0) + 1;
  return counts;
}

const columnOf = (rows: readonly string[][], column: number) => rows.map((row) => Number(row[column]));
const sumOf = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const dot = (a: readonly number[], b: readonly number[]) => sumOf(a.map((value, i) => value * (b[i] as number)));
const centered = (values: readonly number[]) => values.map((value) => value - sumOf(values) / values.length);
const unit = (values: readonly number[]) => values.map((value) => value / Math.sqrt(dot(values, values)));

const breastCancer = readExample("breast-cancer.csv");
const wine = readExample("wine.csv");
const diabetes = readExample("diabetes.csv");

describe.each([
  ["breast-cancer.csv", breastCancer, 569, 31, "text"],
  ["wine.csv", wine, 178, 14, "text"],
  ["diabetes.csv", diabetes, 442, 11, "number"],
] as const)("%s", (_, { header, rows }, rowCount, columnCount, target) => {
  it(`has ${rowCount} rows of ${columnCount} columns`, () => {
    expect(header).toHaveLength(columnCount);
    expect(rows).toHaveLength(rowCount);
    expect(rows.every((row) => row.length === columnCount)).toBe(true);
  });

  it("names its columns in snake case, each once", () => {
    expect(header.every((name) => /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toBe(true);
    expect(new Set(header).size).toBe(columnCount);
  });

  it("has a number in every field but that of a text target", () => {
    const numbers = rows.flatMap((row) => (target === "text" ? row.slice(0, -1) : row));
    expect(numbers.filter((field) => field.trim() === "" || !Number.isFinite(Number(field)))).toEqual([]);
  });
});

describe("breast-cancer.csv", () => {
  it("has 212 malignant and 357 benign rows", () => {
    expect(countBy(breastCancer.rows.map((row) => row[30]))).toEqual({ malignant: 212, benign: 357 });
  });

  it("begins with the first case of the source, as written", () => {
    expect(breastCancer.rows[0]?.join(",")).toBe(
      "17.99,10.38,122.8,1001,0.1184,0.2776,0.3001,0.1471,0.2419,0.07871,1.095,0.9053,8.589,153.4,0.006399,0.04904," +
        "0.05373,0.01587,0.03003,0.006193,25.38,17.33,184.6,2019,0.1622,0.6656,0.7119,0.2654,0.4601,0.1189,malignant",
    );
  });

  // The summary statistics of the source's description.
  it.each([
    ["mean_radius", 6.981, 28.11],
    ["mean_concave_points", 0, 0.2012],
    ["area_error", 6.802, 542.2],
    ["fractal_dimension_error", 0.0008948, 0.02984],
    ["worst_area", 185.2, 4254],
    ["worst_fractal_dimension", 0.05504, 0.2075],
  ])("%s reaches from %d to %d", (name, low, high) => {
    const values = columnOf(breastCancer.rows, breastCancer.header.indexOf(name));
    expect([Math.min(...values), Math.max(...values)]).toEqual([low, high]);
  });
});

describe("wine.csv", () => {
  it("has 59, 71 and 48 rows of its cultivars", () => {
    const counts = countBy(wine.rows.map((row) => row[13]));
    expect(counts).toEqual({ cultivar_1: 59, cultivar_2: 71, cultivar_3: 48 });
  });

  it("begins with the first wine of the source, as written", () => {
    expect(wine.rows[0]?.join(",")).toBe("14.23,1.71,2.43,15.6,127,2.8,3.06,0.28,2.29,5.64,1.04,3.92,1065,cultivar_1");
  });

  // Minimum, maximum and mean of the source's description, whose means are cut or rounded at the digit that comes last.
  it.each([
    ["malic_acid", 0.74, 5.8, 2.34, 0.01],
    ["magnesium", 70, 162, 99.7, 0.1],
    ["nonflavanoid_phenols", 0.13, 0.66, 0.36, 0.01],
    ["hue", 0.48, 1.71, 0.96, 0.01],
    ["od280_od315_of_diluted_wines", 1.27, 4, 2.61, 0.01],
    ["proline", 278, 1680, 746, 1],
  ])("%s reaches from %d to %d with mean %d", (name, low, high, mean, lastDigit) => {
    const values = columnOf(wine.rows, wine.header.indexOf(name));
    expect([Math.min(...values), Math.max(...values)]).toEqual([low, high]);
    expect(Math.abs(sumOf(values) / values.length - mean)).toBeLessThan(lastDigit);
  });
});

describe("diabetes.csv", () => {
  it("begins with the first patient of the source, as written", () => {
    expect(diabetes.rows[0]?.join(",")).toBe("59,2,32.1,101.0,157,93.2,38.0,4.0,4.8598,87,151");
  });

  it("has whole numbers from 25 to 346 as its target", () => {
    const targets = columnOf(diabetes.rows, 10);
    expect(targets.every(Number.isInteger)).toBe(true);
    expect([Math.min(...targets), Math.max(...targets)]).toEqual([25, 346]);
  });

  it("has the first lasso knot at 949.435260, where bmi enters", () => {
    const target = centered(columnOf(diabetes.rows, 10));
    const pulls = diabetes.header
      .slice(0, 10)
      .map((_, column) => Math.abs(dot(unit(centered(columnOf(diabetes.rows, column))), target)));
    expect(Math.max(...pulls)).toBeCloseTo(949.43526, 5);
    expect(diabetes.header[pulls.indexOf(Math.max(...pulls))]).toBe("bmi");
  });
});
