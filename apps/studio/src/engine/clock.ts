/** Milliseconds of the one clock of a training worker: they decide how often it is looked at, never what it computes. */
export function nowMs(): number {
  return performance.now();
}
