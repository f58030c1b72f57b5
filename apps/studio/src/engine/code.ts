/** A playground's training as a program that anybody can run: the same examples, the same weights to the bit. */
import { namesIn, printed, printedOptions } from "./calls.ts";
import { exampleRows } from "./divide.ts";
import { describeProgram, type Program } from "./program.ts";
import { type PlainExamples, type Sample, sampleOf } from "./sample.ts";
import type { PlaygroundState } from "./state.ts";
import { type OpenedTable, TABLE_FILE, tableComment, tableRows } from "./tables/table-code.ts";

/** A training: the state that it began with, changes on the way, and how many steps it took. */
export interface Told {
  readonly first: PlaygroundState;
  /** Later states of the same network, each from a step on. */
  readonly changes: readonly { readonly step: number; readonly state: PlaygroundState }[];
  readonly stepCount: number;
  /** Where the examples are those of a table: as they were opened. */
  readonly table?: OpenedTable;
}

/** Examples, and where they are from. */
type Source = Pick<Sample, "task" | "inputCount" | "train" | "validation"> & { readonly table?: OpenedTable };

/** A module for Node.js that trains the networks of all panels, each with its own strengths, and prints their losses. */
export function codeOf(told: Told): string {
  const { first, changes, stepCount } = told;
  const sample = sourceOf(told);
  const describe = (state: PlaygroundState) => describeProgram(state, sample);
  const rows = sample.train.y.data.length;
  const epochs = stepCount / Math.ceil(rows / Math.min(rows, first.learning.batchSize));
  const isFit = changes.length === 0 && Number.isInteger(epochs) && epochs > 0;
  const program = describe(first);
  return isFit
    ? fitting(sample, program, first.panels.length === 1 ? "fit" : "fitReplicas", epochs)
    : driving(sample, [program, ...changes.map(({ state }) => describe(state))], spansOf(changes, stepCount));
}

function sourceOf({ first, table }: Told): Source {
  if (table === undefined) {
    const { task, inputCount, train, validation } = sampleOf(first.data);
    return { task, inputCount, train, validation };
  }
  const { facts, train, validation } = table;
  return { task: facts.task, inputCount: train.x.shape[1] as number, train, validation, table };
}

/** Steps between one change and the next. */
function spansOf(changes: Told["changes"], stepCount: number): readonly number[] {
  return [...changes.map(({ step }) => step), stepCount].map((end, i) => end - (changes[i - 1]?.step ?? 0));
}

function fitting(sample: Source, program: Program, fit: "fit" | "fitReplicas", epochs: number): string {
  const result = fit === "fit" ? "const run" : "const runs";
  const log = (run: string) => `console.log(${run}.history.at(-1));`;
  return assembled(sample, [program], fit, [
    `${result} = await ${fit}(${printedProgram(program, ["train"], [`epochs: ${epochs}`, "validation"])});`,
    fit === "fit" ? log("run") : `for (const run of runs) ${log("run")}`,
  ]);
}

/** A training that changed on the way, or ended within an epoch, is driven as it was. */
function driving(sample: Source, programs: readonly Program[], spans: readonly number[]): string {
  const steps = programs.flatMap((program, i) => [
    i === 0
      ? `const training = await openTraining(${printedProgram(program, ["train"])});`
      : `await training.change(${printedProgram(program, [])});`,
    `await training.advance(${spans[i]});`,
  ]);
  return assembled(sample, programs, "openTraining", [
    ...steps,
    "for (const { measures, penalty } of await training.evaluate(validation)) console.log(measures, penalty);",
    "await training.release();",
  ]);
}

function assembled(source: Source, programs: readonly Program[], trains: string, body: readonly string[]): string {
  const names = new Set(programs.flatMap(({ model, options }) => [...namesIn(model), ...namesIn(options), trains]));
  return [
    `import { ${[...names].toSorted().join(", ")} } from "@occam/core";`,
    'import { nodeRuntime } from "@occam/core/node";',
    ...(source.table !== undefined && isInFile(source.table) ? ['import { readFile } from "node:fs/promises";'] : []),
    "",
    ...examplesOf(source),
    "",
    'const runtime = nodeRuntime({ engine: "compiled" });',
    ...body,
    "await runtime.close();",
    "",
  ].join("\n");
}

/** Rows of a table, beyond which a program reads them from a file. */
const MOST_ROWS = 400;

function isInFile({ train, validation }: OpenedTable): boolean {
  return train.y.data.length + validation.y.data.length > MOST_ROWS;
}

function examplesOf(source: Source): readonly string[] {
  const { table, train, validation } = source;
  if (table !== undefined && isInFile(table)) {
    const read = `JSON.parse(await readFile(new URL("${TABLE_FILE}", import.meta.url), "utf8"))`;
    return [
      `// The playground saves these rows as ${TABLE_FILE}, to stand beside this program.`,
      ...tableComment(table),
      `const { train, validation } = ${read};`,
    ];
  }
  return [
    "// The playground's examples, in its order.",
    ...(table === undefined ? [] : tableComment(table)),
    `const train = ${printedExamples(train)};`,
    `const validation = ${printedExamples(validation)};`,
  ];
}

/** The file that the program of a table of many rows reads; undefined where it reads none. */
export function rowsFileOf({ table }: Told): { readonly name: string; readonly text: string } | undefined {
  return table !== undefined && isInFile(table) ? { name: TABLE_FILE, text: tableRows(table) } : undefined;
}

/** The arguments of a training; `more`: further options as they are written. */
function printedProgram(
  { model, options }: Program,
  examples: readonly string[],
  more: readonly string[] = [],
): string {
  const lines = [printed(model, 2), ...examples, printedOptions(options, 2, ["runtime", ...more])];
  return `\n${lines.map((line) => `  ${line},\n`).join("")}`;
}

function printedExamples(examples: PlainExamples): string {
  const { x, y } = exampleRows(examples);
  return `{\n  x: ${printedRows(x.map((row) => `[${row.join(", ")}]`))},\n  y: ${printedRows(y.map(String))},\n}`;
}

const ROW_WIDTH = 110;

function printedRows(parts: readonly string[]): string {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + part.length <= ROW_WIDTH) lines[lines.length - 1] = `${last} ${part},`;
    else lines.push(`    ${part},`);
  }
  return `[\n${lines.join("\n")}\n  ]`;
}
