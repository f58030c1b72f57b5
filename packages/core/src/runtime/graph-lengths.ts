/** The lengths of a graph's named dimensions in one run. */
import { inputName } from "../graph/ops/constant.ts";
import type { Graph, Shape } from "../graph/value.ts";

/** Of a run's inputs, by their names. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

export function shapesOf(fed: Readonly<Record<string, { readonly shape: readonly number[] }>>): Shapes {
  return new Map(Object.entries(fed).map(([name, { shape }]) => [name, shape]));
}

/** As the first input says that has the dimension. */
export function lengthsOf(graph: Graph, shapes: Shapes): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  for (const value of graph.inputs) {
    const shape = shapes.get(inputName(value));
    value.shape.forEach((dim, axis) => {
      const length = shape?.[axis];
      if (typeof dim === "string" && length !== undefined && !lengths.has(dim)) lengths.set(dim, length);
    });
  }
  return lengths;
}

/** A shape in that run; 0 for a length that nothing says. */
export function shapeIn(lengths: ReadonlyMap<string, number>, shape: Shape): readonly number[] {
  return shape.map((dim) => (typeof dim === "number" ? dim : (lengths.get(dim) ?? 0)));
}

/** @throws Error for an input that is missing, and for a shape that is not the graph's. */
export function requireShapes(graph: Graph, shapes: Shapes, lengths: ReadonlyMap<string, number>): void {
  for (const value of graph.inputs) {
    const name = inputName(value);
    const shape = shapes.get(name);
    if (shape === undefined) throw new Error(`the input '${name}' is missing`);
    const own = shapeIn(lengths, value.shape);
    if (shape.length === own.length && own.every((length, axis) => length === shape[axis])) continue;
    const expected = value.shape.map((dim) => (typeof dim === "number" ? dim : `${dim} = ${lengths.get(dim)}`));
    throw new Error(
      `the input '${name}' has the shape [${shape.join(", ")}] where [${expected.join(", ")}] is expected`,
    );
  }
}
