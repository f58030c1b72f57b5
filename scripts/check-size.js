/**
 * Bundles what a web page gets of the library, without ONNX Runtime and with dependencies inside, and fails when it is larger
 * than its limit gzipped. The library has no side effects, so a page gets what it imports. Run it after a build.
 */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

const DIST = fileURLToPath(new URL("../packages/core/dist/", import.meta.url));
const all = (names) => names.map((name) => `export * from "${DIST}${name}.js";`).join("\n");

/** Everything that makes, regularizes, trains, runs and exports networks. */
const TRAINING = ["layers/index", "regularizers/index", "optimizers/index", "losses/index", "metrics/index"];
const RUNS = [
  "fit",
  "live/open-training",
  "ensemble",
  "recipe/averaging",
  "recipe/early-stopping",
  "recipe/history",
].map((name) => `training/${name}`);

const FACES = ["tabular", "selection", "diagnosis", "pruning", "data"];

const PARTS = [
  {
    title: "a page that trains a dense network",
    source: `export { adam, dense, dropout, fit, l1, l2, sequential } from "${DIST}index.js";`,
    limitKb: 48,
  },
  {
    title: "that page with its runtime and the compiler: all that it downloads",
    source: `export { adam, dense, dropout, fit, l1, l2, sequential } from "${DIST}index.js"; export { webRuntime } from "${DIST}runtime/web.js";`,
    limitKb: 90,
  },
  { title: "all that trains and exports networks", source: all([...TRAINING, ...RUNS]), limitKb: 70 },
  {
    title: "everything, with tables, selection, diagnosis and pruning",
    source: all(["index", ...FACES.map((face) => `${face}/index`)]),
    limitKb: 143,
  },
];

for (const { title, source, limitKb } of PARTS) {
  const kilobytes = await bundledKb(source);
  console.log(`@occam/core, ${title}: ${kilobytes.toFixed(1)} KB minified and gzipped, limit ${limitKb} KB`);
  if (kilobytes > limitKb) process.exitCode = 1;
}

async function bundledKb(source) {
  const entry = "entry";
  const bundle = await rolldown({
    input: entry,
    platform: "browser",
    // Fetched where a graph needs it, which a small network's does not.
    external: [/^onnxruntime-web/],
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? source : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return gzipSync(output.map(({ code = "" }) => code).join("")).length / 1000;
}
