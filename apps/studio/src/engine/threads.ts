/** Beyond, threads wait for each other and for memory. */
const MOST_THREADS = 8;

/** For training: one processor is left to what is drawn. A browser may not say how many there are. */
export function trainingThreads(processorCount: number | undefined): number {
  return Math.max(1, Math.min(MOST_THREADS, (processorCount ?? 1) - 1));
}
