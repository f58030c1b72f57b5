/** Milliseconds since some fixed moment. Only the length of chunks depends on it, never a result. */
export function nowMs(): number {
  return performance.now();
}
