import { afterAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../../runtime/node.ts";
import { fitTable } from "../fit-table.ts";
import { toTable } from "../table/to-table.ts";
import { readModelFacts } from "./model-facts.ts";
import { unseenValues } from "./unseen-values.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const rows = Array.from({ length: 60 }, (_, i) => {
  const row = (i * 7) % 60;
  return {
    age: 30 + row,
    weight: row % 9 === 0 ? null : row,
    // 2900 is 100 times the width of the middle half, 29, from their middle, and there are three of it.
    pay: row % 20 === 4 ? 2930 : row,
    kind: ["a", "b"][row % 2],
    city: row % 12 === 5 ? `rare ${row}` : ["x", "y", "z"][row % 3],
    isMember: row % 2 === 0,
    y: row / 7,
  };
});

describe("values that a model never saw", async () => {
  const { onnx, split } = await fitTable(rows, {
    target: "y",
    runtime,
    epochs: 2,
    config: { l2: 0.01 },
    task: "regression",
  });
  const unseen = (change: Record<string, unknown>) => {
    const known = Array.from(split.train, (row) => rows[row]);
    const table = known.map((row, i) => ({ ...row, ...((i === 3 || i === 8) && change) }));
    return unseenValues(onnx, readModelFacts(onnx), toTable(table));
  };

  it("are none in its own table, rare categories and other spellings included", () => {
    expect(unseen({})).toEqual([]);
    expect(unseen({ isMember: "TRUE", kind: " a ", weight: null })).toEqual([]);
  });

  it.each<[Record<string, unknown>, readonly unknown[]]>([
    [{ kind: "c" }, [{ code: "unseenCategory", column: "kind", rows: 2, first: 3, example: "c" }]],
    [{ age: 1000 }, [{ code: "farNumber", column: "age", rows: 2, first: 3, example: "1000" }]],
    [{ age: null }, [{ code: "unexpectedMissing", column: "age", rows: 2, first: 3 }]],
    [{ kind: null }, [{ code: "unexpectedMissing", column: "kind", rows: 2, first: 3 }]],
    [{ pay: 5500 }, []],
    [{ pay: 9000 }, [{ code: "farNumber", column: "pay", rows: 2, first: 3, example: "9000" }]],
    [{ age: 600 }, []],
    [
      { weight: -5000, city: "w" },
      [
        { code: "farNumber", column: "weight", rows: 2, first: 3, example: "-5000" },
        { code: "unseenCategory", column: "city", rows: 2, first: 3, example: "w" },
      ],
    ],
  ])("%j are named, with how many rows hold one", (change, found) => {
    expect(unseen(change)).toEqual(found);
  });
});
