import { expect, it } from "vitest";
import { prunedHouses } from "../results/prune-result.fixture.ts";
import { renderPruneText } from "./prune-text.ts";

it("a pruning reads like this", () => {
  expect(renderPruneText(prunedHouses)).toMatchInlineSnapshot(`
    "3 units left the network, and 4.5% of its parameters.

                                    before         after
      units                        64-32-1       62-31-1
      parameters                     2,817         2,689
      multiply-adds                  2,720         2,595
      model file, bytes             14,321        13,809
      one row, µs                     21.5          20.3
      256 rows, µs                   1,769         1,650
      test rmse                      55.12         55.12
      test r2                       0.4876        0.4876

    Largest difference of what the two give, on 442 rows of the table and 10,000 random ones: 2.384e-7.
    Removed: 2 unused, 1 constant.
    1,200 of 2,595 weights that stay are exactly zero.
    No weight uses garden.
    Written: run/pruned.onnx, run/prune.json
    "
  `);
});

it("of many unused features eight are named, each cut to 40 characters, and the rest counted", () => {
  const unusedFeatures = Array.from({ length: 10 }, (_, at) => `${at}${"x".repeat(1000)}`);
  const line = renderPruneText({ ...prunedHouses, unusedFeatures })
    .split("\n")
    .find((each) => each.startsWith("No weight uses"));
  expect(line).toMatch(/^No weight uses (\dx{38}…, ){7}7x{38}… and 2 more\.$/);
});
