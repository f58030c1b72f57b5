/** From loop nests to a module: a function for each nest, and one that calls them in their order. */
import type { DistributionName } from "../../tensor/distributions.ts";
import { ELEMENTARY } from "../elementary/index.ts";
import type { Layout } from "../plan/layout.ts";
import type { Nest } from "../plan/nest.ts";
import type { Plan } from "../plan/plan.ts";
import { DRAWING } from "../random/drawing.ts";
import {
  call,
  forRange,
  get,
  i32,
  type Local,
  local,
  type Statement,
  trap,
  type WasmFunction,
  type WasmModule,
  wasmFunction,
  wasmModule,
} from "../wasm/index.ts";
import { createEmitter } from "./emit.ts";
import { laneMath } from "./lanes.ts";
import { lowerMap } from "./lower-map.ts";
import { lowerProduct } from "./lower-product.ts";
import { lowerReduce } from "./lower-reduce.ts";
import { lowerScatter } from "./lower-scatter.ts";
import { addressAt, createScope, type Surroundings } from "./point.ts";

export interface Lowered {
  /** Ops with what their indices may be out of range of: a run that ends so has written the number of one, from 1, at `FAULT_ADDRESS`. */
  readonly faults: readonly string[];
  readonly module: WasmModule;
}

/** Memory below the first buffer. */
const FAULT_ADDRESS = 0;

export interface LoweringOptions {
  /** The module exports what draws these too, under their names. */
  readonly draws: readonly DistributionName[];
  /** Products may round once where they multiply and add. */
  readonly isRelaxed: boolean;
}

export function lowerPlan(plan: Plan, layout: Layout, { draws, isRelaxed }: LoweringOptions): Lowered {
  const ids = new Map<object, number>();
  const idOf = (thing: object): number => {
    const id = ids.get(thing) ?? ids.size;
    ids.set(thing, id);
    return id;
  };
  const math = laneMath((name, x) => call(ELEMENTARY[name].run, x));
  let count = 0;
  const faults: string[] = [];
  const endOutside: Surroundings["endOutside"] = (op, { name }) => {
    const fault = `${op} into ${name}`;
    if (!faults.includes(fault)) faults.push(fault);
    return [i32.store(i32.const(FAULT_ADDRESS), i32.const(faults.indexOf(fault) + 1)), trap];
  };
  const around = { ...layout, idOf, endOutside, isRelaxed };

  const runOf = (nest: Nest, step: Local<"i32"> | undefined): Statement => {
    if (nest.kind === "loop") return loopOf(nest);
    // Each function has a variable of its own for what it is given.
    const own = step && local("step", "i32");
    const surroundings: Surroundings = { ...around, step: own };
    const body = bodyOf(nest, surroundings);
    const name = `${nest.kind}${count++}.${nest.name}`;
    if (own === undefined || step === undefined) return call(wasmFunction({ name, parameters: [], body }));
    return call(wasmFunction({ name, parameters: [own], body }), get(step));
  };

  const bodyOf = (nest: Exclude<Nest, { kind: "loop" }>, surroundings: Surroundings): readonly Statement[] => {
    const emitter = createEmitter(surroundings, math);
    switch (nest.kind) {
      case "map":
        return lowerMap(nest, emitter);
      case "product":
        return lowerProduct(nest, emitter, surroundings);
      case "reduce":
        return lowerReduce(nest, emitter);
      case "scatter":
        return lowerScatter(nest, emitter, surroundings);
    }
  };

  const loopOf = ({ count: turns, nests }: Extract<Nest, { kind: "loop" }>): Statement => {
    const step = local("step", "i32");
    const scope = createScope();
    const { base, offset } = addressAt(turns, [], scope, { ...around, step: undefined });
    return forRange(
      step,
      0,
      i32.load(base, offset),
      1,
      nests.map((nest) => runOf(nest, step)),
    );
  };

  const run: WasmFunction = wasmFunction({
    name: "run",
    parameters: [],
    body: plan.nests.map((nest) => runOf(nest, undefined)),
  });
  // An instance asks for the rest, and hears whether it gets it.
  const memory = { minPages: 0, exportedAs: "memory" };
  const drawing = Object.fromEntries(draws.map((name) => [name, DRAWING[name].run]));
  return { module: wasmModule({ exports: { run, ...drawing }, memory }), faults };
}
