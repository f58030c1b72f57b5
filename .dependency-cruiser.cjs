// The direction of dependencies: a folder imports only from folders above it in this list (README shows the picture).
const LAYERS = [
  "errors",
  "options",
  "tensor",
  "statistics",
  "graph",
  "autodiff",
  "onnx",
  "compiled",
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

/** The rooms of a package: one imports only from those above it. */
const roomsOf = (workspace, names, beside) =>
  names.map((name, i) => ({
    name: `${workspace}-${name}-imports-upward-only`,
    comment: `${name} may import of ${workspace} only: ${names.slice(0, i).join(", ") || "nothing"}`,
    severity: "error",
    from: { path: `^packages/${workspace}/src/${name}/`, pathNot: "(\\.test|\\.fixture)\\.ts$" },
    to: {
      path: `^packages/${workspace}/src/`,
      pathNot: [...names.slice(0, i + 1).map((room) => `^packages/${workspace}/src/${room}/`), ...beside],
    },
  }));

/** Results are shapes; words are made of them; text and pages, which do not know each other, of words. */
const report = [
  ...roomsOf("report", ["results", "words", "axes", "text"], []),
  ...roomsOf("report", ["results", "words", "axes", "pages"], []).slice(-1),
];
/** Files are read, runs and studies kept in folders, a page served, commands call the library, options call commands. */
const command = roomsOf(
  "cli",
  ["table", "run-folder", "study", "page", "commands", "options"],
  ["^packages/cli/src/(clock|progress|interrupt)\\.ts$"],
);

module.exports = {
  forbidden: [
    ...downward,
    ...stages,
    ...report,
    ...command,
    {
      name: "core-never-imports-other-workspaces",
      severity: "error",
      from: { path: "^packages/core/" },
      to: { path: "^(packages/(cli|report)|apps|bench|examples)/" },
    },
    {
      name: "the-command-and-the-report-use-the-public-library",
      severity: "error",
      from: { path: "^packages/(cli|report)/src/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^packages/core/src/",
        pathNot:
          "^packages/core/src/(index|vocabulary|tabular/version|(tabular|selection|diagnosis|pruning|data)/index|runtime/node)\\.ts$",
      },
    },
    {
      name: "the-studio-uses-the-public-library",
      comment: "And the report's words for notes, which are said the same everywhere.",
      severity: "error",
      from: { path: "^apps/studio/src/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^packages/",
        pathNot:
          "^packages/(core/src/(index|vocabulary|(tabular|selection|diagnosis|pruning|data)/index|runtime/web)|report/src/words/index)\\.ts$",
      },
    },
    {
      name: "the-report-knows-no-command",
      severity: "error",
      from: { path: "^packages/report/" },
      to: { path: "^(packages/cli|apps|bench|examples)/" },
    },
    {
      name: "only-tests-import-test-support",
      severity: "error",
      from: { pathNot: "(\\.(test|fixture)\\.ts$|/testing/)" },
      to: { path: "(/testing/|\\.fixture\\.ts$|\\.test\\.ts$)" },
    },
    {
      name: "core-needs-no-file-system",
      comment: "the library runs in browsers; Node lives in runtime/node alone",
      severity: "error",
      from: { path: "^packages/core/src/", pathNot: "(\\.(test|fixture)\\.ts$|/testing/|runtime/node)" },
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
