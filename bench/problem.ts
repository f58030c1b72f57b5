/** A training problem that every contestant reads from one folder: the same rows, the same starting weights, the same batches. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Model } from "@occam/core";

export type LayerSpec =
  | {
      readonly kind: "dense";
      readonly units: number;
      readonly relu?: true;
      readonly l2?: number;
      readonly maxNorm?: number;
    }
  | { readonly kind: "dropout"; readonly rate: number }
  | { readonly kind: "conv2d"; readonly filters: number; readonly kernelSize: number; readonly relu?: true }
  | { readonly kind: "maxPooling2d"; readonly poolSize: number }
  | { readonly kind: "flatten" };

export type OptimizerSpec =
  | { readonly name: "sgd"; readonly learningRate: number; readonly momentum: number }
  | { readonly name: "adam"; readonly learningRate: number };

/** Softmax cross-entropy over classes; batches are consecutive rows, in order, again and again. */
export interface Problem {
  readonly data: "table" | "mnist";
  /** A multiple of batchSize. */
  readonly rows: number;
  readonly batchSize: number;
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly layers: readonly LayerSpec[];
  readonly optimizer: OptimizerSpec;
  /** Row (e): l2 strengths of all kernels, one network each, and the passes over the rows. */
  readonly path?: { readonly alphas: readonly number[]; readonly epochs: number };
}

export interface ParameterEntry {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A problem as it lies in its folder, with its numbers. */
export interface LoadedProblem extends Problem {
  readonly parameters: readonly ParameterEntry[];
  readonly x: Float32Array;
  readonly y: Int32Array;
  /** All parameters one after the other. */
  readonly weights: Float32Array;
}

const SEED = 1;

/** Starting values as the model's own initializers draw them. */
export function drawWeights(model: Model): Float32Array {
  const pieces = model.parameters.map(({ name, shape, initializer, fans }) =>
    initializer.sample(sizeOf(shape), fans, { seed: SEED, stream: `init/${name}` }),
  );
  return joined(pieces);
}

/** problem.json, x.f32 [rows, ...inputShape], y.i32 [rows] and weights.f32: little-endian, as the machine holds them. */
export function writeProblem(folder: string, problem: Problem, model: Model, x: Float32Array, y: Int32Array): void {
  const parameters = model.parameters.map(({ name, shape }) => ({ name, shape }));
  writeFileSync(join(folder, "problem.json"), JSON.stringify({ ...problem, parameters }));
  writeFileSync(join(folder, "x.f32"), bytesOf(x));
  writeFileSync(join(folder, "y.i32"), bytesOf(y));
  writeFileSync(join(folder, "weights.f32"), bytesOf(drawWeights(model)));
}

export function readProblem(folder: string): LoadedProblem {
  const problem = JSON.parse(readFileSync(join(folder, "problem.json"), "utf8")) as Problem & {
    parameters: ParameterEntry[];
  };
  const floats = (name: string) => new Float32Array(bufferOf(join(folder, name)));
  return {
    ...problem,
    x: floats("x.f32"),
    y: new Int32Array(bufferOf(join(folder, "y.i32"))),
    weights: floats("weights.f32"),
  };
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The file's bytes in a buffer of their own: a small file's lie in one that Node shares. */
function bufferOf(file: string): ArrayBufferLike {
  const bytes = readFileSync(file);
  return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : new Uint8Array(bytes).buffer;
}
