import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";

/** What a script prints that loads a runtime from a folder where ONNX Runtime's packages are not installed. */
function printed(file: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "occam-missing-"));
  const built = fileURLToPath(new URL("../../dist", import.meta.url));
  cpSync(built, folder, { recursive: true });
  // What the library cannot do without is there.
  const installed = fileURLToPath(new URL("../../../../node_modules/@bufbuild", import.meta.url));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(installed, join(folder, "node_modules", "@bufbuild"));
  const whole = `
    import * as runtimes from ${JSON.stringify(pathToFileURL(join(folder, "runtime", file)).href)};
    const say = (text) => process.stdout.write(text);
    ${script}`;
  // A file: a worker thread would inherit the options of --eval.
  writeFileSync(join(folder, "script.mjs"), whole);
  const said = execFileSync(process.execPath, [join(folder, "script.mjs")], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return said;
}

describe.each([
  ["onnxruntime-node", "node.js", "runtimes.nodeRuntime()"],
  ["onnxruntime-web", "web.js", "runtimes.webRuntime()"],
])("without the package %s", (name, file, create) => {
  const missing =
    `ONNX Runtime could not do its work: the package ${name} is not installed: ` +
    `run \`npm install ${name}\`. (OCCAM_RUNTIME)`;

  it("a small network trains and predicts all the same", () => {
    const script = `
      const { adam, dense, fit, sequential } = await import("./index.js");
      const runtime = ${create};
      const model = sequential({ inputShape: [1], layers: [dense({ units: 1 })] });
      const options = { runtime, loss: "meanSquaredError", optimizer: adam({ learningRate: 0.1 }), epochs: 500 };
      const run = await fit(model, { x: [[0], [1], [2], [3]], y: [1, 3, 5, 7] }, options);
      const { data } = await run.predict([[4]]);
      say(run.engine + " " + Math.round(data[0]));
      await runtime.close();`;
    expect(printed(file, script)).toBe("compiled 9");
  });

  it("a call says how to install it, in a finally that closes too; closing again is quiet", () => {
    const script = `
      const runtime = ${create};
      const work = async () => {
        try {
          await runtime.load(new Uint8Array());
        } finally {
          await runtime.close();
        }
      };
      await work().catch(({ message }) => say(message));
      await runtime.close();
      say(" Closed.");`;
    expect(printed(file, script)).toBe(`${missing} Closed.`);
  });

  it("a call that comes right after the failed one says the same, not that a thread ended", () => {
    const script = `
      const runtime = ${create};
      await runtime.load(new Uint8Array()).catch(() => undefined);
      await runtime.load(new Uint8Array()).catch(({ message }) => say(message));
      await Promise.all([runtime.close(), runtime.close()]);
      say(" Closed.");`;
    expect(printed(file, script)).toBe(`${missing} Closed.`);
  });
});
