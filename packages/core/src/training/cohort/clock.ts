/**
 * Milliseconds since some fixed moment. The lengths of chunks, the deadlines of searches, pauses for other tasks and times
 * that are reported depend on it; no number of a network does.
 */
export function nowMs(): number {
  return performance.now();
}
