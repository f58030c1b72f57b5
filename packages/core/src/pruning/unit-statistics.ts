import { differentiate } from "../autodiff/differentiate.ts";
import { abs, filled, input, mul, reduceSum } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import type { Loss } from "../losses/loss.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { withSession } from "../runtime/with-session.ts";
import { type FloatTensor, sizeOf, takeRows } from "../tensor/tensor.ts";
import type { Prepared } from "../training/examples/prepared.ts";
import { constantsOf } from "../training/program/constants-of.ts";
import { forward } from "../training/program/forward.ts";
import { createInputs } from "../training/program/graph-inputs.ts";
import type { Network } from "./network.ts";
import type { UnitGraph } from "./unit-graph.ts";

/** What units do on examples, for each unit of the graph that a layer mixes; 0 for the others. */
export interface UnitStatistics {
  /** Mean of the unit's value over examples and places. */
  readonly means: Float64Array;
  /** Mean over examples of |sum over places of value * dL/dvalue|, with L the example's loss. */
  readonly slopes: Float64Array;
}

const BLOCK_ROWS = 256;

export async function unitStatistics(
  network: Network,
  graph: UnitGraph,
  { runtime, loss, examples }: { readonly runtime: Runtime; readonly loss: Loss; readonly examples: Prepared },
): Promise<UnitStatistics> {
  const total = graph.starts.at(-1) as number;
  const [means, slopes] = [new Float64Array(total), new Float64Array(total)];
  const rows = examples.x.shape[0] as number;
  const blockRows = Math.min(rows, BLOCK_ROWS);
  const program = statisticsGraph(network, graph, loss, blockRows);
  const fetch = program.outputs.map(([name]) => name);
  await withSession(runtime, program, async (session) => {
    for (let start = 0; start < rows; start += blockRows) {
      // The last block is filled up with the last row, which then does not count again.
      const indices = Array.from({ length: blockRows }, (_, i) => Math.min(start + i, rows - 1));
      const feeds = { x: takeRows(examples.x, indices), targets: takeRows(examples.targets, indices) };
      const { fetched } = await session.run(feeds, { fetch });
      for (const [name, tensor] of Object.entries(fetched)) {
        const [what, value] = name.split("/");
        // Every output of the graph is float32.
        addRows(what === "mean" ? means : slopes, graph.starts[Number(value)] as number, tensor as FloatTensor, {
          count: Math.min(blockRows, rows - start),
          share: 1 / rows,
        });
      }
    }
  });
  return { means, slopes };
}

/** sums[first + unit] += share * the sum of the unit's numbers in the first `count` rows of [rows, units]. */
function addRows(
  sums: Float64Array,
  first: number,
  { shape, data }: FloatTensor,
  { count, share }: { readonly count: number; readonly share: number },
): void {
  const units = shape[1] as number;
  for (let i = 0; i < count * units; i++) {
    const at = first + (i % units);
    sums[at] = (sums[at] as number) + (data[i] as number) * share;
  }
}

/** For each row of a block: outputs "mean/<value>" and "slope/<value>", [rows, units]. */
function statisticsGraph({ model, parameters }: Network, graph: UnitGraph, loss: Loss, rows: number): Graph {
  const x = input("x", "float32", [rows, ...model.inputShape]);
  const targets = input("targets", "float32", [rows, ...model.outputShape]);
  const scope = { mode: "inference", parameters: constantsOf(parameters), inputs: createInputs(false) } as const;
  const { outputs, ofLayers } = forward(model, x, scope);
  const mixed = graph.mixers.flatMap((mixers, value) => {
    const own = ofLayers[value - model.inputs.length];
    return mixers.length === 0 || own === undefined ? [] : [{ value, own }];
  });
  const gradients = differentiate(
    reduceSum(loss.perExample(outputs, targets), [0]),
    mixed.map(({ own }) => own),
  );
  return {
    name: "statistics",
    inputs: [x, targets],
    outputs: mixed.flatMap(({ value, own }, i): readonly (readonly [string, Value])[] => {
      const gradient = gradients[i] ?? filled([rows, ...(own.shape.slice(1) as number[])], 0);
      const places = own.shape.slice(2).map((_, axis) => axis + 2);
      const slope = overPlaces(mul(own, gradient), places);
      // A mean over places too, as one number stands for the unit wherever it is.
      const share = 1 / sizeOf(own.shape.slice(2) as number[]);
      const sum = overPlaces(own, places);
      return [
        [`mean/${value}`, share === 1 ? sum : mul(sum, filled([], share))],
        [`slope/${value}`, abs(slope)],
      ];
    }),
  };
}

function overPlaces(value: Value, places: readonly number[]): Value {
  return places.length === 0 ? value : reduceSum(value, places);
}
