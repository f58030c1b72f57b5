import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { InputColumn, NumericInput, TextInput } from "./columns.ts";
import { type CategoricalPlan, fitPreprocessing, type NumericPlan, type Preprocessing } from "./preprocessing.ts";
import {
  columnFeeds,
  featureColumns,
  featureGraph,
  featureNames,
  inputNames,
  transform,
} from "./preprocessing-graph.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const { NaN: missing } = Number;
const numeric = (name: string, values: readonly number[]): NumericInput => ({
  name,
  kind: "numeric",
  values: Float64Array.from(values),
});
const text = (name: string, values: readonly (string | null)[]): TextInput => ({ name, kind: "text", values });
const rowsOf = (count: number) => Int32Array.from({ length: count }, (_, row) => row);

/** The features of all rows, a list a row. */
async function featuresOf(columns: readonly InputColumn[], preprocessing: Preprocessing): Promise<number[][]> {
  const { shape, data } = await transform(runtime, preprocessing, columns, rowsOf(columns[0]?.values.length ?? 0));
  const [rowCount, width] = shape as [number, number];
  return Array.from({ length: rowCount }, (_, row) => Array.from(data.subarray(row * width, (row + 1) * width)));
}

/** The features of one column learnt on all rows, beside nothing else. */
const featuresOfOne = (column: InputColumn) =>
  featuresOf([column], fitPreprocessing([column], rowsOf(column.values.length)));

describe("numbers become features", () => {
  it("0, 1, 2, 3, 4 are -1, -1/2, 0, 1/2, 1 interquartile ranges from the median, bent by z / sqrt(1 + z^2/9)", async () => {
    const features = await featuresOfOne(numeric("n", [0, 1, 2, 3, 4]));
    const [half, whole] = [0.4931970153, 0.9486832981];
    [-whole, -half, 0, half, whole].forEach((expected, row) => {
      expect(features[row]).toEqual([expect.closeTo(expected, 6)]);
    });
  });

  it("3 ranges from the median are 3 / sqrt(2), 40 of them 2.9916, and all further ones no more than 3", async () => {
    const near = numeric("n", [-1, 0, 1, 0.5, -0.5]);
    const far = numeric("n", [3, -3, 40, 1e7, -1e20, 1e38]);
    const preprocessing = fitPreprocessing([near], rowsOf(5));
    const features = (await featuresOf([far], preprocessing)).flat();
    [2.12132034, -2.12132034, 2.99159765, 3, -3, 3].forEach((expected, row) => {
      expect(features[row]).toBeCloseTo(expected, 5);
    });
  });

  it("an outlier of 10^33 interquartile ranges is 3, not 0: its square overflows", async () => {
    const features = await featuresOfOne(numeric("n", [1e-30, 2e-30, 3e-30, 4e-30, 1000]));
    expect(features.at(-1)).toEqual([3]);
  });

  it("numbers as small as 1e-40 keep their order", async () => {
    const features = (await featuresOfOne(numeric("n", [1e-40, 2e-40, 3e-40, 4e-40, 5e-40]))).flat();
    expect(features[2]).toBe(0);
    expect([...features].sort((a, b) => a - b)).toEqual(features);
    expect(features[4]).toBeCloseTo(0.9487, 3);
  });

  it("whole numbers far from 0 have the features that they have near it, to the bit", async () => {
    const cells = fc.array(fc.option(fc.integer({ min: 0, max: 1e6 }), { nil: missing }), {
      minLength: 3,
      maxLength: 40,
    });
    const offset = fc.constantFrom(2 ** 40, 1.7e12, -1e13, 6_378_137 * 2 ** 20);
    await fc.assert(
      fc.asyncProperty(cells, offset, async (own, far) => {
        const companion = numeric("row", [...own.keys()]);
        const of = (move: number) => {
          const columns = [
            numeric(
              "n",
              own.map((x) => x + move),
            ),
            companion,
          ];
          return featuresOf(columns, fitPreprocessing(columns, rowsOf(own.length)));
        };
        expect(await of(far)).toEqual(await of(0));
      }),
      { numRuns: 30 },
    );
  });

  it("a missing number is the median, and marked where training rows miss some", async () => {
    const features = await featuresOfOne(numeric("n", [0, missing, 2, missing, 4]));
    expect(features[1]).toEqual([0, 1]);
    expect(features[2]).toEqual([0, 0]);
    expect(features[4]).toEqual([expect.closeTo(0.9486832981, 6), 0]);
  });

  it("a number missing later only is the median, without a mark", async () => {
    const preprocessing = fitPreprocessing([numeric("n", [0, 1, 2, 3, 4])], rowsOf(5));
    expect(await featuresOf([numeric("n", [missing, 4])], preprocessing)).toEqual([
      [0],
      [expect.closeTo(0.9486832981, 6)],
    ]);
  });
});

describe("texts become features", () => {
  it("one of the categories is 1, the others 0; an unseen text is none of them", async () => {
    const preprocessing = fitPreprocessing([text("t", ["b", "a", "c", "a", "b", "c"])], rowsOf(6));
    expect(await featuresOf([text("t", ["a", "b", "c", "never seen", null])], preprocessing)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it("rare, unseen and unexpectedly missing texts share the last feature", async () => {
    const preprocessing = fitPreprocessing([text("t", ["a", "b", "a", "b", "rare"])], rowsOf(5));
    expect(await featuresOf([text("t", ["a", "b", "rare", "never seen", null])], preprocessing)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 1],
    ]);
  });

  it("a missing text is a category where training rows miss some", async () => {
    const features = await featuresOfOne(text("t", [null, "a", "a", null, "b", "b"]));
    expect(features.slice(0, 2)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });

  it.each([" ", "é", "e\u0301", "日本語", "👩‍🚀", "a,b", '"', "line\nbreak", "__proto__", "NaN"])(
    "%j is a text like any other",
    async (odd) => {
      expect(await featuresOfOne(text("t", [odd, "plain", odd, "plain", odd]))).toEqual(
        [1, 0, 1, 0, 1].map((isOdd) => (odd < "plain" ? [isOdd, 1 - isOdd] : [1 - isOdd, isOdd])),
      );
    },
  );
});

describe("inputNames", () => {
  const named = (...names: string[]) =>
    inputNames(
      fitPreprocessing(
        names.map((name) => numeric(name, [1, 2])),
        rowsOf(2),
      ),
    );

  it("are the names of the columns, but for those of the model's outputs", () => {
    expect(named("age", "label", "probabilities", "value", "__proto__", "v0", "c0", "x", " ", "größe")).toEqual([
      "age",
      "label_",
      "probabilities_",
      "value_",
      "__proto__",
      "v0",
      "c0",
      "x",
      " ",
      "größe",
    ]);
  });

  it("stay apart where a column already has the name that another moves to", () => {
    expect(named("label", "label_", "label__")).toEqual(["label_", "label__", "label___"]);
    expect(named("label_", "label")).toEqual(["label_", "label__"]);
  });
});

describe("any columns", () => {
  /** What the features of one cell are, from the definitions alone. */
  const numericFeature = ({ center, scale, isDouble }: NumericPlan, cell: number): number => {
    const z = Number.isNaN(cell) ? 0 : ((isDouble ? cell : Math.fround(cell)) - center) / scale;
    return Math.abs(z) > 1e9 ? 3 * Math.sign(z) : z / Math.sqrt(1 + (z / 3) ** 2);
  };
  const oneHot = ({ categories, hasOther }: CategoricalPlan, cell: string | null): number[] => {
    const at = categories.indexOf(cell ?? "");
    return [...categories.map((_, i) => Number(i === at)), ...(hasOther ? [Number(at < 0)] : [])];
  };
  /** By the documented order: all numbers, then the marks of missing ones, then the categories of each column. */
  const expectedRow = ({ columns: plans }: Preprocessing, table: readonly InputColumn[], row: number): number[] => {
    const cellOf = (name: string) => table.find((column) => column.name === name)?.values[row];
    const numbers = plans.filter((plan) => plan.kind === "numeric");
    const texts = plans.filter((plan) => plan.kind === "categorical");
    return [
      ...numbers.map((plan) => numericFeature(plan, cellOf(plan.name) as number)),
      ...numbers.filter(({ hasMissing }) => hasMissing).map(({ name }) => Number(Number.isNaN(cellOf(name)))),
      ...texts.flatMap((plan) => oneHot(plan, cellOf(plan.name) as string | null)),
    ];
  };

  const names = fc.uniqueArray(
    fc.oneof(
      fc.constantFrom("__proto__", "constructor", "toString", "label", "label_", "probabilities", "value"),
      fc.constantFrom("x", "y", "features", "N", "v0", "v1", "c0", "c1", "Concat_v3", " "),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 8 },
  );
  const numberCells = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ min: -1e6, max: 1e6 }));
  const textCells = fc.option(fc.constantFrom("a", "b", "c", "rare", "", "日本", "constructor"), { nil: null });
  const tables = names.chain((each) =>
    fc.tuple(
      ...each.map((name) => {
        const cells = { minLength: 12, maxLength: 12 };
        return fc.oneof(
          fc
            .array(fc.oneof({ weight: 9, arbitrary: numberCells }, fc.constant(missing)), cells)
            .map((v) => numeric(name, v)),
          fc.array(textCells, cells).map((values) => text(name, values)),
        );
      }),
    ),
  );

  /** Always kept, so that something is, and of a name that no other column has. */
  const companion = numeric("the row's number", Array.from(rowsOf(12)));

  it("have the features of the definition, by ONNX Runtime and by the reference evaluator", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table: readonly InputColumn[]) => {
        const learnt = [...table, companion];
        const preprocessing = fitPreprocessing(learnt, rowsOf(8));
        const expected = Array.from(rowsOf(12), (row) => expectedRow(preprocessing, learnt, row));

        const byRuntime = await featuresOf(learnt, preprocessing);
        expected.forEach((features, row) => {
          expect(byRuntime[row]).toEqual(features.map((feature) => expect.closeTo(feature, 5)));
        });

        const { inputs, x } = featureGraph(preprocessing);
        const feeds = columnFeeds(preprocessing, learnt, rowsOf(12));
        const arrays = Object.fromEntries(
          Object.entries(feeds).map(([name, { shape, data }]): [string, NdArray] => [
            name,
            Array.isArray(data)
              ? { dtype: "string", shape, data: data as readonly string[] }
              : ndArray(shape, Float64Array.from(data as Float32Array)),
          ]),
        );
        const graph = { name: "features", inputs, outputs: [["out", x]] } as const;
        const byReference = numbersOf(evaluate(graph, arrays).out as NdArray);
        expected.flat().forEach((feature, at) => {
          expect(byReference[at]).toBeCloseTo(feature, 6);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("have a name for each feature, in the features' order", async () => {
    const columns = [
      text("colour", ["red", "blue", "red", "blue", "green"]),
      numeric("age", [1, 2, 3, 4, missing]),
      numeric("size", [1, 2, 3, 4, 5]),
    ];
    const preprocessing = fitPreprocessing(columns, rowsOf(5));
    expect(featureNames(preprocessing)).toEqual([
      "age",
      "size",
      "age is missing",
      "colour = blue",
      "colour = red",
      "colour = other",
    ]);
    expect(featureColumns(preprocessing)).toEqual(["age", "size", "age", "colour", "colour", "colour"]);
    expect((await featuresOf(columns, preprocessing))[4]).toEqual([0, expect.closeTo(0.9486832981, 6), 1, 0, 0, 1]);
  });

  it("of 20,000 rows have the features that their rows have alone", async () => {
    const columns = [
      numeric(
        "n",
        Array.from({ length: 20_000 }, (_, row) => (row * 7919) % 1009),
      ),
      text(
        "t",
        Array.from({ length: 20_000 }, (_, row) => `t${(row * 31) % 17}`),
      ),
    ];
    const preprocessing = fitPreprocessing(columns, rowsOf(1000));
    const whole = await transform(runtime, preprocessing, columns, rowsOf(20_000));
    expect(whole.shape).toEqual([20_000, 18]);
    const picked = Int32Array.of(0, 8191, 8192, 16_383, 16_384, 19_999);
    const alone = await transform(runtime, preprocessing, columns, picked);
    picked.forEach((row, i) => {
      expect(whole.data.subarray(row * 18, (row + 1) * 18)).toEqual(alone.data.subarray(i * 18, (i + 1) * 18));
    });
  });
});
