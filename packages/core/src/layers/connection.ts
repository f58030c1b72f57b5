/** How layers are wired into a network. */
import { optionError, requireCount } from "../errors.ts";
import type { BlockFactory, BlockRecord, Connection, InputRecord, LayerFactory, LayerRecord } from "./layer.ts";

export interface InputOptions {
  /** Shape of one example, without the batch. */
  readonly shape: readonly number[];
  /** Names the column of several inputs: `x: { age: ..., image: ... }`. Default "input0", "input1", ... */
  readonly name?: string;
}

/** Names of an exported model's outputs. */
const OUTPUT_NAMES = ["label", "probabilities", "value"];

/**
 * An input of a network made with `model`: examples of one shape.
 * @throws RangeError with code OCCAM_OPTION for a dimension that is not a whole number of at least 1, or a name that an
 * exported model's outputs have.
 */
export function input({ shape, name }: InputOptions): Connection {
  requireShape("input.shape", shape);
  if (name === "" || OUTPUT_NAMES.includes(name ?? "x")) {
    throw optionError({
      where: "input.name",
      expected: `a name, but none of an exported model's outputs (${OUTPUT_NAMES.join(", ")})`,
      received: JSON.stringify(name),
    });
  }
  return { source: { kind: "input", name, shape }, inputs: [] };
}

/** A layer or block that can be connected. */
export function defineLayer(record: LayerRecord): LayerFactory;
export function defineLayer(record: BlockRecord): BlockFactory;
export function defineLayer(record: LayerRecord | BlockRecord): LayerFactory | BlockFactory {
  return {
    ...record,
    apply: (given) => {
      const inputs = Array.isArray(given) ? (given as readonly Connection[]) : [given as Connection];
      requireInputs(record, inputs);
      return { source: record, inputs };
    },
  };
}

export function isBlock(record: Connection["source"]): record is BlockRecord {
  return "layOut" in record;
}

export function isInputRecord(record: Connection["source"]): record is InputRecord {
  return record.kind === "input" && "shape" in record;
}

export function requireShape(where: string, shape: readonly number[]): void {
  shape.forEach((dim, axis) => {
    requireCount(`${where}[${axis}]`, dim);
  });
}

function requireInputs(record: LayerRecord | BlockRecord, inputs: readonly Connection[]): void {
  const bad = inputs.findIndex((each) => typeof each?.source !== "object");
  if (bad >= 0 || inputs.length === 0) {
    throw optionError({
      where: `${record.kind}.apply`,
      expected: "what input() or another layer's apply gives",
      received: inputs.length === 0 ? "nothing" : String(inputs[bad]),
    });
  }
  const takesMany = "arity" in record && record.arity === "many";
  if (takesMany || inputs.length === 1) return;
  throw optionError({
    where: `${record.kind}.apply`,
    expected: "one input",
    received: `${inputs.length}`,
    fix: "join them with add() or concatenate() first",
  });
}
