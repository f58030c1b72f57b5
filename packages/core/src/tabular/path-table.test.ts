import { afterAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import { exampleRows } from "../testing/page-table.ts";
import { pathTable } from "./index.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const rows = exampleRows(60);
const options = { target: "side", runtime, count: 3, epochs: 2, folds: 2 };

describe("a path", () => {
  it.each([
    ["maxNorm", true, [10, 1, 0.1]],
    ["dropout", false, [0, 0.375, 0.75]],
  ])("of %s says whether less is more regularized, and goes there", async (penalty, falls, alphas) => {
    const { result } = await pathTable(rows, { ...options, penalty });
    expect(result.falls).toBe(falls);
    expect(result.points.map(({ alpha }) => alpha)).toEqual(alphas);
  });
});
