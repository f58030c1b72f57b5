/** occam as a user calls it. The arguments: the runtime, node or web, and "in turn" for the networks of a path one by one. */
import { handlersOf, type Work } from "../occam-work.ts";
import { readProblem } from "../problem-folder.ts";
import { runtimeNamed } from "../runtime-named.ts";
import { serve } from "../serve.ts";

const [runtimeName, manner] = process.argv.slice(2);
let work: Work;

await serve({
  open: async ({ folder, threads }) => {
    const { runtime, about } = runtimeNamed(runtimeName === "web" ? "web" : "node", threads);
    work = { problem: readProblem(folder), runtime, isInTurn: manner === "in turn" };
    return { about };
  },
  ...handlersOf(() => work),
});
