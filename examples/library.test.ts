import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("the library example trains a network that is right on at least 95% of the validation rows", () => {
  const script = fileURLToPath(new URL("./dist/library.js", import.meta.url));
  const output = execFileSync(process.execPath, [script], { encoding: "utf8" });
  expect(Number(/validation accuracy ([\d.]+)%/.exec(output)?.[1])).toBeGreaterThanOrEqual(95);
  expect(output).toContain("dense0/kernel has shape [30,64]");
});
