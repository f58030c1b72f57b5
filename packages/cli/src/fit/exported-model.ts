/** The facts that a model.onnx carries about itself, in its metadata. */
import { readModel } from "@occam/core";
import { inputError } from "../table/input-error.ts";
import type { Task } from "./understanding.ts";

export interface ModelFacts {
  readonly task: Task;
  readonly target: string;
  readonly classes: readonly string[];
  readonly columns: readonly ModelColumn[];
}

export interface ModelColumn {
  /** Name in the table. */
  readonly column: string;
  /** Name of the model's input. */
  readonly input: string;
  readonly kind: "numeric" | "categorical";
}

const KEY = "occam.model";

export function toMetadata(facts: ModelFacts, version: string): Record<string, string> {
  return { [KEY]: JSON.stringify(facts), "occam.version": version };
}

/** @throws input error when the bytes are no ONNX model, or one that this program did not write. */
export function readModelFacts(bytes: Uint8Array, file: string): ModelFacts {
  const text = metadataOf(bytes, file);
  try {
    const facts = JSON.parse(text) as ModelFacts;
    const isWhole =
      Array.isArray(facts.columns) &&
      Array.isArray(facts.classes) &&
      (facts.task === "classification" || facts.task === "regression");
    if (isWhole && facts.columns.every(isModelColumn)) return facts;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw inputError(
    `${file}: its description of the table's columns is damaged: export the model again with occam fit.`,
  );
}

function metadataOf(bytes: Uint8Array, file: string): string {
  let entries: ReturnType<typeof readModel>["metadata"];
  try {
    entries = readModel(bytes).metadata;
  } catch {
    throw inputError(`${file} is not an ONNX model: expected a model.onnx that occam fit wrote.`);
  }
  const text = entries?.find(({ key }) => key === KEY)?.value;
  if (text !== undefined) return text;
  throw inputError(`${file} does not say which table columns it takes: expected a model.onnx that occam fit wrote.`);
}

function isModelColumn(value: ModelColumn): boolean {
  return (
    typeof value?.column === "string" &&
    typeof value.input === "string" &&
    (value.kind === "numeric" || value.kind === "categorical")
  );
}
