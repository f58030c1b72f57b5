/** The network inside a table's model, so that it can be taken out again: settings and preprocessing in the metadata, weights by name. */
import type { InputColumn } from "../../data/columns.ts";
import type { ColumnPlan, Preprocessing } from "../../data/preprocessing.ts";
import { columnNumbers, type InputKind, inputNames } from "../../data/preprocessing-graph.ts";
import { tableModel } from "../../data/table-model.ts";
import { isOccamError, sentenceIn } from "../../errors.ts";
import { readModel } from "../../onnx/codec.ts";
import type { Network } from "../../pruning/network.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import type { Run } from "../../training/fit.ts";
import { propertiesOf } from "../properties-of.ts";
import { type NetworkPlan, networkPlan } from "../settings/network-plan.ts";
import { readSettings } from "../settings/read-settings.ts";
import type { Setting } from "../settings/setting.ts";
import { inForce, type SettingValues } from "../settings/values.ts";
import type { Preparation } from "../stages/prepare.ts";
import type { Understanding } from "../table/understand.ts";
import { taskNamed } from "../tasks/index.ts";
import {
  emptyTarget,
  FORMAT,
  type ModelColumn,
  type ModelFacts,
  modelError,
  modelMetadata,
  requireFormat,
} from "./model-facts.ts";
import { seenValues } from "./seen-values.ts";

const KEY = "occam.network";

/** What the metadata says of the network. */
interface NetworkFacts extends Preparation {
  readonly format: number;
  /** Every setting that its layers are made from. */
  readonly settings: SettingValues;
}

/** A network with what stands around it in the file. */
export interface TableNetwork extends Preparation {
  readonly run: Run;
  readonly settings: SettingValues;
}

/** What a model of these columns says of itself, and of the rows that it is trained on. */
export function factsOf(
  { task, target, decision, inputs, readings: all, sources, asked }: Understanding,
  { preprocessing }: Preparation,
  trainRows: Int32Array,
): ModelFacts {
  const byName = new Map(inputs.map((each) => [each.name, each]));
  const names = inputNames(preprocessing);
  const columns = preprocessing.columns.map((plan, i): ModelColumn => {
    const { name, kind, isDouble }: InputKind & { readonly name: string } = plan;
    const column = sources.get(name) ?? name;
    // Preprocessing is of the inputs.
    const seen = seenValues(byName.get(name) as InputColumn, trainRows);
    const own = { ...(isDouble && { isDouble }), ...(column !== name && { name }) };
    return { column, input: names[i] as string, kind, ...own, seen };
  });
  const taken = new Set(columns.map(({ column }) => column));
  const readings = [...all].filter(([column]) => taken.has(column)).map(([column, reading]) => ({ column, reading }));
  const { columns: kinds = {}, missing = [], ...order } = asked;
  const hasAsked = Object.keys({ ...kinds, ...order }).length + missing.length > 0;
  return {
    task: task.name,
    target: target.name,
    classes: target.classes,
    ...(decision && decision.rule !== "mostProbable" && { decision }),
    columns,
    ...(readings.length > 0 && { readings }),
    ...(hasAsked && { asked }),
  };
}

/** The file of a network. */
export function exportNetwork(
  facts: ModelFacts,
  { run, settings, preprocessing, targetScale }: TableNetwork,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const network: NetworkFacts = { format: FORMAT, settings, preprocessing, targetScale };
  return tableModel(run, {
    preprocessing,
    ...taskNamed(facts.task).exportOptions(emptyTarget(facts.target, facts.classes), targetScale, facts.decision),
    metadata: { ...metadata, ...modelMetadata(facts), [KEY]: JSON.stringify(network) },
  });
}

/** A network out of a model file. */
export interface ExportedNetwork extends Preparation {
  readonly network: Network;
  readonly settings: SettingValues;
  /** All entries of the file's metadata. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Takes the network out: its layers are built from the settings, and each parameter must be there in its shape.
 * @throws Error with code OCCAM_ONNX for a file without a network of this format, and for weights that are not those of its
 * settings.
 */
export function readExportedNetwork(
  bytes: Uint8Array,
  facts: ModelFacts,
  settings: readonly Setting[],
): ExportedNetwork {
  const { graph, metadata: entries = [] } = readModel(bytes);
  const metadata = Object.fromEntries(entries.map(({ key = "", value = "" }) => [key, value]));
  const described = parseFacts(metadata[KEY], facts, settings);
  if (described === undefined)
    throw modelError("it does not describe its network: expected a model that this version of occam wrote.");
  const { model } = planOf(described, facts, settings);
  const found = new Map((graph?.initializers ?? []).map((tensor) => [tensor.name, tensor]));
  const parameters = new Map<string, FloatTensor>();
  for (const { name, shape } of model.parameters) {
    const { dimensions = [], raw, dataType } = found.get(name) ?? {};
    // Shapes are compared before anything of their size is made.
    const size = shape.reduce((product, dim) => product * dim, 4);
    if (raw === undefined || dataType !== FLOAT || dimensions.join() !== shape.join() || raw.length !== size) {
      throw modelError(`the weights ${name} are missing or not [${shape.join(", ")}]: fit the table again.`);
    }
    parameters.set(name, { shape, data: new Float32Array(new Uint8Array(raw).buffer) });
  }
  return { ...described, network: { model, parameters }, metadata };
}

const FLOAT = 1;

function planOf(
  { settings: values, preprocessing }: NetworkFacts,
  { task, target, classes }: ModelFacts,
  settings: readonly Setting[],
): NetworkPlan {
  const widths = {
    columns: columnNumbers(preprocessing),
    outputs: taskNamed(task).outputCount(emptyTarget(target, classes)),
  };
  // The values name every setting that is in force: nothing is left to what is usual for a size.
  return networkPlan(settings, [inForce(settings, values, { rowCount: 1, epochs: 1 })], widths);
}

function parseFacts(
  text: string | undefined,
  { task }: ModelFacts,
  settings: readonly Setting[],
): NetworkFacts | undefined {
  if (text === undefined) return undefined;
  try {
    const { format, settings: values, preprocessing, targetScale } = propertiesOf(JSON.parse(text));
    const { mean, deviation } = propertiesOf(targetScale);
    const isScale = typeof mean === "number" && typeof deviation === "number";
    requireFormat(format);
    if (!isScale || !isPreprocessing(preprocessing)) return undefined;
    const own = readSettings(values, "the model's settings", settings, taskNamed(task));
    return { format: FORMAT, settings: own, preprocessing, targetScale: { mean, deviation } };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw isOccamError(error) ? modelError(sentenceIn(error)) : error;
  }
}

function isPreprocessing(value: unknown): value is Preprocessing {
  const { columns, width, dropped } = propertiesOf(value);
  return Array.isArray(columns) && columns.every(isColumnPlan) && isCount(width) && Array.isArray(dropped);
}

function isColumnPlan(value: unknown): value is ColumnPlan {
  const { kind, name, categories, spellings = [], hasOther } = propertiesOf(value);
  if (typeof name !== "string") return false;
  if (kind === "numeric") return isNumericPlan(value);
  const isTexts = Array.isArray(categories) && categories.every(isText);
  const isSpelled = Array.isArray(spellings) && spellings.every((pair) => Array.isArray(pair) && pair.every(isText));
  return kind === "categorical" && isTexts && isSpelled && typeof hasOther === "boolean";
}

function isNumericPlan(value: unknown): boolean {
  const { center, scale, hasMissing, isDouble = true } = propertiesOf(value);
  const isSpread = typeof center === "number" && typeof scale === "number";
  return isSpread && typeof hasMissing === "boolean" && isDouble === true;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 1;
}
