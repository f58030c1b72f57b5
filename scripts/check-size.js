/**
 * Bundles the library without an engine, dependencies inside, as a web page would get it, and fails when it is larger
 * than the limit gzipped. Run it after a build.
 */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

const LIMIT_KB = 60;

const bundle = await rolldown({
  input: fileURLToPath(new URL("../packages/core/dist/index.js", import.meta.url)),
  platform: "browser",
});
const { output } = await bundle.generate({ format: "esm", minify: true });
await bundle.close();

const kilobytes = gzipSync(output.map(({ code = "" }) => code).join("")).length / 1000;
const isSmall = kilobytes <= LIMIT_KB;
console.log(`@occam/core: ${kilobytes.toFixed(1)} KB minified and gzipped, limit ${LIMIT_KB} KB`);
if (!isSmall) process.exitCode = 1;
