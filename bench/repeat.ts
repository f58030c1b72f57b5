/** Repeats work in groups of about `groupMs` until so many seconds have passed; microseconds of one repetition. */
export async function repeatFor(
  seconds: number,
  run: (count: number, first: number) => unknown,
  groupMs = 20,
): Promise<number> {
  let done = 0;
  const timed = async (count: number) => {
    const startMs = performance.now();
    await run(count, done);
    done += count;
    return performance.now() - startMs;
  };
  let count = 1;
  // The warm-up compiles what needs compiling and finds the size of a group.
  for (let spentMs = 0; spentMs < WARM_UP_MS; ) {
    const ms = await timed(count);
    spentMs += ms;
    count = Math.max(1, Math.min(count * 4, Math.round((groupMs * count) / Math.max(ms, 0.001))));
  }
  let spentMs = 0;
  let repetitions = 0;
  do {
    spentMs += await timed(count);
    repetitions += count;
  } while (spentMs < 1000 * seconds);
  return (1000 * spentMs) / repetitions;
}

/** As long for a quick look as for a long one: a pool of threads and the pages of 50 MB take their time to come. */
const WARM_UP_MS = 500;
