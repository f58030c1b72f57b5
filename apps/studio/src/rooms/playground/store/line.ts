/** The line to a training worker: requests out, replies in. */
import type { Reply, Request } from "../../../engine/protocol.ts";

export interface Line {
  readonly post: (request: Request) => void;
  /** Ends the worker, which gives back all its memory. */
  readonly close: () => void;
}

export function openLine(onReply: (reply: Reply) => void): Line {
  const worker = new Worker(new URL("../../../engine/training.worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => onReply(data));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    onReply({ kind: "failed", message: event.message || "the training's thread could not be started" });
  });
  return { post: (request) => worker.postMessage(request), close: () => worker.terminate() };
}
