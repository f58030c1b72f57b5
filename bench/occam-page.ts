/** occam on a web page: a module whose functions contestants/occam-browser.ts calls. */
import { webRuntime } from "@occam/core/web";
import { handlersOf, type Work } from "./occam-work.ts";
import type { LoadedProblem } from "./problem.ts";
import type { Reply, Request } from "./serve.ts";

let work: Work;
const handlers = handlersOf(() => work);

/** Fetches the numbers of a problem from where the page came from. */
export async function open({ problem, threads }: { problem: LoadedProblem; threads: number }): Promise<Reply> {
  const numbers = async (name: string) => (await fetch(`/problem/${name}`)).arrayBuffer();
  const notices: string[] = [];
  work = {
    problem: {
      ...problem,
      x: new Float32Array(await numbers("x.f32")),
      y: new Int32Array(await numbers("y.i32")),
      weights: new Float32Array(await numbers("weights.f32")),
    },
    runtime: webRuntime({ threads, wasmPaths: "/engine/", onNotice: (line) => notices.push(line) }),
    isInTurn: false,
  };
  return notices.length > 0 ? { error: notices.join(" ") } : {};
}

export function answer(request: Exclude<Request, { do: "open" }>): Promise<Reply> {
  return (handlers[request.do] as (request: Request) => Promise<Reply>)(request);
}
