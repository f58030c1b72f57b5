/** occam as a user calls it. The arguments: the runtime's name, and "in turn" for the networks of a path one by one. */
import { handlersOf, type Work } from "../occam-work.ts";
import { readProblem } from "../problem-folder.ts";
import { type RuntimeName, runtimeNamed } from "../runtime-named.ts";
import { serve } from "../serve.ts";

const [runtimeName = "node", manner] = process.argv.slice(2);
let work: Work;

await serve({
  open: async ({ folder }) => {
    const { runtime, about } = runtimeNamed(runtimeName as RuntimeName);
    work = { problem: readProblem(folder), runtime, isInTurn: manner === "in turn" };
    return { about };
  },
  ...handlersOf(() => work),
});
