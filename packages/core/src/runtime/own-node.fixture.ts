/** For tests: scripts in a Node of their own, with the library as it was built. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file of the library, as an import names it. */
export const built = (path: string): string => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

/** What the script prints by `print`, which has dense, fit, sequential and both runtimes. */
export function printed(script: string, flags: readonly string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), "occam-node-"));
  // A file: a worker thread would inherit the options of --eval.
  const file = join(folder, "script.mjs");
  writeFileSync(
    file,
    `import { dense, fit, sequential } from ${built("index.js")};
    import { nodeRuntime } from ${built("runtime/node.js")};
    import { webRuntime } from ${built("runtime/web.js")};
    const print = (...parts) => process.stdout.write(parts.join(" ") + "\\n");
    ${script}`,
  );
  try {
    return execFileSync(process.execPath, [...flags, file], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
