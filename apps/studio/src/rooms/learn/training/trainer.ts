/** The page's end of the course's worker: asks for trainings and hears of their results. */
import type { Ask } from "./needs.ts";
import type { TaskName } from "./tasks.ts";

export interface Question {
  readonly id: number;
  readonly task: TaskName;
  readonly argument: unknown;
}

export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: string };

export interface Trainer {
  /** Trains after what was asked for before. Rejects with the worker's message where it fails. */
  readonly ask: Ask;
  /** Ends the worker, whatever it is doing; what was asked for is never answered. */
  readonly close: () => void;
}

export function openTrainer(): Trainer {
  const worker = new Worker(new URL("./course.worker.ts", import.meta.url), { type: "module" });
  const waiting = new Map<
    number,
    { readonly resolve: (result: never) => void; readonly reject: (error: Error) => void }
  >();
  let count = 0;
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ("failure" in data) asked?.reject(new Error(data.failure));
    else asked?.resolve(data.result as never);
  });
  worker.addEventListener("error", ({ message }) => {
    for (const { reject } of waiting.values())
      reject(new Error(message || "the training's script could not be fetched"));
    waiting.clear();
  });
  return {
    ask: (task, argument) =>
      new Promise((resolve, reject) => {
        const id = count++;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, task, argument } satisfies Question);
      }),
    close: () => worker.terminate(),
  };
}
