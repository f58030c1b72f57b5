import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("ONNX Runtime's usage data are off: running a graph leaves nothing in the home folder", () => {
  const home = mkdtempSync(join(tmpdir(), "occam-home-"));
  const example = fileURLToPath(new URL("../../../../examples/dist/library.js", import.meta.url));
  const { ORT_DISABLE_TELEMETRY: _, ...environment } = process.env;
  execFileSync(process.execPath, [example], {
    env: { ...environment, HOME: home, XDG_CACHE_HOME: join(home, ".cache") },
  });
  const files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(home, name)).isFile(),
  );
  rmSync(home, { recursive: true });
  expect(files).toEqual([]);
});
