import type { Sweep } from "../options/sweep.ts";
import type { Schedule } from "../regularizers/schedules.ts";
import { sizeOf } from "../tensor/tensor.ts";
import type { Layer, ParameterSpec } from "./layer.ts";

/** What a model is made of, as plain data. */
export interface ModelSummary {
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly layers: readonly LayerSummary[];
  /** Numbers of all parameters, in one replica. */
  readonly parameterCount: number;
}

export interface LayerSummary {
  readonly name: string;
  readonly kind: string;
  readonly outputShape: readonly number[];
  readonly parameterCount: number;
  readonly parameters: readonly ParameterSummary[];
  /** What feeds it, where that is not just the layer before: names of layers and inputs. */
  readonly inputs: readonly string[];
  /** Penalties in force, each behind its parameter or behind "activity": "kernel: l2 0.001". */
  readonly regularizers: readonly string[];
  /** Constraints in force, each behind its parameter: "kernel: maxNorm 3". */
  readonly constraints: readonly string[];
  /** Numbers of the layer itself that a sweep may vary, such as dropout's rate. */
  readonly hyperparameters: Readonly<Record<string, Sweep>>;
  /** It is a layer of before in another place, whose parameters, penalties and constraints are listed there. */
  readonly isRepeated: boolean;
  /** Training leaves its parameters as they are. */
  readonly isFrozen: boolean;
  /** Factor on the learning rate. */
  readonly learningRateFactor: Sweep;
}

export interface ParameterSummary {
  /** Its name within the layer: "kernel". */
  readonly name: string;
  readonly shape: readonly number[];
  /** "l2 0.001", or "elasticNet alpha 0.001 mix 0.5" where there are several numbers. */
  readonly regularizers: readonly string[];
  readonly constraints: readonly string[];
}

/** The part of a model that a summary reads. */
interface WiredLayers {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly wiring: readonly (readonly number[])[];
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly layers: readonly Layer[];
}

/**
 * Layers, shapes, parameters and the regularizers in force, read off the model's records. Regularizers that `fit`
 * is given for the whole model belong to the run and are not among them.
 */
export function modelSummary({ inputs, inputShape, outputShape, layers, wiring }: WiredLayers): ModelSummary {
  const nameAt = (place: number) => (place < 0 ? inputs[-1 - place] : layers[place])?.name as string;
  const summaries = layers.map((layer, i) => {
    const from = wiring[i] as readonly number[];
    const isInRow = from.length === 1 && from[0] === i - 1 && inputs.length === 1;
    const isRepeated = layers.findIndex(({ name }) => name === layer.name) < i;
    return layerSummary(isRepeated ? { ...layer, parameters: [] } : layer, isInRow ? [] : from.map(nameAt), isRepeated);
  });
  const parameterCount = sum(summaries.map((summary) => summary.parameterCount));
  return { inputShape, outputShape, inputs, layers: summaries, parameterCount };
}

function layerSummary(layer: Layer, inputs: readonly string[], isRepeated: boolean): LayerSummary {
  const { name, kind, outputShape, parameters, hyperparameters, activityPenalties = [] } = layer;
  const summaries = parameters.map((spec) => parameterSummary(spec, name));
  const listed = (list: "regularizers" | "constraints") =>
    summaries.flatMap((parameter) => parameter[list].map((text) => `${parameter.name}: ${text}`));
  return {
    name,
    kind,
    outputShape,
    parameterCount: sum(parameters.map(({ shape }) => sizeOf(shape))),
    parameters: summaries,
    inputs,
    regularizers: [...listed("regularizers"), ...activityPenalties.map((each) => `activity: ${termText(each)}`)],
    constraints: listed("constraints"),
    hyperparameters,
    isRepeated,
    // The options of a layer hold for all of its parameters. A bias may be still by itself.
    isFrozen: parameters.length > 0 && parameters.every(({ isFrozen }) => isFrozen === true),
    learningRateFactor: parameters[0]?.learningRateFactor ?? 1,
  };
}

function parameterSummary({ name, shape, penalties, constraints }: ParameterSpec, layer: string): ParameterSummary {
  return {
    name: name.startsWith(`${layer}/`) ? name.slice(layer.length + 1) : name,
    shape,
    regularizers: penalties.map(termText),
    constraints: constraints.map(termText),
  };
}

interface Term {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, Sweep>>;
  readonly schedule?: Schedule;
}

/** "l2 0.001"; numbers go by their names where there are several. */
function termText({ name, hyperparameters, schedule }: Term): string {
  const values = Object.values(hyperparameters);
  const [only] = values;
  const numbers = only !== undefined && values.length === 1 ? [sweepText(only)] : hyperparameterTexts(hyperparameters);
  return [name, ...numbers, ...(schedule ? [`(${schedule.name})`] : [])].join(" ");
}

function hyperparameterTexts(hyperparameters: Readonly<Record<string, Sweep>>): readonly string[] {
  return Object.entries(hyperparameters).map(([name, sweep]) => `${name} ${sweepText(sweep)}`);
}

/** "0.5", or the range over the replicas: "0.0001 ... 0.1 (8 replicas)". */
function sweepText(sweep: Sweep): string {
  if (typeof sweep === "number") return numberText(sweep);
  const ends = new Set([numberText(Math.min(...sweep)), numberText(Math.max(...sweep))]);
  return `${[...ends].join(" ... ")} (${sweep.length} ${sweep.length === 1 ? "replica" : "replicas"})`;
}

/** Four significant digits. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Characters of the widest line. */
const LINE_WIDTH = 80;
/** Characters of the widest layer name, shape and count. Longer names and shapes are clipped; no count is longer. */
const CELL_WIDTHS = [22, 19, 21];
const GAP = "  ";

/** What one layer shows: a name, a shape and a count, then what regularizes it, each on a line of its own. */
interface Row {
  readonly cells: readonly [name: string, shape: string, count: string];
  readonly notes: readonly string[];
}

/**
 * A table for a terminal of 80 columns: layer, shape of its output (* is the batch), number of parameters, and what
 * regularizes it, one line for each parameter and number. Long names are clipped; what is too long for the last column
 * goes on below.
 */
export function renderSummary({ inputs, layers, parameterCount }: ModelSummary): string {
  const rows: readonly Row[] = [
    { cells: ["layer", "output shape", "parameters"], notes: ["regularization"] },
    ...inputs.map(({ name, shape }): Row => {
      const label = inputs.length === 1 ? "input" : `${name} (input)`;
      return { cells: [label, shapeText(shape), ""], notes: [] };
    }),
    ...layers.map(layerRow),
    { cells: ["total", "", countText(parameterCount)], notes: [] },
  ];
  const widths = CELL_WIDTHS.map((widest, column) =>
    Math.min(widest, Math.max(...rows.map(({ cells }) => (cells[column] as string).length))),
  );
  return rows.flatMap((row) => rowLines(row, widths)).join("\n");
}

function layerRow(layer: LayerSummary): Row {
  const { name, kind, outputShape, parameterCount, parameters, hyperparameters, inputs } = layer;
  const ofParameters = parameters
    .map((parameter) => ({ name: parameter.name, texts: [...parameter.regularizers, ...parameter.constraints] }))
    .filter(({ texts }) => texts.length > 0)
    .map((parameter) => `${parameter.name}: ${parameter.texts.join(", ")}`);
  return {
    // A default name says the kind already.
    cells: [name.startsWith(kind) ? name : `${name} (${kind})`, shapeText(outputShape), countText(parameterCount)],
    notes: [
      ...(inputs.length > 0 ? [`of ${inputs.join(", ")}`] : []),
      ...(layer.isRepeated ? ["weights as above"] : []),
      ...ofParameters,
      ...layer.regularizers.filter((text) => text.startsWith("activity: ")),
      ...hyperparameterTexts(hyperparameters),
      ...(layer.isFrozen ? ["frozen"] : []),
      ...(layer.learningRateFactor === 1 ? [] : hyperparameterTexts({ learningRateFactor: layer.learningRateFactor })),
    ],
  };
}

/** The row in aligned columns; the notes go on below. */
function rowLines({ cells: [name, shape, count], notes }: Row, widths: readonly number[]): readonly string[] {
  const [nameWidth, shapeWidth, countWidth] = widths as [number, number, number];
  const padded = [
    clip(name, nameWidth).padEnd(nameWidth),
    clip(shape, shapeWidth).padEnd(shapeWidth),
    clip(count, countWidth).padStart(countWidth),
  ];
  const left = padded.join(GAP) + GAP;
  const lines = notes.flatMap((note) => wrap(note, LINE_WIDTH - left.length));
  const [first = "", ...others] = lines;
  return [left + first, ...others.map((line) => " ".repeat(left.length) + line)].map((line) => line.trimEnd());
}

function shapeText(shape: readonly number[]): string {
  return `[${["*", ...shape].join(", ")}]`;
}

function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** Lines of at most `width` characters, broken behind commas where that is enough. */
function wrap(text: string, width: number): readonly string[] {
  return fill(text.split(/(?<=,) /), width)
    .flatMap((line) => fill(line.split(" "), width))
    .map((line) => clip(line, width));
}

/** As many pieces on a line as fit; a piece that is longer has a line of its own. */
function fill(pieces: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const joined = `${lines.at(-1)} ${piece}`;
    if (lines.length > 0 && joined.length <= width) lines[lines.length - 1] = joined;
    else lines.push(piece);
  }
  return lines;
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
