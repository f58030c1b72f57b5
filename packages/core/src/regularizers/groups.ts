/** Weights that a penalty takes together. */
import { constant, gather, mul, reduceMax, reduceSum, reshape, scalar } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { groupSize } from "./norms.ts";
import type { KernelAxes } from "./penalty.ts";

export interface Groups {
  /** The sum of x over each group, in a shape that broadcasts with the weights. */
  readonly sum: (x: Value) => Value;
  /** Its largest, of x at least 0. */
  readonly max: (x: Value) => Value;
  /** Root of the number of weights in each group. */
  readonly rootSize: Value;
  /** 1 / how often `sum` says the sum of each group. */
  readonly share: Value;
}

/** Groups of the weights that differ in their places along `axes` alone. */
export function alongAxes(kernel: Value, axes: readonly number[]): Groups {
  return {
    sum: (x) => reduceSum(x, axes, true),
    max: (x) => reduceMax(x, axes, true),
    rootSize: scalar(Math.sqrt(groupSize(kernel, axes))),
    share: scalar(1),
  };
}

/** Groups of all weights out of the inputs that have one number in `numbers`, which says each input's. */
export function ofInputs(kernel: Value, { input, outgoing }: KernelAxes, numbers: readonly number[]): Groups {
  const members = membersOf(numbers);
  const largest = Math.max(...members.map(({ length }) => length));
  const table = { shape: [members.length, largest], size: members.length * largest };
  const place = (i: number) => [Math.floor(i / largest), i % largest] as const;
  // Short groups are filled up with their first input, which counts 0 there.
  const picks = Int32Array.from({ length: table.size }, (_, i) => {
    const [group, nth] = place(i);
    const own = members[group] as readonly number[];
    return own[nth] ?? (own[0] as number);
  });
  const counts = Float32Array.from({ length: table.size }, (_, i) => {
    const [group, nth] = place(i);
    return Number(nth < (members[group] as readonly number[]).length);
  });
  const groupOf = numbers.map((number) => members.findIndex(([first]) => numbers[first as number] === number));
  const onInputs = (of: (group: readonly number[]) => number): Value => {
    const shape = kernel.shape.map((_, axis) => (axis === input ? numbers.length : 1));
    return constant(
      Float32Array.from(groupOf, (group) => of(members[group] as readonly number[])),
      shape,
      "float32",
    );
  };
  /** Of one number for each input. */
  const grouped = (perInput: Value, reduce: typeof reduceSum): Value => {
    const lead = kernel.shape.slice(0, kernel.shape.length - outgoing.length - 1);
    const flat = reshape(perInput, [...lead, numbers.length]);
    const byGroup = mul(
      gather(flat, constant(picks, table.shape, "int32"), lead.length),
      constant(counts, table.shape, "float32"),
    );
    const found = reduce(byGroup, [lead.length + 1], false);
    return reshape(
      gather(found, constant(Int32Array.from(groupOf), [numbers.length], "int32"), lead.length),
      perInput.shape,
    );
  };
  const outgoingSize = groupSize(kernel, outgoing);
  return {
    sum: (x) => grouped(reduceSum(x, outgoing, true), reduceSum),
    max: (x) => grouped(reduceMax(x, outgoing, true), reduceMax),
    rootSize: onInputs(({ length }) => Math.sqrt(length * outgoingSize)),
    share: onInputs(({ length }) => 1 / length),
  };
}

/** The inputs of each group. */
function membersOf(numbers: readonly number[]): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  numbers.forEach((number, i) => {
    groups.set(number, [...(groups.get(number) ?? []), i]);
  });
  return [...groups.values()];
}
