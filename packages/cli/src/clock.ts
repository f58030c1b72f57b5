/** Milliseconds since some fixed moment; for how long a command took, never for a result. */
export function nowMs(): number {
  return performance.now();
}
