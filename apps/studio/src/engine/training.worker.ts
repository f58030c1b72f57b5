/** A thread that trains for a page: the compiled engine, and nothing that draws. */
import { webRuntime } from "@occam/core/web";
import { nowMs } from "./clock.ts";
import { createHost } from "./host.ts";
import type { Request } from "./protocol.ts";
import { trainingThreads } from "./threads.ts";

const answer = createHost({
  runtime: webRuntime({ engine: "compiled", threads: trainingThreads(navigator.hardwareConcurrency) }),
  post: (reply, transfer = []) => postMessage(reply, { transfer: [...transfer] }),
  now: nowMs,
  wait: (ms) => (ms === 0 ? laterTask() : new Promise((resolve) => setTimeout(resolve, ms))),
});

addEventListener("message", ({ data }: MessageEvent<Request>) => void answer(data));

/** Sooner than timers, which browsers hold back by 4 ms. */
function laterTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
