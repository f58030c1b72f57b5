/**
 * Builds the studio and fails when the scripts of its first view, the page with the playground and its workers, are larger than the limit
 * gzipped, or when ONNX Runtime, 14 MB that no room needs, lies beside it.
 */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const LIMIT_KB = 300;
const STUDIO = fileURLToPath(new URL("../apps/studio/", import.meta.url));

const { output } = await build({
  root: STUDIO,
  configFile: `${STUDIO}vite.config.ts`,
  logLevel: "error",
  build: { write: false },
});
const scripts = new Map(
  output
    .filter(({ fileName }) => fileName.endsWith(".js"))
    .map((file) => [file.fileName, file.code ?? String(file.source)]),
);
const firsts = [...scripts.keys()].filter((name) => /^assets\/(index|playground)-/.test(name));
const seen = new Set(firsts);
for (const name of seen) for (const needed of neededBy(scripts.get(name))) seen.add(needed);

const kilobytes = gzipSync([...seen].map((name) => scripts.get(name)).join("")).length / 1000;
console.log(`@occam/studio, first view: ${kilobytes.toFixed(1)} KB of scripts gzipped, limit ${LIMIT_KB} KB`);
const engines = output.map(({ fileName }) => fileName).filter((name) => /\/ort|\.wasm$/.test(name));
if (engines.length > 0) console.log(`ONNX Runtime is in the page: ${engines.join(", ")}`);
if (kilobytes > LIMIT_KB || engines.length > 0 || ![...seen].some((name) => name.includes(".worker-")))
  process.exitCode = 1;

/** What a built script fetches at once, and the workers that it starts; import("...") waits until it is called. */
function neededBy(code) {
  const imports = [...code.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g)].map(([, name]) => `assets/${name}`);
  const workers = [...scripts.keys()].filter(
    (name) => name.includes(".worker-") && code.includes(name.slice("assets/".length)),
  );
  return [...imports, ...workers];
}
