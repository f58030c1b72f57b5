import fc from "fast-check";
import { expect, it } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import {
  add,
  argMax,
  cast,
  concat,
  constant,
  div,
  gather,
  greater,
  input,
  inputName,
  loop,
  matMul,
  max,
  min,
  mul,
  neg,
  oneHot,
  pad,
  reduceMax,
  reduceSum,
  relu,
  reshape,
  scalar,
  sigmoid,
  slice,
  softmax,
  split,
  sub,
  tanh,
  transpose,
  where,
} from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import { randomNormal } from "../tensor/random.ts";
import { programOf } from "./run-graph.fixture.ts";

/** A whole number below a limit, each call another. */
type Draw = (limit: number) => number;

const broadcasts = (a: Value, b: Value) => {
  const rank = Math.max(a.shape.length, b.shape.length);
  return Array.from({ length: rank }, (_, i) => [a.shape.at(i - rank) ?? 1, b.shape.at(i - rank) ?? 1]).every(
    ([left, right]) => left === right || left === 1 || right === 1,
  );
};
const size = (value: Value) => value.shape.reduce<number>((product, dim) => product * (dim as number), 1);

interface Given {
  readonly indices: Value;
  /** Inputs: what is read off them has no rounding that could take the other side of a jump. */
  readonly exact: readonly Value[];
}

/** One more value, made of those that there are. */
function grown(values: readonly Value[], { indices, exact }: Given, draw: Draw): readonly Value[] {
  const one = () => values[draw(values.length)] as Value;
  const x = one();
  const partner = (fits: (value: Value) => boolean) => values.filter(fits)[draw(values.filter(fits).length || 1)];
  const other = partner((value) => broadcasts(x, value)) ?? x;
  const rank = x.shape.length;
  const axis = rank === 0 ? 0 : draw(rank);
  const length = (x.shape[axis] as number | undefined) ?? 1;
  const zeros = () => x.shape.map(() => draw(3));
  const places = () => {
    const source = exact[draw(exact.length)] as Value;
    return argMax(source, draw(source.shape.length));
  };
  const elementwise = [
    () => add(x, other),
    () => sub(other, x),
    () => mul(x, other),
    () => min(x, other),
    () => max(x, other),
    () => div(x, add(mul(other, other), scalar(1))),
    // Without a jump, which rounding could take on the other side.
    () => where(greater(x, other), sub(x, other), scalar(0)),
    () => relu(x),
    () => tanh(x),
    () => sigmoid(x),
    () => mul(x, scalar(draw(5) - 2)),
  ];
  const shaped = [
    () => reshape(x, [size(x)]),
    () => transpose(x, x.shape.map((_, i) => i).reverse()),
    () => reduceSum(x, [axis], draw(2) === 0),
    () => reduceMax(x, [axis], draw(2) === 0),
    () => softmax(x),
    () => concat([x, mul(x, scalar(2))], axis),
    () => gather(x, indices, axis),
    () => matMul(x, transpose(x, [...x.shape.keys()].slice(0, -2).concat([rank - 1, rank - 2]))),
    () => {
      const start = draw(length);
      return slice(x, axis, start, 1 + draw(length - start));
    },
    () => pad(x, zeros(), zeros()),
    () => {
      const width = 1 + draw(length);
      const start = draw(length - width + 1);
      const count = 1 + draw(length - width - start + 1);
      const places = Int32Array.from({ length: count * width }, (_, i) => start + Math.floor(i / width) + (i % width));
      return gather(x, constant(places, [count, width], "int32"), axis);
    },
    () => oneHot(draw(2) === 0 ? indices : places(), 1 + draw(4)),
    () => cast(places(), "float32"),
  ];
  const kind = draw(3);
  const choice = kind < 2 ? elementwise[draw(elementwise.length)] : shaped[draw(shaped.length)];
  const needsAxes = kind === 2;
  if (needsAxes && (rank === 0 || size(x) > 400 || x.shape.some((dim) => (dim as number) < 2))) return [relu(x)];
  if (choice === shaped[7] && rank < 2) return [neg(x)];
  const made = choice?.() as Value;
  const first = made.shape[0] as number | undefined;
  return first !== undefined && first > 1 && draw(8) === 0 ? split(made, [1, first - 1], 0) : [made];
}

/** A graph of so many values, with some of them inside a loop. */
function randomGraph(choices: readonly number[]): Graph {
  let next = 0;
  const draw: Draw = (limit) => (choices[next++ % choices.length] as number) % limit;
  const [x, w, v] = [input("x", "float32", [5, 6]), input("w", "float32", [6, 3]), input("v", "float32", [6])];
  const [indices, count] = [input("indices", "int32", [2]), input("count", "int64", [])];
  const grow = (start: readonly Value[], steps: number) => {
    let values = start;
    for (let i = 0; i < steps; i++) values = [...values, ...grown(values, { indices, exact: [x, w, v] }, draw)];
    return values;
  };
  const around = grow([x, w, v, matMul(x, w)], 3 + draw(5));
  const carried = around[draw(around.length)] as Value;
  const [end] = loop(count, [carried], (_, [state]) => {
    const inside = grow([state as Value, ...around.slice(-3)], 4 + draw(8));
    const candidates = inside.filter((value) => value.shape.join() === carried.shape.join());
    // Kept small, whatever was drawn.
    return [tanh(candidates.at(-1) as Value)];
  });
  const behind = grow([end as Value, ...around.slice(0, 4)], 3 + draw(5));
  return {
    name: "random",
    inputs: [x, w, v, indices, count],
    outputs: behind.slice(-4).map((value, i) => [`y${i}`, value]),
  };
}

function moveByABit(arrays: Readonly<Record<string, NdArray>>): Record<string, NdArray> {
  const moved = (array: NdArray) =>
    array.dtype === "float32" ? numbersOf(array).map((x) => x * (1 + 2 ** -23)) : array.data;
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, { ...array, data: moved(array) }]));
}

const RUNS = process.env.OCCAM_GRAPHS;

it("random graphs with loops compute what the reference evaluation does", () => {
  const choices = fc.array(fc.nat(1_000_000), { minLength: 40, maxLength: 120 });
  fc.assert(
    fc.property(choices, (drawn) => {
      const graph = randomGraph(drawn);
      const arrays = Object.fromEntries(
        graph.inputs.map((value): [string, NdArray] => {
          const name = inputName(value);
          const shape = value.shape as readonly number[];
          if (name === "indices") return [name, ndArray(shape, [-1, 0], "int32")];
          if (name === "count") return [name, ndArray([], [3], "int64")];
          const numbers = randomNormal(size(value), { seed: 1, stream: name });
          return [name, ndArray(shape, Float64Array.from(numbers, Math.fround))];
        }),
      );
      const expected = evaluate(graph, arrays);
      // What a graph makes of a last bit more or less, it makes of rounding too.
      const moved = evaluate(graph, moveByABit(arrays));
      const feeds = Object.fromEntries(
        Object.entries(arrays).map(([name, array]) => {
          const numbers = numbersOf(array);
          const data =
            name === "indices"
              ? Int32Array.from(numbers)
              : name === "count"
                ? BigInt64Array.from(numbers, BigInt)
                : Float32Array.from(numbers);
          return [name, { shape: array.shape, data }];
        }),
      );
      const found = programOf(graph)(feeds);
      for (const [name, reference] of Object.entries(expected)) {
        const exact = numbersOf(reference);
        const scale = exact.reduce((most, number) => Math.max(most, Math.abs(number)), 1);
        expect(found[name]?.shape).toEqual([...reference.shape]);
        Array.from(found[name]?.data as Float32Array).forEach((number, at) => {
          const steepness = Math.abs((numbersOf(moved[name] as NdArray)[at] as number) - (exact[at] as number));
          expect(Math.abs(number - (exact[at] as number))).toBeLessThan(1e-4 * scale + 100 * steepness);
        });
      }
    }),
    // The same graphs in every run of the tests; OCCAM_GRAPHS=10000 draws others.
    RUNS === undefined ? { numRuns: 300, seed: 1 } : { numRuns: Number(RUNS) },
  );
});
