/** The facts that a model.onnx carries about itself, in its metadata. */

import { readModel } from "@occam/core";
import { propertiesOf } from "../properties-of.ts";
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

type Model = ReturnType<typeof readModel>;
type GraphValue = NonNullable<NonNullable<Model["graph"]>["inputs"]>[number];
type Attribute = NonNullable<NonNullable<NonNullable<Model["graph"]>["nodes"]>[number]["attributes"]>[number];

const KEY = "occam.model";

export function toMetadata(facts: ModelFacts, version: string): Record<string, string> {
  return { [KEY]: JSON.stringify(facts), "occam.version": version };
}

/** @throws input error when the bytes are no ONNX model, or one that this program did not write. */
export function readModelFacts(bytes: Uint8Array, file: string): ModelFacts {
  const model = parseModel(bytes, file);
  const text = model.metadata?.find(({ key }) => key === KEY)?.value;
  if (text === undefined)
    throw inputError(`${file} does not say which table columns it takes: expected a model.onnx that occam fit wrote.`);
  requirePlainGraph(model, file);
  const facts = parseFacts(text);
  if (facts !== undefined && fitsGraph(facts, model)) return facts;
  throw inputError(
    `${file}: its description of the table's columns is damaged: export the model again with occam fit.`,
  );
}

function parseModel(bytes: Uint8Array, file: string): Model {
  try {
    return readModel(bytes);
  } catch {
    throw inputError(`${file} is not an ONNX model: expected a model.onnx that occam fit wrote.`);
  }
}

const DOMAINS: ReadonlySet<string> = new Set(["", "ai.onnx.ml"]);
/** float, int, string and lists of them; no tensor and no graph. */
const ATTRIBUTE_TYPES: ReadonlySet<number> = new Set([1, 2, 3, 6, 7, 8]);

/** A model is data: standard operators, weights inside the file, no graphs within nodes. */
function requirePlainGraph({ opsets = [], graph, functions = [] }: Model, file: string): void {
  if (functions.length > 0) throw inputError(`${file} defines functions of its own: refused.`);
  const nodes = graph?.nodes ?? [];
  const foreign = [...opsets, ...nodes].find(({ domain = "" }) => !DOMAINS.has(domain));
  if (foreign !== undefined) throw inputError(`${file} uses operators of the domain "${foreign.domain}": refused.`);
  if (graph?.initializers?.some(({ external = [] }) => external.length > 0))
    throw inputError(`${file} keeps weights in another file: refused, they must be inside.`);
  const isPlain = ({ type = 0 }: Attribute) => ATTRIBUTE_TYPES.has(type);
  const odd = nodes.find(({ attributes = [] }) => !attributes.every(isPlain));
  if (odd !== undefined) throw inputError(`${file} holds a ${odd.opType} node that occam fit does not write: refused.`);
}

function parseFacts(text: string): ModelFacts | undefined {
  try {
    const facts: unknown = JSON.parse(text);
    return isModelFacts(facts) ? facts : undefined;
  } catch {
    return undefined;
  }
}

function isModelFacts(value: unknown): value is ModelFacts {
  const { task, target, classes, columns } = propertiesOf(value);
  const isTask = task === "classification" || task === "regression";
  const isClasses = Array.isArray(classes) && classes.every((name) => typeof name === "string");
  return isTask && typeof target === "string" && isClasses && Array.isArray(columns) && columns.every(isModelColumn);
}

function isModelColumn(value: unknown): value is ModelColumn {
  const { column, input, kind } = propertiesOf(value);
  return typeof column === "string" && typeof input === "string" && (kind === "numeric" || kind === "categorical");
}

const FLOAT = 1;
const STRING = 8;

/** Whether the graph takes these columns and gives these classes. */
function fitsGraph({ task, classes, columns }: ModelFacts, { graph }: Model): boolean {
  const inputs = graph?.inputs ?? [];
  const takesColumns =
    inputs.length === columns.length &&
    columns.every(({ input, kind }, i) => {
      const own = inputs[i];
      return own?.name === input && own.type?.tensor?.elementType === (kind === "numeric" ? FLOAT : STRING);
    });
  const widths = new Map((graph?.outputs ?? []).map((output) => [output.name, widthOf(output)]));
  const givesTask =
    task === "regression"
      ? widths.get("value") === 1
      : widths.has("label") && widths.get("probabilities") === classes.length;
  return takesColumns && givesTask;
}

function widthOf({ type }: GraphValue): number | undefined {
  return type?.tensor?.shape?.dimensions?.[1]?.value;
}
