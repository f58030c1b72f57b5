import { afterAll, expect, it } from "vitest";
import { layerOutputs } from "../diagnosis/network/layer-outputs.ts";
import { dense } from "../layers/dense.ts";
import { sequential } from "../layers/sequential.ts";
import { toLoss } from "../losses/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { mean } from "../statistics/mean.ts";
import { viewRows } from "../tensor/tensor.ts";
import { failingRuntime } from "../testing/failing-runtime.ts";
import { weighted } from "../testing/networks.ts";
import { twoClasses } from "../testing/problems.ts";
import { unitGraph } from "./unit-graph.ts";
import { unitStatistics } from "./unit-statistics.ts";

const real = nodeRuntime();
afterAll(() => real.close());

const loss = toLoss("softmaxCrossEntropy");
const network = weighted(
  sequential({ inputShape: [3], layers: [dense({ units: 4, activation: "relu" }), dense({ units: 2 })] }),
);
const graph = unitGraph(network.model);
/** Two blocks of rows, the second one of 44. */
const { x, y } = twoClasses(300, 3);
const targets = loss.toTargets(y, [2]);
const { runtime, open } = failingRuntime(real);
const statisticsOf = (first: number, end: number) => {
  const examples = { x: viewRows(x, first, end), targets: viewRows(targets, first, end) };
  return unitStatistics(network, graph, { runtime, loss, examples });
};

it("means over 300 rows are those of the layer's outputs, from one session", async () => {
  const { means } = await statisticsOf(0, 300);
  expect(open.loads).toBe(1);
  const [hidden] = await layerOutputs(real, network.model, network.parameters, x);
  const column = (unit: number) =>
    mean(Array.from({ length: 300 }, (_, row) => hidden?.outputs.data[4 * row + unit] ?? Number.NaN));
  const [start, end] = [graph.starts[1] as number, graph.starts[2] as number];
  const expected = [0, 1, 2, 3].map((unit) => expect.closeTo(column(unit), 6));
  expect(Array.from(means.subarray(start, end))).toEqual(expected);
});

it("statistics of all rows are the weighted means of those of the parts: no row counts twice", async () => {
  const [whole, first, last] = [await statisticsOf(0, 300), await statisticsOf(0, 256), await statisticsOf(256, 300)];
  for (const what of ["means", "slopes"] as const) {
    const together = first[what].map((value, unit) => (256 * value + 44 * (last[what][unit] as number)) / 300);
    expect(together.some((value) => value !== 0)).toBe(true);
    expect(Array.from(whole[what])).toEqual(Array.from(together, (value) => expect.closeTo(value, 9)));
  }
});
