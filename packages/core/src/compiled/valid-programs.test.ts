import { afterAll, expect, it } from "vitest";
import createWabt from "wabt";
import type { Graph } from "../graph/value.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { LoadOptions, Runtime } from "../runtime/runtime.ts";
import { RECIPES } from "../testing/known-weights.ts";
import { compileGraph } from "./compile.ts";

const runtime = nodeRuntime({ engine: "compiled" });
afterAll(() => runtime.close());

/** The graphs that a training loads. */
async function graphsOf(recipe: (runtime: Runtime) => Promise<unknown>) {
  const loaded: (readonly [Graph, LoadOptions])[] = [];
  const load: Runtime["load"] = (model, options = {}) => {
    if (!(model instanceof Uint8Array)) loaded.push([model, options]);
    return runtime.load(model, options);
  };
  await recipe({ ...runtime, load });
  return loaded;
}

it.each(Object.entries(RECIPES))(
  "an independent tool finds the programs of a training valid: %s",
  async (_, recipe) => {
    const wabt = await createWabt();
    const graphs = await graphsOf(recipe);
    expect(graphs.length).toBeGreaterThanOrEqual(2);
    for (const [graph, { replicas, drawn = {} }] of graphs) {
      const blocks = replicas === undefined ? [] : [{ name: replicas, size: 1 }];
      const draws = [...new Set(Object.values(drawn))];
      const { bytes } = compileGraph(graph, { K: 3, N: 50, streams: 1 }, { blocks, draws });
      expect(() => wabt.readWasm(bytes, { simd: true, bulk_memory: true }).validate()).not.toThrow();
    }
  },
);
