import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTraining } from "@occam/core";
import { webRuntime } from "@occam/core/web";
import { afterAll, describe, expect, it } from "vitest";
import { codeOf, rowsFileOf, type Told } from "./code.ts";
import { describeProgram, makeProgram } from "./program.ts";
import { sampleOf } from "./sample.ts";
import { FIRST_STATE, type PlaygroundState } from "./state.ts";
import { readTable } from "./tables/read-table.ts";
import { chosenTable } from "./tables/table-choice.ts";
import type { OpenedTable } from "./tables/table-code.ts";
import type { TableFacts } from "./tables/table-examples.ts";

const runtime = webRuntime({ engine: "compiled" });
afterAll(() => runtime.close());

// Beneath the workspace, so that the module finds the library.
const folder = mkdtempSync(fileURLToPath(new URL("./printed-", import.meta.url)));
afterAll(() => rmSync(folder, { recursive: true }));

/** Weights of all networks that a module trains. */
function weightsIn(code: string): unknown {
  const file = join(folder, "printed.mjs");
  const list = code.includes("const runs")
    ? "runs.map(({ parameters }) => parameters)"
    : code.includes("const run ")
      ? "[run.parameters]"
      : "await training.parameters()";
  const shown = `console.log("WEIGHTS", JSON.stringify((${list}).map((each) => [...each].map(([name, { data }]) => [name, [...data]]))));`;
  // Before what the module held is given back.
  const place = code.includes("await training.release();") ? "await training.release();" : "await runtime.close();";
  writeFileSync(file, code.replace(place, `${shown}\n${place}`));
  const output = execFileSync(process.execPath, [file], { encoding: "utf8" });
  return JSON.parse(/WEIGHTS (.*)/.exec(output)?.[1] ?? "null");
}

/** Weights of the playground's own training. */
async function weightsOf({ first, changes, stepCount }: Told): Promise<unknown> {
  const sample = sampleOf(first.data);
  const made = (state: PlaygroundState) => makeProgram(describeProgram(state, sample), runtime);
  const { model, options } = made(first);
  const training = await openTraining(model, sample.train, options);
  for (const { step, state } of changes) {
    await training.advance(step - training.position().step);
    const next = made(state);
    await training.change(next.model, next.options);
  }
  await training.advance(stepCount - training.position().step);
  const weights = await training.parameters();
  await training.release();
  return weights.map((each) => [...each].map(([name, { data }]) => [name, [...data]]));
}

const stronger: PlaygroundState = {
  ...FIRST_STATE,
  learning: { ...FIRST_STATE.learning, learningRate: 0.03 },
  panels: [{}, { l1: 0.03 }, { l2: 0.1 }, { dropout: 0.3 }],
};

it.each<[string, string, Told]>([
  ["panels on whole epochs", "fitReplicas(", { first: FIRST_STATE, changes: [], stepCount: 15 }],
  [
    "one network of regression with everything",
    " fit(",
    {
      first: {
        version: 1,
        data: { ...FIRST_STATE.data, set: "curve", size: 30, share: 0.5 },
        network: { hidden: [6], activation: "relu" },
        learning: { optimizer: "momentum", learningRate: 0.02, batchSize: 4, seed: 9 },
        panels: [{ l1: 0.001, groupLasso: 0.002, l2: 0.01, dropout: 0.2, maxNorm: 1.5, noise: 0.1, weightDecay: 0.01 }],
      },
      changes: [],
      stepCount: 8,
    },
  ],
  [
    "strengths and a rate that changed on the way, in the middle of an epoch",
    "openTraining(",
    { first: FIRST_STATE, changes: [{ step: 7, state: stronger }], stepCount: 12 },
  ],
])("what is copied trains to the playground's weights: %s", async (_, function_, told) => {
  const code = codeOf(told);
  expect(code).toContain(function_);
  expect(weightsIn(code)).toEqual(await weightsOf(told));
});

describe("a program of a table", () => {
  /** Names that would end a comment, were they written as they are. */
  const rows = (count: number) =>
    Array.from({ length: count }, (_, i) => `${(i * 7) % 13},${(i * i) % 11},${i % 3 ? "a" : "b"},${i % 4}`);
  const told = (count: number): Told => {
    const text = ['"one\u2028process.exit(1)","two\nprocess.exit(1)",three,four', ...rows(count)].join("\n");
    const table = readTable(text, "own\n.csv");
    if ("code" in table) throw new Error(table.code);
    const chosen = chosenTable(table, { target: "three", shown: table.columns.slice(0, 2).map(({ name }) => name) });
    if ("code" in chosen) throw new Error(chosen.code);
    const first: PlaygroundState = {
      ...FIRST_STATE,
      data: { ...FIRST_STATE.data, set: "table", size: 2000, share: 0.5, useless: 1 },
    };
    const { table: facts, train, validation } = sampleOf(first.data, chosen);
    return { first, changes: [], stepCount: 5, table: { facts: facts as TableFacts, train, validation } };
  };

  it.each([
    [30, "holds its rows"],
    [500, "reads them from a file beside it"],
  ])("of %i rows %s, and trains to the playground's weights", async (count, words) => {
    const own = told(count);
    const code = codeOf(own);
    const table = own.table as OpenedTable;
    expect(code.includes("occam-rows.json")).toBe(words !== "holds its rows");
    expect(code).toContain('"three" is "b" for 1, "a" for 0');
    const file = rowsFileOf(own);
    expect(file === undefined).toBe(words === "holds its rows");
    if (file !== undefined) writeFileSync(join(folder, file.name), file.text);
    const { model, options } = makeProgram(
      describeProgram(own.first, { task: "classification", inputCount: table.train.x.shape[1] as number }),
      runtime,
    );
    const training = await openTraining(model, table.train, options);
    await training.advance(5);
    const weights = (await training.parameters()).map((each) => [...each].map(([key, { data }]) => [key, [...data]]));
    await training.release();
    expect(weightsIn(code)).toEqual(weights);
  });
});

it("reads as a program that somebody wrote", () => {
  const first: PlaygroundState = {
    ...FIRST_STATE,
    data: { ...FIRST_STATE.data, set: "xor", noise: 0, size: 10, share: 0.5 },
    panels: [{}, { l1: 0.01 }],
  };
  expect(codeOf({ first, changes: [], stepCount: 100 })).toMatchInlineSnapshot(`
    "import { accuracy, adam, dense, fitReplicas, l1, sequential } from "@occam/core";
    import { nodeRuntime } from "@occam/core/node";

    // The playground's examples, in its order.
    const train = {
      x: [
        [-1.2, -1.2], [1.2, -1.2], [1.2, 1.2], [1.2, -1.2], [-1.2, -1.2],
      ],
      y: [
        1, 0, 1, 0, 1,
      ],
    };
    const validation = {
      x: [
        [1.2, -1.2], [1.2, 1.2], [-1.2, 1.2], [-1.2, -1.2], [-1.2, 1.2],
      ],
      y: [
        0, 1, 0, 1, 0,
      ],
    };

    const runtime = nodeRuntime({ engine: "compiled" });
    const runs = await fitReplicas(
      sequential({
        inputShape: [2],
        layers: [
          dense({ units: 12, activation: "tanh" }),
          dense({ units: 8, activation: "tanh" }),
          dense({ units: 1 }),
        ],
      }),
      train,
      {
        runtime,
        epochs: 100,
        validation,
        loss: "sigmoidCrossEntropy",
        optimizer: adam({ learningRate: 0.01 }),
        batchSize: 20,
        seed: 1,
        regularizer: [l1({ alpha: [0, 0.01] })],
        metrics: [accuracy],
      },
    );
    for (const run of runs) console.log(run.history.at(-1));
    await runtime.close();
    "
  `);
});
