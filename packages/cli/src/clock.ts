/** Seconds since a moment that `nowMs` gave, to hundredths. */
export function secondsSince(startMs: number): number {
  return Math.round((nowMs() - startMs) / 10) / 100;
}

/** Milliseconds since the process began. */
export function nowMs(): number {
  return performance.now();
}
