/** A playground's training as a program that anybody can run: the same examples, the same weights to the bit. */
import type { FloatTensor } from "@occam/core";
import { namesIn, printed, printedOptions } from "./calls.ts";
import { describeProgram, type Program } from "./program.ts";
import { type PlainExamples, type Sample, sampleOf } from "./sample.ts";
import type { PlaygroundState } from "./state.ts";

/** A training: the state that it began with, changes on the way, and how many steps it took. */
export interface Told {
  readonly first: PlaygroundState;
  /** Later states of the same network, each from a step on. */
  readonly changes: readonly { readonly step: number; readonly state: PlaygroundState }[];
  readonly stepCount: number;
}

/** A module for Node.js that trains the networks of all panels, each with its own strengths, and prints their losses. */
export function codeOf({ first, changes, stepCount }: Told): string {
  const sample = sampleOf(first.data);
  const describe = (state: PlaygroundState) => describeProgram(state, sample);
  const rows = sample.train.y.data.length;
  const epochs = stepCount / Math.ceil(rows / Math.min(rows, first.learning.batchSize));
  const isFit = changes.length === 0 && Number.isInteger(epochs) && epochs > 0;
  const program = describe(first);
  return isFit
    ? fitting(sample, program, first.panels.length === 1 ? "fit" : "fitReplicas", epochs)
    : driving(sample, [program, ...changes.map(({ state }) => describe(state))], spansOf(changes, stepCount));
}

/** Steps between one change and the next. */
function spansOf(changes: Told["changes"], stepCount: number): readonly number[] {
  return [...changes.map(({ step }) => step), stepCount].map((end, i) => end - (changes[i - 1]?.step ?? 0));
}

function fitting(sample: Sample, program: Program, fit: "fit" | "fitReplicas", epochs: number): string {
  const result = fit === "fit" ? "const run" : "const runs";
  const log = (run: string) => `console.log(${run}.history.at(-1));`;
  return assembled(sample, [program], fit, [
    `${result} = await ${fit}(${printedProgram(program, ["train"], [`epochs: ${epochs}`, "validation"])});`,
    fit === "fit" ? log("run") : `for (const run of runs) ${log("run")}`,
  ]);
}

/** A training that changed on the way, or ended within an epoch, is driven as it was. */
function driving(sample: Sample, programs: readonly Program[], spans: readonly number[]): string {
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

function assembled(
  { train, validation }: Sample,
  programs: readonly Program[],
  trains: string,
  body: readonly string[],
): string {
  const names = new Set(programs.flatMap(({ model, options }) => [...namesIn(model), ...namesIn(options), trains]));
  return [
    `import { ${[...names].toSorted().join(", ")} } from "@occam/core";`,
    'import { nodeRuntime } from "@occam/core/node";',
    "",
    "// The playground's examples, in its order.",
    `const train = ${printedExamples(train)};`,
    `const validation = ${printedExamples(validation)};`,
    "",
    'const runtime = nodeRuntime({ engine: "compiled" });',
    ...body,
    "await runtime.close();",
    "",
  ].join("\n");
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

function printedExamples({ x, y }: PlainExamples): string {
  return `{\n  x: ${printedRows(rowsOf(x))},\n  y: ${printedRows(Array.from(y.data, shortest))},\n}`;
}

function rowsOf({ shape: [, width = 1], data }: FloatTensor): readonly string[] {
  return Array.from({ length: data.length / width }, (_, row) => {
    const own = Array.from(data.subarray(row * width, (row + 1) * width), shortest);
    return `[${own.join(", ")}]`;
  });
}

/** Numbers of examples are thousandths. */
function shortest(value: number): string {
  return String(Math.round(value * 1000) / 1000);
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
