/** The random numbers of a run: given as numbers, or by their keys to what draws them by itself. */
import { keyArguments } from "../../compiled/random/random-key.ts";
import type { Drawn, HoldableTensor, LoadOptions } from "../../runtime/runtime.ts";
import type { RandomKey } from "../../tensor/random.ts";
import { sizeOf } from "../../tensor/tensor.ts";
import type { Moment, NoiseInput } from "../program/graph-inputs.ts";

/** What decides the numbers of one step, but for the name of the stream. */
export interface NoiseMoment {
  readonly seed: number;
  readonly position: number;
  /** Which value of each sweep it takes. */
  readonly candidate: number;
  readonly progress: Moment;
}

/** The moments that a run draws for, in row-major order. */
export interface NoiseMoments {
  /** [steps] or [steps, streams]. */
  readonly shape: readonly number[];
  readonly moments: readonly NoiseMoment[];
  /** The stream that each replica reads, where there are several. */
  readonly streamOf?: readonly number[];
}

/** The numbers of one moment after another. `drawsInside`: as keys, where a compiled program draws such numbers. */
export function noiseTensor(
  { shape: own, distribution: { name, dtype, draw }, parameters }: NoiseInput,
  stream: string,
  { shape: lead, moments, streamOf }: NoiseMoments,
  drawsInside: boolean,
): HoldableTensor | Drawn {
  const shape = [...lead, ...own];
  const pieces = moments.map(({ seed, position, candidate, progress }) => {
    const key: RandomKey = { seed, stream, position };
    return { key, parameters: parameters(candidate, progress) };
  });
  if (drawsInside && name !== undefined) {
    const words = pieces.map((piece) => [...piece.parameters, ...keyArguments(piece.key)]);
    return { shape, distribution: name, pieces: words, ...(streamOf && { streamOf }) };
  }
  const size = sizeOf(own);
  const data = dtype === "bool" ? new Uint8Array(sizeOf(shape)) : new Float32Array(sizeOf(shape));
  pieces.forEach((piece, i) => {
    data.set(draw(size, piece.key, piece.parameters), i * size);
  });
  return data instanceof Uint8Array ? { shape, data, dtype: "bool" } : { shape, data };
}

/** The noise that a compiled program draws. */
export function drawnInputs(noise: readonly NoiseInput[]): NonNullable<LoadOptions["drawn"]> {
  return Object.fromEntries(
    noise.flatMap(({ input, distribution: { name } }) => (name === undefined ? [] : [[input, name]])),
  );
}
