import { sizeOf } from "../tensor/tensor.ts";
import type { Pack } from "./pack-layout.ts";

/** Below this many multiplications a step, the cost of waking a second thread exceeds what it saves (measured). */
const LARGE_STEP = 20_000_000;

/** Threads for a graph: 1 for small networks, 0 (all cores) for large ones. */
export function threadCount(packs: readonly Pack[], replicaCount: number, rowCount: number): number {
  const weights = packs.reduce((sum, pack) => sum + sizeOf(pack.shape), 0);
  return weights * replicaCount * rowCount > LARGE_STEP ? 0 : 1;
}
