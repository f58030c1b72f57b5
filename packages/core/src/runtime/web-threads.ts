/** Threads of a page for compiled programs: module workers, which see the same memory where the page is cross-origin isolated. */
import type { ProgramThreads } from "./backend.ts";
import { type Answer, messageThread, type StartedThread, sharing, type ThreadEvents } from "./message-thread.ts";
import { otherTasks } from "./other-tasks.ts";

/** As far as it is used here: Node's types have none of a page. */
declare class Worker {
  constructor(url: URL, options: { readonly type: "module" });
  onmessage: (event: { readonly data: readonly Answer[] }) => void;
  onerror: (event: { readonly message?: string; readonly preventDefault: () => void }) => void;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  terminate(): void;
}

/** Whether there are workers that may see the memory of this thread. */
export function canShare(): boolean {
  const { crossOriginIsolated } = globalThis as { readonly crossOriginIsolated?: boolean };
  return crossOriginIsolated === true && typeof Worker === "function";
}

export function webThreads(count: number): ProgramThreads {
  return sharing(Array.from({ length: count }, () => messageThread(startWorker)));
}

function startWorker({ onAnswers, onLost }: ThreadEvents): StartedThread {
  // Written as bundlers look for it.
  const worker = new Worker(new URL("./web-worker.js", import.meta.url), { type: "module" });
  const end = (reason: string) => {
    worker.terminate();
    onLost(reason);
  };
  worker.onmessage = ({ data }) => onAnswers(data);
  worker.onerror = (event) => {
    event.preventDefault();
    end(event.message || "its script did not load");
  };
  return {
    post: (asked, transfer) => worker.postMessage(asked, transfer),
    later: (send) => void otherTasks().then(send),
    hold: () => {},
    end: async () => end("closed"),
  };
}
