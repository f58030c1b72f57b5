import { differentiate } from "../autodiff/differentiate.ts";
import { abs, constant, filled, input, mul, reduceSum } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import type { Loss } from "../losses/loss.ts";
import { encode } from "../onnx/encode.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type FloatTensor, sizeOf, takeRows } from "../tensor/tensor.ts";
import type { Prepared } from "../training/examples/prepared.ts";
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
  for (const [start, count] of blocksOf(rows)) {
    const indices = Array.from({ length: count }, (_, i) => start + i);
    const feeds = { x: takeRows(examples.x, indices), targets: takeRows(examples.targets, indices) };
    const found = await runOnce(runtime, statisticsGraph(network, graph, loss, count), feeds);
    for (const [name, tensor] of Object.entries(found)) {
      const [what, value] = name.split("/");
      const sums = what === "mean" ? means : slopes;
      const first = graph.starts[Number(value)] as number;
      tensor.data.forEach((sum, unit) => {
        sums[first + unit] = (sums[first + unit] as number) + sum / rows;
      });
    }
  }
  return { means, slopes };
}

/** [start, count] of blocks of rows. */
function blocksOf(rows: number): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.ceil(rows / BLOCK_ROWS) }, (_, i) => {
    const start = i * BLOCK_ROWS;
    return [start, Math.min(BLOCK_ROWS, rows - start)] as const;
  });
}

/** Sums over the rows of a block: outputs "mean/<value>" and "slope/<value>", [units]. */
function statisticsGraph({ model, parameters }: Network, graph: UnitGraph, loss: Loss, rows: number): Graph {
  const x = input("x", "float32", [rows, ...model.inputShape]);
  const targets = input("targets", "float32", [rows, ...model.outputShape]);
  const constants = new Map([...parameters].map(([name, { shape, data }]) => [name, constant(data, shape, "float32")]));
  const scope = { mode: "inference", parameters: constants, inputs: createInputs(false) } as const;
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
      const sum = reduceSum(overPlaces(own, places), [0]);
      return [
        [`mean/${value}`, share === 1 ? sum : mul(sum, filled([], share))],
        [`slope/${value}`, reduceSum(abs(slope), [0])],
      ];
    }),
  };
}

function overPlaces(value: Value, places: readonly number[]): Value {
  return places.length === 0 ? value : reduceSum(value, places);
}

async function runOnce(
  runtime: Runtime,
  graph: Graph,
  feeds: Readonly<Record<string, FloatTensor>>,
): Promise<Readonly<Record<string, FloatTensor>>> {
  const session = await runtime.load(encode(graph));
  try {
    const { fetched } = await session.run(feeds, { fetch: graph.outputs.map(([name]) => name) });
    // Every output of the graph is float32.
    return fetched as Readonly<Record<string, FloatTensor>>;
  } finally {
    await session.release();
  }
}
