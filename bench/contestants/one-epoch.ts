/** One epoch of the problem in the folder that the argument names: its process is looked at from outside. */
import { fit } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { modelOf, optimizerOf } from "../model-of.ts";
import { readProblem } from "../problem-folder.ts";

const problem = readProblem(process.argv[2] as string);
const { rows, inputShape, x, y, batchSize } = problem;
await fit(
  modelOf(problem),
  { x: { shape: [rows, ...inputShape], data: x }, y: { shape: [rows], data: y } },
  { runtime: nodeRuntime(), loss: "softmaxCrossEntropy", optimizer: optimizerOf(problem), batchSize, seed: 1 },
);
