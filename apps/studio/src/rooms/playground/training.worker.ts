/** A small network on two moons, trained by the library's compiled engine in this thread; the page hears of every epoch. */
import { adam, dense, type EpochLog, fit, l2, sequential } from "@occam/core";
import { randomNormal, randomUniform } from "@occam/core/data";
import { webRuntime } from "@occam/core/web";

export interface Progress {
  readonly epoch: number;
  readonly training: number;
  readonly validation: number;
}

addEventListener("message", () => void train());

async function train(): Promise<void> {
  const runtime = webRuntime();
  const model = sequential({
    inputShape: [2],
    layers: [
      dense({ units: 12, activation: "tanh", kernelRegularizer: l2({ alpha: 1e-3 }) }),
      dense({ units: 8, activation: "tanh", kernelRegularizer: l2({ alpha: 1e-3 }) }),
      dense({ units: 1 }),
    ],
  });
  await fit(model, twoMoons(60, 1), {
    runtime,
    loss: "sigmoidCrossEntropy",
    optimizer: adam({ learningRate: 0.01 }),
    epochs: 200,
    batchSize: 20,
    seed: 1,
    validation: twoMoons(400, 2),
    callbacks: [{ onEpochEnd: (epoch, logs) => report(epoch, logs.get(0)) }],
  });
  await runtime.close();
}

function report(epoch: number, log: EpochLog | undefined): undefined {
  if (log?.validation === undefined) return;
  postMessage({ epoch, training: log.train.loss, validation: log.validation.loss } satisfies Progress);
}

/** Two half circles with noise 0.3, one a class. */
function twoMoons(count: number, seed: number) {
  const angles = randomUniform(count, { seed, stream: "moons/angle" });
  const noise = randomNormal(2 * count, { seed, stream: "moons/noise" });
  const x = new Float32Array(2 * count);
  const y = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const angle = Math.PI * Number(angles[i]);
    const second = i % 2;
    x[2 * i] = (second ? 1 - Math.cos(angle) : Math.cos(angle)) - 0.5 + 0.3 * Number(noise[2 * i]);
    x[2 * i + 1] = (second ? 0.5 - Math.sin(angle) : Math.sin(angle)) - 0.25 + 0.3 * Number(noise[2 * i + 1]);
    y[i] = second;
  }
  return { x: { shape: [count, 2], data: x }, y: { shape: [count, 1], data: y } };
}
