/** The network inside a model.onnx, so that it can be taken out again: layers and preprocessing in the metadata, weights by name. */

import {
  ACTIVATIONS,
  type ActivationName,
  type ColumnPlan,
  dense,
  type FloatTensor,
  type Model,
  type Network,
  type Preprocessing,
  type Runtime,
  readModel,
  runOf,
  sequential,
  tableModel,
} from "@occam/core";
import { propertiesOf } from "../properties-of.ts";
import { inputError } from "../table/input-error.ts";
import type { ModelFacts } from "./exported-model.ts";
import type { PreparedData, TargetScale } from "./prepare-data.ts";
import { LOSSES } from "./scores.ts";

const KEY = "occam.network";

/** What the metadata says of the network: dense layers in a row, all but the last with the activation. */
interface NetworkFacts {
  /** Units of each layer, outputs last. */
  readonly units: readonly number[];
  readonly activation: ActivationName;
  readonly preprocessing: Preprocessing;
  readonly targetScale: TargetScale;
}

export function networkMetadata(
  model: Model,
  { preprocessing, targetScale }: Pick<PreparedData, "preprocessing" | "targetScale">,
): Record<string, string> {
  const units = model.parameters.filter(({ role }) => role === "kernel").map(({ shape }) => shape[1] as number);
  // Hidden layers of a fit share one activation, and the first dense layer is hidden where there is any.
  const found = ACTIVATIONS.find(({ name }) => name === model.layers.find((layer) => layer.activation)?.activation);
  const activation = (found?.name ?? "linear") as ActivationName;
  const facts: NetworkFacts = { units, activation, preprocessing, targetScale };
  return { [KEY]: JSON.stringify(facts) };
}

/** A network out of a model file, and what stood around it. */
export interface ExportedNetwork {
  readonly network: Network;
  readonly preprocessing: Preprocessing;
  readonly targetScale: TargetScale;
  /** All entries of the file's metadata. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Takes the network out. That it is the file's own is known because it gives the very same bytes when it is exported again.
 * @throws input error when it does not.
 */
export async function readExportedNetwork(
  runtime: Runtime,
  bytes: Uint8Array,
  facts: ModelFacts,
  file: string,
): Promise<ExportedNetwork> {
  const { graph, metadata: entries = [] } = readModel(bytes);
  const metadata = Object.fromEntries(entries.map(({ key = "", value = "" }) => [key, value]));
  const described = parseFacts(metadata[KEY]);
  if (described === undefined) {
    throw inputError(
      `${file} does not describe its network: expected a model.onnx that this version of occam fit wrote.`,
    );
  }
  const model = modelOf(described);
  const found = new Map((graph?.initializers ?? []).map((tensor) => [tensor.name, tensor]));
  const parameters = new Map<string, FloatTensor>();
  for (const { name, shape } of model.parameters) {
    const { dimensions = [], raw, dataType } = found.get(name) ?? {};
    // Shapes are compared before anything of their size is made.
    const size = shape.reduce((product, dim) => product * dim, 4);
    if (raw === undefined || dataType !== FLOAT || dimensions.join() !== shape.join() || raw.length !== size) {
      throw inputError(`${file}: the weights ${name} are missing or not [${shape.join(", ")}]: fit the table again.`);
    }
    parameters.set(name, { shape, data: new Float32Array(new Uint8Array(raw).buffer) });
  }
  const exported: ExportedNetwork = { ...described, network: { model, parameters }, metadata };
  const again = await exportNetwork(runtime, exported, facts, metadata).catch(() => undefined);
  if (again === undefined || Buffer.compare(again, bytes) !== 0) {
    throw inputError(
      `${file}: its network does not match its description: fit the table again with this version of occam.`,
    );
  }
  return exported;
}

const FLOAT = 1;

/** The file of a network with what stands around it. */
export function exportNetwork(
  runtime: Runtime,
  { network, preprocessing, targetScale }: Pick<ExportedNetwork, "network" | "preprocessing" | "targetScale">,
  { task, classes }: Pick<ModelFacts, "task" | "classes">,
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  return tableModel(runOf(network, { runtime, loss: LOSSES[task] }), {
    preprocessing,
    ...(task === "classification" ? { classes } : { targetScale }),
    metadata,
  });
}

function modelOf({ units, activation, preprocessing }: NetworkFacts): Model {
  const last = units.length - 1;
  return sequential({
    inputShape: [preprocessing.width],
    layers: units.map((count, i) => dense({ units: count, ...(i < last && { activation }) })),
  });
}

function parseFacts(text: string | undefined): NetworkFacts | undefined {
  if (text === undefined) return undefined;
  try {
    const facts: unknown = JSON.parse(text);
    return isNetworkFacts(facts) ? facts : undefined;
  } catch {
    return undefined;
  }
}

const MAX_LAYERS = 100;

function isNetworkFacts(value: unknown): value is NetworkFacts {
  const { units, activation, preprocessing, targetScale } = propertiesOf(value);
  const { mean, deviation } = propertiesOf(targetScale);
  const isUnits = Array.isArray(units) && units.length >= 1 && units.length <= MAX_LAYERS && units.every(isCount);
  const isScale = typeof mean === "number" && typeof deviation === "number";
  return isUnits && ACTIVATIONS.some(({ name }) => name === activation) && isScale && isPreprocessing(preprocessing);
}

function isPreprocessing(value: unknown): value is Preprocessing {
  const { columns, width, dropped } = propertiesOf(value);
  return Array.isArray(columns) && columns.every(isColumnPlan) && isCount(width) && Array.isArray(dropped);
}

function isColumnPlan(value: unknown): value is ColumnPlan {
  const { kind, name, center, scale, hasMissing, categories, hasOther } = propertiesOf(value);
  if (typeof name !== "string") return false;
  if (kind === "numeric")
    return typeof center === "number" && typeof scale === "number" && typeof hasMissing === "boolean";
  const isTexts = Array.isArray(categories) && categories.every((text) => typeof text === "string");
  return kind === "categorical" && isTexts && typeof hasOther === "boolean";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 1;
}
