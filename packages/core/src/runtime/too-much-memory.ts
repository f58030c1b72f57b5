/** What memory a run takes, said where it is more than there is. */
import type { ProgramFacts } from "../compiled/compile.ts";
import { bytesOf, type FedByName, lengthsOf, MOST_BYTES } from "../compiled/run-memory.js";
import { type OccamError, plainError } from "../errors.ts";

/** What a program takes memory for, the most first: its largest input by name, all others, its constants, and all that it computes. */
export function memoryParts(
  program: ProgramFacts,
  fed: FedByName,
  byteSize: number,
): readonly { readonly name: string; readonly bytes: number }[] {
  const lengths = lengthsOf(program, fed);
  const inputs = program.inputs
    .map(({ name, shape }) => ({ name: `input "${name}"`, bytes: bytesOf(program, shape, lengths) }))
    .sort((a, b) => b.bytes - a.bytes);
  const sum = (parts: readonly { readonly bytes: number }[]) => parts.reduce((total, { bytes }) => total + bytes, 0);
  const constants = program.constants.reduce((total, { data }) => total + data.byteLength, 0);
  const others = sum(inputs.slice(1));
  return [
    ...inputs.slice(0, 1),
    { name: "other inputs", bytes: others },
    { name: "constants", bytes: constants },
    { name: "results and work", bytes: byteSize - sum(inputs) - constants },
  ]
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
}

interface Need {
  /** The graph's. */
  readonly name: string;
  readonly program: ProgramFacts;
  readonly fed: FedByName;
  readonly byteSize: number;
  /** So many take as much at one time. */
  readonly threadCount: number;
}

export function tooMuchMemory({ name, program, fed, byteSize, threadCount }: Need): OccamError {
  const parts = memoryParts(program, fed, byteSize).map((part) => `${part.name} ${bytesText(part.bytes)}`);
  const each = threadCount > 1 ? ` in each of ${threadCount} threads` : "";
  const limit = byteSize > MOST_BYTES ? `the ${bytesText(MOST_BYTES)} that WebAssembly addresses` : "there is here";
  return plainError(
    "OCCAM_RUNTIME",
    `The compiled program "${name}" takes ${bytesText(byteSize)} of memory${each} (${parts.join(", ")}), more than ${limit}: ` +
      'give it fewer examples at a time, or take engine: "onnxruntime".',
  );
}

/** Rounded up: 12 MiB, 5.3 GiB. */
export function bytesText(bytes: number): string {
  let [count, power] = [bytes, 0];
  while (count >= 1024 && power < UNITS.length - 1) {
    count /= 1024;
    power++;
  }
  return `${count < 10 ? Math.ceil(10 * count) / 10 : Math.ceil(count)} ${UNITS[power]}`;
}

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"] as const;
