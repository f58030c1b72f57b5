/** Trains for the course, one task after another, by the compiled engine. */
import { webRuntime } from "@occam/core/web";
import { trainingThreads } from "../../../engine/threads.ts";
import { TASKS, type Task, type TaskName } from "./tasks.ts";
import type { Answer, Question } from "./trainer.ts";

const runtime = webRuntime({ engine: "compiled", threads: trainingThreads(navigator.hardwareConcurrency) });
let queue: Promise<void> = Promise.resolve();

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  queue = queue.then(async () => postMessage(await answerTo(data)));
});

async function answerTo({ id, task, argument }: Question): Promise<Answer> {
  try {
    // A question's argument is its task's own: trainer.ts, the only one who asks, says so in types.
    const run = TASKS[task] as Task<TaskName>;
    return { id, result: await run(runtime, argument as Parameters<typeof run>[1]) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}
