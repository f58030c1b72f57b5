// The direction of dependencies: a folder imports only from folders above it in this list (README shows the picture).
const LAYERS = [
  "errors",
  "options",
  "tensor",
  "statistics",
  "graph",
  "autodiff",
  "onnx",
  "runtime",
  "regularizers",
  "layers",
  "optimizers",
  "losses",
  "metrics",
  "training",
  "data",
  "selection",
  "diagnosis",
  "pruning",
  "tabular",
];

const core = (name) => `^packages/core/src/${name}${name === "errors" ? "\\.ts$" : "/"}`;

const downward = LAYERS.map((name, i) => ({
  name: `core-${name}-imports-upward-only`,
  comment: `${name} may import only what stands above it: ${LAYERS.slice(0, i).join(", ") || "nothing"}`,
  severity: "error",
  from: { path: core(name), pathNot: "\\.test\\.ts$" },
  to: { path: "^packages/core/src/", pathNot: LAYERS.slice(0, i + 1).map(core) },
}));

/** The stages of training: what examples and recipes are, the program made of them, the cohort that runs it. */
const STAGES = ["examples", "recipe", "program", "cohort"];
const stage = (name) => `^packages/core/src/training/${name}/`;

const stages = STAGES.map((name, i) => ({
  name: `training-${name}-imports-upward-only`,
  comment: `training/${name} may import of training only: ${STAGES.slice(0, i).join(", ") || "nothing"}`,
  severity: "error",
  from: { path: stage(name), pathNot: "\\.test\\.ts$" },
  to: { path: "^packages/core/src/training/", pathNot: STAGES.slice(0, i + 1).map(stage) },
}));

/** The folders of the command: files are read, results are their shapes, words are made of them, reports of words. */
const COMMAND = ["table", "results", "run-folder", "study", "words", "report", "commands", "options"];
const room = (name) => `^packages/cli/src/${name}/`;
/** What stands beside the folders and is used by them. */
const BESIDE = "^packages/cli/src/(clock|progress|interrupt)\\.ts$";

const command = COMMAND.map((name, i) => ({
  name: `command-${name}-imports-upward-only`,
  comment: `${name} may import of the command only: ${COMMAND.slice(0, i).join(", ") || "nothing"}`,
  severity: "error",
  from: { path: room(name), pathNot: "(\\.test|\\.fixture)\\.ts$" },
  to: { path: "^packages/cli/src/", pathNot: [...COMMAND.slice(0, i + 1).map(room), BESIDE] },
}));

module.exports = {
  forbidden: [
    ...downward,
    ...stages,
    ...command,
    {
      name: "core-never-imports-other-workspaces",
      severity: "error",
      from: { path: "^packages/core/" },
      to: { path: "^(packages/cli|apps|bench|examples)/" },
    },
    {
      name: "the-command-uses-the-public-library",
      severity: "error",
      from: { path: "^packages/cli/src/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^packages/core/src/",
        pathNot:
          "^packages/core/src/(index|vocabulary|tabular/version|(tabular|selection|diagnosis|pruning|data)/index|runtime/node)\\.ts$",
      },
    },
    {
      name: "only-tests-import-test-support",
      severity: "error",
      from: { pathNot: "(\\.test\\.ts$|/testing/)" },
      to: { path: "(/testing/|\\.fixture\\.ts$|\\.test\\.ts$)" },
    },
    {
      name: "core-needs-no-file-system",
      comment: "the library runs in browsers; Node lives in runtime/node alone",
      severity: "error",
      from: { path: "^packages/core/src/", pathNot: "(\\.test\\.ts$|/testing/|runtime/node)" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "no-cycles",
      comment: "the rules of ops refer to each other; nothing else may",
      severity: "error",
      from: { pathNot: "^packages/core/src/graph/" },
      to: { circular: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    exclude: { path: "(/dist/|node_modules)" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "default"],
      extensions: [".ts", ".js"],
    },
  },
};
