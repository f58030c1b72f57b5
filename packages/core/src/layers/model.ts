import { optionError, plainError } from "../errors.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { isBlock, isInputRecord, requireShape } from "./connection.ts";
import type { BlockRecord, Connection, InputRecord, Layer, LayerRecord, ParameterSpec } from "./layer.ts";
import { markShared, requireShareable, withWeightsOf } from "./shared.ts";
import { withStillBiases } from "./still-biases.ts";
import { modelSummary, renderSummary } from "./summary.ts";

/** A network: layers in the order in which they are computed, and what feeds each. */
export interface Model {
  /** Shape of one example. Several inputs are laid side by side in one row of numbers. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** The inputs by name; a model of one input takes its x directly. */
  readonly inputs: readonly ModelInput[];
  readonly layers: readonly Layer[];
  /** For each layer what feeds it: the number of an earlier layer, or -1 - i for input i. */
  readonly wiring: readonly (readonly number[])[];
  /** All parameters, in the order of the layers, each once; names are "<layer>/<parameter>". */
  readonly parameters: readonly ParameterSpec[];
  /** Layers, shapes, parameters and regularizers in force, as a table for a terminal. */
  readonly summary: () => string;
}

export interface ModelInput {
  readonly name: string;
  /** Shape of one example. */
  readonly shape: readonly number[];
}

export interface ModelOptions {
  readonly inputs: Connection | readonly Connection[];
  /** What the network gives: one connection. */
  readonly outputs: Connection | readonly Connection[];
}

/**
 * A network from its inputs to its output, through everything that lies between:
 * `const x = input({ shape: [8] }); const h = dense({ units: 8 }).apply(x); model({ inputs: x, outputs: add().apply([x, h]) })`.
 * @throws RangeError with code OCCAM_OPTION for several outputs, doubled names, an input that is not given or not used;
 * Error with code OCCAM_SHAPE where a layer does not fit what feeds it.
 */
export function model({ inputs, outputs }: ModelOptions): Model {
  const given = [inputs].flat() as readonly Connection[];
  const [output, ...others] = [outputs].flat() as readonly Connection[];
  if (output === undefined || others.length > 0) {
    throw optionError({
      where: "model.outputs",
      expected: "one output",
      received: `${others.length + Number(output !== undefined)}`,
      fix: "join outputs with concatenate()",
    });
  }
  requireAllInputs(given);
  return assemble(given, output, "model");
}

/** The layers between inputs and output, built and named. */
export function assemble(inputs: readonly Connection[], output: Connection, where: string): Model {
  const layers: Layer[] = [];
  /** The first places of shared layers, by their marks. */
  const firsts = new Map<unknown, Layer>();
  const wiring: (readonly number[])[] = [];
  const places = new Map<Connection, number>(inputs.map((each, i) => [each, -1 - i]));
  const modelInputs = inputs.map((each, i) => toModelInput(each, i, inputs.length));
  const shapeAt = (place: number) =>
    place < 0 ? (modelInputs[-1 - place] as ModelInput).shape : (layers[place] as Layer).outputShape;
  const counts = new Map<string, number>();
  const names = new Set<string>();

  const place = (connection: Connection, prefix: string): number => {
    const known = places.get(connection);
    if (known !== undefined) return known;
    const { source } = connection;
    if (isInputRecord(source)) throw unknownInput(source);
    // Inputs first, so that layers are numbered in the order in which they are computed.
    const from = connection.inputs.map((each) => place(each, prefix));
    const placed = isBlock(source)
      ? placeBlock(source.layOut, from[0] as number, `${newName(source, prefix)}/`)
      : placeLayer(source, from, prefix);
    places.set(connection, placed);
    return placed;
  };

  const newName = (source: LayerRecord | BlockRecord, prefix: string): string => {
    const name = nameOf(source, prefix);
    if (names.has(name)) throw doubledName(where, name, "layer");
    names.add(name);
    return name;
  };

  const nameOf = ({ kind, name }: { readonly kind: string; readonly name: string | undefined }, prefix: string) => {
    let index = counts.get(prefix + kind) ?? 0;
    // A name of that form may have been given to another layer.
    while (name === undefined && names.has(`${prefix}${kind}${index}`)) index++;
    counts.set(prefix + kind, index + 1);
    return `${prefix}${name ?? `${kind}${index}`}`;
  };

  const placeLayer = (record: LayerRecord, from: readonly number[], prefix: string): number => {
    const { sharing } = record;
    const first = sharing === undefined ? undefined : firsts.get(sharing);
    const shapes = from.map(shapeAt);
    const built = record.build(first?.name ?? newName(record, prefix), shapes[0] as readonly number[], shapes);
    if (sharing !== undefined && first === undefined) {
      requireShareable(built);
      firsts.set(sharing, built);
    }
    layers.push(first === undefined ? built : withWeightsOf(first, built));
    wiring.push(from);
    return layers.length - 1;
  };

  const placeBlock = (layOut: (x: Connection) => Connection, from: number, prefix: string): number => {
    const entry: Connection = { source: { kind: "input", name: undefined, shape: shapeAt(from) }, inputs: [] };
    places.set(entry, from);
    return place(layOut(entry), prefix);
  };

  const last = place(output, "");
  if (last < 0) throw plainError("OCCAM_OPTION", `${where} expects a layer between input and output.`);
  const unused = modelInputs.find((_, i) => !wiring.some((from) => from.includes(-1 - i)));
  if (unused !== undefined) {
    throw optionError({
      where: `${where}.inputs`,
      expected: "inputs that the output depends on",
      received: `"${unused.name}", which nothing uses`,
    });
  }
  const [only] = modelInputs as [ModelInput, ...ModelInput[]];
  const inputShape = modelInputs.length === 1 ? only.shape : [sum(modelInputs.map(({ shape }) => sizeOf(shape)))];
  const built = {
    inputShape,
    outputShape: shapeAt(last),
    inputs: modelInputs,
    layers: markShared(withStillBiases(layers, wiring)),
    wiring,
  };
  return {
    ...built,
    parameters: distinctParameters(built.layers),
    summary: () => renderSummary(modelSummary(built)),
  };
}

/** Those of a shared layer once. */
function distinctParameters(layers: readonly Layer[]): readonly ParameterSpec[] {
  return [...new Map(layers.flatMap(({ parameters }) => parameters.map((spec) => [spec.name, spec]))).values()];
}

function toModelInput({ source }: Connection, index: number, count: number): ModelInput {
  if (!isInputRecord(source)) {
    throw optionError({ where: "model.inputs", expected: "what input() gives", received: `a ${source.kind} layer` });
  }
  requireShape("input.shape", source.shape);
  return { name: source.name ?? (count === 1 ? "x" : `input${index}`), shape: source.shape };
}

function requireAllInputs(inputs: readonly Connection[]): void {
  if (inputs.length === 0)
    throw optionError({ where: "model.inputs", expected: "at least one input", received: "none" });
  const names = inputs.map(({ source }, i) => source.name ?? `input${i}`);
  const doubled = names.find((name, i) => names.indexOf(name) !== i);
  if (doubled !== undefined) throw doubledName("model.inputs", doubled, "input");
}

function unknownInput({ name, shape }: InputRecord): Error {
  return optionError({
    where: "model.inputs",
    expected: "every input that the output depends on",
    received: `not the one ${name === undefined ? "" : `"${name}" `}of shape [${shape.join(", ")}]`,
  });
}

function doubledName(where: string, name: string, what: string): Error {
  return optionError({ where, expected: `a different name for each ${what}`, received: `"${name}" twice` });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
