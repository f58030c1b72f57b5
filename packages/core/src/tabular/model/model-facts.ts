/** The facts that a table's model carries about itself, in its metadata. */

import { inputType } from "../../data/preprocessing-graph.ts";
import { plainError } from "../../errors.ts";
import { onnxTypeNumber } from "../../graph/ops/index.ts";
import { readModel } from "../../onnx/codec.ts";
import { propertiesOf } from "../properties-of.ts";
import { isReading } from "../table/reading/index.ts";
import { isReadingOptions, type ReadingOptions } from "../table/reading/read-columns.ts";
import type { Reading } from "../table/reading/reading.ts";
import { isOrderOptions, type OrderOptions } from "../table/row-order.ts";
import { quoted } from "../table/table-error.ts";
import { type Decision, isDecision, TASKS, type Target, type TaskName, taskNamed } from "../tasks/index.ts";
import { isSeenValues, type SeenValues } from "./seen-values.ts";

export interface ModelFacts {
  readonly task: TaskName;
  /** The column that it predicts. */
  readonly target: string;
  readonly classes: readonly string[];
  /** How its probabilities become labels; undefined for numbers. */
  readonly decision?: Decision | undefined;
  readonly columns: readonly ModelColumn[];
  /** Readings that are not naive. */
  readonly readings?: readonly ModelReading[];
  /** What its fit asked of the reading of tables and of the order of their rows, where it did. */
  readonly asked?: ReadingOptions & OrderOptions;
}

export interface ModelColumn {
  /** Name in the table. */
  readonly column: string;
  /** Name of the model's input. */
  readonly input: string;
  readonly kind: "numeric" | "categorical";
  /** Of a column of numbers: the input takes 64-bit floats. */
  readonly isDouble?: true;
  /** Of a column that is made of the table's, such as the year of a date: its own name. */
  readonly name?: string;
  /** What its training rows held. */
  readonly seen?: SeenValues;
}

/** How the cells of a table's column are read. */
export interface ModelReading {
  readonly column: string;
  readonly reading: Reading;
}

type Model = ReturnType<typeof readModel>;
type GraphValue = NonNullable<NonNullable<Model["graph"]>["inputs"]>[number];
type Attribute = NonNullable<NonNullable<NonNullable<Model["graph"]>["nodes"]>[number]["attributes"]>[number];

const KEY = "occam.model";

/** The format of these facts, and of those of the network (`exported-network.ts`). A model of another format is refused. */
export const FORMAT = 1;

export function modelMetadata(facts: ModelFacts): Record<string, string> {
  return { [KEY]: JSON.stringify({ ...facts, format: FORMAT }) };
}

/**
 * What a model says of itself.
 * @throws Error with code OCCAM_ONNX when the bytes are no ONNX model, or none of a table that this library wrote, and for one
 * that is more than data: other operators, weights in other files, graphs within nodes.
 */
export function readModelFacts(bytes: Uint8Array): ModelFacts {
  const model = parseModel(bytes);
  const text = model.metadata?.find(({ key }) => key === KEY)?.value;
  if (text === undefined)
    throw modelError("it does not say which table columns it takes: expected a model that a fit of a table wrote.");
  requirePlainGraph(model);
  const facts = parseFacts(text);
  if (facts !== undefined && fitsGraph(facts, model)) return facts;
  throw modelError("its description of the table's columns is damaged: export the model again.");
}

/** A model file that cannot be used. Whoever knows where it is from says so before the message. */
export function modelError(sentence: string): Error {
  return plainError("OCCAM_ONNX", sentence);
}

function parseModel(bytes: Uint8Array): Model {
  try {
    return readModel(bytes);
  } catch {
    throw modelError("it is not an ONNX model: expected a model that a fit of a table wrote.");
  }
}

const DOMAINS: ReadonlySet<string> = new Set(["", "ai.onnx.ml"]);
/** float, int, string and lists of them; no tensor and no graph. */
const ATTRIBUTE_TYPES: ReadonlySet<number> = new Set([1, 2, 3, 6, 7, 8]);

/** A model is data: standard operators, weights inside the file, no graphs within nodes. */
function requirePlainGraph({ opsets = [], graph, functions = [] }: Model): void {
  if (functions.length > 0) throw modelError("it defines functions of its own: refused.");
  const nodes = graph?.nodes ?? [];
  const foreign = [...opsets, ...nodes].find(({ domain = "" }) => !DOMAINS.has(domain));
  if (foreign !== undefined)
    throw modelError(`it uses operators of the domain ${quoted(foreign.domain ?? "")}: refused.`);
  if (graph?.initializers?.some(({ external = [] }) => external.length > 0))
    throw modelError("it keeps weights in another file: refused, they must be inside.");
  const isPlain = ({ type = 0 }: Attribute) => ATTRIBUTE_TYPES.has(type);
  const odd = nodes.find(({ attributes = [] }) => !attributes.every(isPlain));
  if (odd !== undefined) throw modelError(`it holds a node ${quoted(odd.opType ?? "")} that no fit writes: refused.`);
}

/** @throws Error with code OCCAM_ONNX for facts of another format. */
function parseFacts(text: string): ModelFacts | undefined {
  try {
    const facts: unknown = JSON.parse(text);
    return isModelFacts(facts) ? facts : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isModelFacts(value: unknown): value is ModelFacts {
  const { format, task, target, classes, decision, columns, readings = [], asked } = propertiesOf(value);
  requireFormat(format);
  const isTask = TASKS.some(({ name }) => name === task);
  const isClasses = Array.isArray(classes) && classes.every((name) => typeof name === "string");
  if (asked !== undefined && !(isReadingOptions(asked) && isOrderOptions(asked))) return false;
  if (!Array.isArray(readings) || !readings.every(isModelReading)) return false;
  if (decision !== undefined && !(isClasses && isDecision(decision, classes.length))) return false;
  return isTask && typeof target === "string" && isClasses && Array.isArray(columns) && columns.every(isModelColumn);
}

/** @throws Error with code OCCAM_ONNX for facts of a format that this version does not read. */
export function requireFormat(format: unknown): void {
  if (typeof format === "number" && format > FORMAT)
    throw modelError(`it has format ${format}, and this version reads up to ${FORMAT}: use a newer version of occam.`);
  if (format !== FORMAT)
    throw modelError("it says no format: expected a model that occam 0.2.0 or later wrote, fit the table again.");
}

function isModelColumn(value: unknown): value is ModelColumn {
  const { column, input, kind, isDouble = true, name = "", seen } = propertiesOf(value);
  if (typeof name !== "string" || isDouble !== true || (seen !== undefined && !isSeenValues(seen))) return false;
  return typeof column === "string" && typeof input === "string" && (kind === "numeric" || kind === "categorical");
}

function isModelReading(value: unknown): value is ModelReading {
  const { column, reading } = propertiesOf(value);
  return typeof column === "string" && isReading(reading);
}

/** Whether the graph takes these columns and gives the answers of the task. */
function fitsGraph({ task: name, target, classes, columns }: ModelFacts, { graph }: Model): boolean {
  const inputs = graph?.inputs ?? [];
  const takesColumns =
    inputs.length === columns.length &&
    columns.every((column, i) => {
      const own = inputs[i];
      return own?.name === column.input && own.type?.tensor?.elementType === onnxTypeNumber(inputType(column));
    });
  const task = taskNamed(name);
  const widths = new Map((graph?.outputs ?? []).map((output) => [output.name, widthOf(output)]));
  const { numbers, labels } = task.outputs;
  const isWide = widths.get(numbers) === task.outputCount(emptyTarget(target, classes));
  return takesColumns && isWide && (labels === undefined || widths.has(labels));
}

/** The target of a model, without a table. */
export function emptyTarget(name: string, classes: readonly string[]): Target {
  return { name, classes, values: new Float64Array() };
}

function widthOf({ type }: GraphValue): number | undefined {
  return type?.tensor?.shape?.dimensions?.[1]?.value;
}
