/** Rows that time whole processes, from their start to their end. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { APT_LINE, pythonWith } from "./contestants.ts";
import { BENCH_FOLDER, OCCAM_COMMAND, PEERS_FOLDER, ROOT_FOLDER } from "./folders.ts";
import { mixedTable } from "./mixed-table.ts";
import { modelOf } from "./model-of.ts";
import { type Problem, sizeOf } from "./problem.ts";
import { problemData } from "./problem-data.ts";
import { writeProblem } from "./problem-folder.ts";
import { LARGE } from "./rows.ts";

export interface ProcessRow {
  readonly name: string;
  readonly title: string;
  /** The first one is what the others are compared with. */
  readonly entrants: readonly ProcessEntrant[];
  /** Seconds that the first is to need at most. */
  readonly mark?: number;
  /** Megabytes (2^20 bytes) that the first is to hold at most at its peak. */
  readonly markMegabytes?: number;
  /** Writes what its processes read. */
  readonly prepare?: (folder: string) => void;
  /** Too long for a quick look. */
  readonly isSlow?: true;
}

export interface ProcessEntrant {
  readonly name: string;
  /** In a folder with mixed.csv; undefined where it is not installed. */
  readonly command: (folder: string) => readonly [string, ...string[]] | undefined;
  readonly install?: string;
  /** How many times faster occam is to be. */
  readonly mark?: number;
  /** Accuracy on test rows, in what it printed: it must be near the first one's. */
  readonly accuracy?: (stdout: string) => number;
}

const occamFit = (table: (folder: string) => string, target: string): ProcessEntrant => ({
  name: "occam fit",
  command: (folder) => [
    process.execPath,
    OCCAM_COMMAND,
    "fit",
    table(folder),
    "--target",
    target,
    "--out",
    join(folder, "out"),
    "--json",
  ],
  accuracy: (stdout) => (JSON.parse(stdout) as { chosen: { test: { accuracy: number } } }).chosen.test.accuracy,
});

/** The grid that one would write in scikit-learn: as many candidates, the same network, batches, epochs and folds. */
const grid = (
  name: string,
  table: (folder: string) => string,
  target: string,
  how: readonly string[],
): ProcessEntrant => ({
  name: `scikit-learn grid${name}`,
  install: APT_LINE,
  command: (folder) => {
    const python = pythonWith("sklearn");
    return python === undefined
      ? undefined
      : [python, join(PEERS_FOLDER, "sklearn_grid.py"), table(folder), target, ...how];
  },
  accuracy: (stdout) => (JSON.parse(stdout) as { accuracy: number }).accuracy,
});

const breastCancer = () => join(ROOT_FOLDER, "examples/data/breast-cancer.csv");
const mixed = (folder: string) => join(folder, "mixed.csv");

const imports = (name: string, specifier: string, file: string): ProcessEntrant => ({
  name,
  install: "npm run bench:peers",
  command: () =>
    existsSync(file) ? [process.execPath, "--input-type=module", "-e", `import ${specifier}`] : undefined,
});

const peerFile = (path: string) => join(PEERS_FOLDER, "node_modules", path);
const peerImport = (name: string, path: string) => imports(name, JSON.stringify(peerFile(path)), peerFile(path));

const LARGE_RUN: Problem = { ...LARGE, rows: 60_000 };

export const PROCESS_ROWS: readonly ProcessRow[] = [
  {
    name: "f.breast-cancer",
    title: "fit of breast-cancer.csv (569 x 30), 18 candidates in 6 folds, whole process",
    entrants: [
      occamFit(breastCancer, "diagnosis"),
      { ...grid("", breastCancer, "diagnosis", ["64,32", "32", "200", "25", "18", "3", "2"]), mark: 4 },
      grid(", 26 candidates once each", breastCancer, "diagnosis", ["64,32", "32", "200", "25", "26", "1", "1"]),
    ],
    mark: 2,
  },
  {
    name: "f.mixed",
    title: "fit of a generated mixed table (30,000 x 15), 26 candidates, whole process",
    entrants: [occamFit(mixed, "bought"), grid("", mixed, "bought", ["128,64", "256", "42", "8", "26", "1", "1"])],
    prepare: (folder) => writeFileSync(mixed(folder), mixedTable()),
    mark: 15,
    markMegabytes: 1_500,
    isSlow: true,
  },
  {
    name: "folds",
    title: "l1 path of 16 strengths x 5 folds x 3 seeds on breast-cancer.csv, 30 epochs, whole process",
    entrants: [{ name: "alphaPath", command: () => [process.execPath, join(ROOT_FOLDER, "bench/dist/folds.js")] }],
    mark: 10,
  },
  {
    name: "h.help",
    title: "start: occam --help",
    entrants: [{ name: "occam --help", command: () => [process.execPath, OCCAM_COMMAND, "--help"] }],
    mark: 0.15,
  },
  {
    name: "h.import",
    title: "start: import of the library",
    entrants: [
      {
        name: "@occam/core and its runtime",
        command: () => [
          process.execPath,
          "--input-type=module",
          "-e",
          `import ${JSON.stringify(join(ROOT_FOLDER, "packages/core/dist/index.js"))};
           import ${JSON.stringify(join(ROOT_FOLDER, "packages/core/dist/runtime/node.js"))};`,
        ],
      },
      { name: "Node alone", command: () => [process.execPath, "-e", "0"] },
      peerImport("TensorFlow.js", "@tensorflow/tfjs/dist/tf.node.js"),
      peerImport("jax-js", "@jax-js/jax/dist/index.js"),
      peerImport("brain.js", "brain.js/dist/index.js"),
      {
        name: "PyTorch",
        install: APT_LINE,
        command: () => {
          const python = pythonWith("torch");
          return python === undefined ? undefined : [python, "-c", "import torch"];
        },
      },
    ],
  },
  {
    name: "memory",
    title: "peak memory: one epoch of 784-1024-1024-2048-10 over 60,000 rows",
    prepare: (folder) => {
      const { x, y } = problemData(LARGE_RUN);
      writeProblem(folder, LARGE_RUN, modelOf(LARGE_RUN), x, y);
    },
    entrants: [
      {
        name: "occam",
        command: (folder) => [process.execPath, join(BENCH_FOLDER, "dist/contestants/one-epoch.js"), folder],
      },
    ],
    markMegabytes: memoryMark(LARGE_RUN),
    isSlow: true,
  },
];

/** Data, four times parameters and velocities, and 250 MB. */
function memoryMark(problem: Problem): number {
  const numbers = problem.rows * (sizeOf(problem.inputShape) + 1);
  const parameters = modelOf(problem).parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return 250 + (4 * (numbers + 4 * 2 * parameters)) / 2 ** 20;
}
