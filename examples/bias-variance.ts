/**
 * The classic picture of bias and variance: many networks, each trained on its own bootstrap sample of 30 noisy points of a
 * curve, drawn over each other: without a penalty, with a good one, and with one that is too strong. All of a panel are
 * replicas of one graph. Run it: npm run build && node examples/dist/bias-variance.js [FILE.svg]
 */
import { writeFileSync } from "node:fs";
import { adam, dense, l2, sequential } from "@occam/core";
import { randomNormal, randomUniform } from "@occam/core/data";
import { type BiasVariance, biasVariance } from "@occam/core/diagnosis";
import { nodeRuntime } from "@occam/core/node";

const curve = (x: number) => Math.sin(2 * Math.PI * x);
const NOISE = 0.3;
const ROWS = 30;
const REPLICAS = 30;

const xs = Array.from(randomUniform(ROWS, { seed: 4, stream: "x" }));
const noise = randomNormal(ROWS, { seed: 4, stream: "noise" });
const ys = xs.map((x, i) => curve(x) + NOISE * (noise[i] ?? 0));
const grid = Array.from({ length: 101 }, (_, i) => i / 100);
const fresh = randomNormal(grid.length, { seed: 4, stream: "fresh" });
const column = (values: readonly number[]) => ({ shape: [values.length, 1], data: Float32Array.from(values) });
/** Networks see x from -5 to 5. */
const scaled = (values: readonly number[]) => column(values.map((x) => 10 * x - 5));

const model = sequential({
  inputShape: [1],
  layers: [dense({ units: 32, activation: "tanh" }), dense({ units: 32, activation: "tanh" }), dense({ units: 1 })],
});

const runtime = nodeRuntime();
const panels: { readonly title: string; readonly found: BiasVariance }[] = [];
for (const [title, alpha] of [
  ["no penalty", 0],
  ["l2 0.003", 3e-3],
  ["l2 0.1", 0.1],
] as const) {
  const found = await biasVariance(
    model,
    { x: scaled(xs), y: column(ys) },
    {
      runtime,
      loss: "meanSquaredError",
      optimizer: adam({ learningRate: 0.01 }),
      regularizer: l2({ alpha }),
      epochs: 2000,
      batchSize: ROWS,
      seed: 1,
      replicas: REPLICAS,
      points: { x: scaled(grid), y: column(grid.map((x, i) => curve(x) + NOISE * (fresh[i] ?? 0))) },
      truth: column(grid.map(curve)),
    },
  );
  console.log(
    `${title.padEnd(10)}  bias² ${found.bias2.toFixed(3)}   variance ${found.variance.toFixed(3)}   noise ${found.noise.toFixed(3)}   error ${found.error.toFixed(3)}`,
  );
  panels.push({ title, found });
}
await runtime.close();

/** Where the entries of the legend begin. */
const LEGEND_PLACES = [0, 300, 420, 620];

const file = process.argv[2];
if (file !== undefined) writeFileSync(file, picture());

function picture(): string {
  const [width, height, gap, top] = [280, 220, 24, 46];
  const panelsText = panels.map(({ title, found }, i) => {
    const left = gap + i * (width + gap);
    const at = (x: number, y: number) =>
      `${(left + x * width).toFixed(1)},${(top + (height * (1.9 - y)) / 3.8).toFixed(1)}`;
    const line = (values: ArrayLike<number>) =>
      grid.map((x, k) => at(x, Math.max(-1.9, Math.min(1.9, values[k] as number)))).join(" ");
    const mean = grid.map((_, k) => average(found.predictions.map(({ data }) => data[k] as number)));
    const parts = `bias² ${found.bias2.toFixed(3)}, variance ${found.variance.toFixed(3)}`;
    return [
      `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="#fafafa" stroke="#d4d4d4"/>`,
      `<text x="${left}" y="${top - 24}" font-weight="600">${title}</text><text x="${left}" y="${top - 8}" fill="#525252">${parts}</text>`,
      ...found.predictions.map(
        ({ data }) =>
          `<polyline points="${line(data)}" fill="none" stroke="#2563eb" stroke-opacity="0.22" stroke-width="1"/>`,
      ),
      ...xs.map((x, k) => {
        const [cx, cy] = at(x, ys[k] as number).split(",");
        return `<circle cx="${cx}" cy="${cy}" r="2" fill="#737373"/>`;
      }),
      `<polyline points="${line(grid.map(curve))}" fill="none" stroke="#171717" stroke-width="1.8" stroke-dasharray="5 4"/>`,
      `<polyline points="${line(mean)}" fill="none" stroke="#dc2626" stroke-width="2.2"/>`,
    ].join("\n");
  });
  const [total, bottom] = [gap + panels.length * (width + gap), top + height + 34];
  const legend = [
    ["#2563eb", "networks, each of its bootstrap sample"],
    ["#dc2626", "their mean"],
    ["#171717", "the true curve (dashed)"],
    ["#737373", `the ${ROWS} rows`],
  ].map(([color, text], i) => {
    const x = gap + (LEGEND_PLACES[i] ?? 0);
    return `<rect x="${x}" y="${bottom - 18}" width="10" height="10" fill="${color}"/><text x="${x + 16}" y="${bottom - 9}">${text}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${bottom + 8}" font-family="system-ui, sans-serif" font-size="13">
<rect width="${total}" height="${bottom + 8}" fill="#ffffff"/>
${[...panelsText, ...legend].join("\n")}
</svg>
`;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
