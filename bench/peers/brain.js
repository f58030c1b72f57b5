/**
 * brain.js: another training than all the others do (sigmoid units everywhere, squared error, one example at a time), so
 * only its time for a batch of examples and its accuracy can stand beside theirs.
 */
import brain from "brain.js";
import { sizeOf } from "../dist/problem.js";
import { readProblem } from "../dist/problem-folder.js";
import { serve } from "../dist/serve.js";

let examples;
let problem;

await serve({
  open: async ({ folder }) => {
    problem = readProblem(folder);
    const width = sizeOf(problem.inputShape);
    examples = Array.from({ length: problem.rows }, (_, i) => ({
      input: Array.from(problem.x.subarray(i * width, (i + 1) * width)),
      output: Array.from({ length: problem.classes }, (_, k) => Number(problem.y[i] === k)),
    }));
    return { about: "brain.js 1.6.1: sigmoid units, squared error, one example at a time" };
  },
  time: async ({ seconds }) => {
    const net = new brain.NeuralNetwork({ hiddenLayers: problem.layers.map(({ units }) => units) });
    const pass = () => net.train(examples, { iterations: 1, learningRate: 0.1 });
    pass();
    const startMs = performance.now();
    let passes = 0;
    while (performance.now() - startMs < 1000 * seconds) {
      pass();
      passes++;
    }
    const steps = (passes * problem.rows) / problem.batchSize;
    return { microseconds: (1000 * (performance.now() - startMs)) / steps };
  },
});
