/** The folder that every contestant reads a problem from. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Model } from "@occam/core";
import { type LoadedProblem, type ParameterEntry, type Problem, sizeOf } from "./problem.ts";

const SEED = 1;

/** Starting values as the model's own initializers draw them, one parameter after the other. */
function drawnWeights({ parameters }: Model): Uint8Array {
  const pieces = parameters.map(({ name, shape, initializer, fans }) =>
    initializer.sample(sizeOf(shape), fans, { seed: SEED, stream: `init/${name}` }),
  );
  return Buffer.concat(pieces.map(bytesOf));
}

/** problem.json, x.f32 [rows, ...inputShape], y.i32 [rows] and weights.f32: little-endian, as the machine holds them. */
export function writeProblem(folder: string, problem: Problem, model: Model, x: Float32Array, y: Int32Array): void {
  const parameters = model.parameters.map(({ name, shape }) => ({ name, shape }));
  writeFileSync(join(folder, "problem.json"), JSON.stringify({ ...problem, parameters }));
  writeFileSync(join(folder, "x.f32"), bytesOf(x));
  writeFileSync(join(folder, "y.i32"), bytesOf(y));
  writeFileSync(join(folder, "weights.f32"), drawnWeights(model));
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

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The file's bytes in a buffer of their own: a small file's lie in one that Node shares. */
function bufferOf(file: string): ArrayBufferLike {
  const bytes = readFileSync(file);
  return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : new Uint8Array(bytes).buffer;
}
