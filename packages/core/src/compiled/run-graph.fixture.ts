/** For tests: a graph as a program that runs here. */
import { inputName } from "../graph/ops/constant.ts";
import type { Graph } from "../graph/value.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";
import { type CompileOptions, compileGraph } from "./compile.ts";
import { createInstance } from "./instance.js";
import { loadProgram } from "./load-program.ts";

type Inputs = Parameters<ReturnType<typeof createInstance>["run"]>[0];

const ARRAYS = { float32: Float32Array, int32: Int32Array, int64: BigInt64Array, bool: Uint8Array };

/** Runs of the graph: all of its outputs by name. */
export function programOf(
  graph: Graph,
  options: CompileOptions = {},
): (inputs: Inputs) => Readonly<Record<string, Tensor>> {
  const program = loadProgram(compileGraph(graph, {}, options));
  const { run } = createInstance(program);
  return (inputs) => {
    const lengths = new Map(
      graph.inputs.flatMap((value) =>
        value.shape.map((dim, axis) => [dim, inputs[inputName(value)]?.shape[axis] ?? 0] as const),
      ),
    );
    const outputs = program.outputs.map(({ name, shape, dtype }): [string, Tensor] => {
      const own = shape.map((dim) => lengths.get(dim) ?? Number(dim));
      return [name, { shape: own, data: new ARRAYS[dtype as keyof typeof ARRAYS](sizeOf(own)) }];
    });
    const byName = Object.fromEntries(outputs);
    run(inputs, byName);
    return byName;
  };
}
