import { once } from "node:events";

/** Ctrl-C: the first finishes the chunk that runs and ends cleanly, the second stops at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const forget = () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onInterrupt);
  };
  const onInterrupt = () => {
    if (controller.signal.aborted) {
      // By the signal itself: an exit would end the thread inside ONNX Runtime, which aborts with a message of its own.
      forget();
      process.kill(process.pid, "SIGINT");
      return;
    }
    process.stderr.write("\noccam: stopping after this chunk of steps; press Ctrl-C again to stop at once.\n");
    controller.abort(Object.assign(new Error("interrupted"), { code: "OCCAM_ABORTED" }));
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onInterrupt);
  try {
    return await work(controller.signal);
  } finally {
    forget();
  }
}

/**
 * Waits for Ctrl-C where nothing runs that could be lost.
 * @throws error with code OCCAM_INTERRUPTED when it comes.
 */
export async function untilInterrupted(): Promise<never> {
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  // After the terminal's own ^C.
  process.stderr.write("\n");
  throw Object.assign(new Error("interrupted."), { code: "OCCAM_INTERRUPTED" });
}
