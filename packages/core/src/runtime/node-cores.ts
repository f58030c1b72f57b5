/** How many cores there are for "all threads": matrix products gain nothing from the second thread of a core. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Cores that this process may use; 0, which leaves the choice to ONNX Runtime, on Windows, where it counts them itself. */
export function coreCount(): number {
  if (process.platform === "win32") return 0;
  return Math.min(availableParallelism(), physicalCores(cpuInfo()) || Number.POSITIVE_INFINITY);
}

/** Distinct pairs of processor and core in the text of Linux's /proc/cpuinfo; 0 where it does not name cores. */
export function physicalCores(text: string): number {
  const cores = text
    .split("\n\n")
    .map((block) => [/^physical id\s*:\s*(\d+)/m.exec(block)?.[1], /^core id\s*:\s*(\d+)/m.exec(block)?.[1]])
    .filter(([, core]) => core !== undefined);
  return new Set(cores.map(String)).size;
}

function cpuInfo(): string {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "";
  }
}
