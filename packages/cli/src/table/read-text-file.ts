import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { codeOf } from "./error-code.ts";
import { inputError } from "./input-error.ts";

export interface ReadTextOptions {
  readonly gzipped: boolean;
  /** More text than this, also after decompression, is refused before it fills the memory. */
  readonly maxBytes?: number;
}

const gibibyte = 2 ** 30;

export interface TextFile {
  /** The text in UTF-8, decompressed, without a byte order mark. */
  readonly bytes: Buffer;
  /** Of the file as it lies on disk. */
  readonly sha256: string;
}

/** @throws InputError when the file is too large, no valid gzip, no text, or text that is neither UTF-8 nor UTF-16. */
export async function readTextFile(file: string, { gzipped, maxBytes = gibibyte }: ReadTextOptions): Promise<TextFile> {
  const hash = createHash("sha256");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk);
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(file, maxBytes);
  }
  const stored = Buffer.concat(chunks, size);
  const text = fromUtf16(gzipped ? await decompress(file, stored, maxBytes) : stored);
  return { bytes: withoutByteOrderMark(requireText(file, text, gzipped)), sha256: hash.digest("hex") };
}

async function decompress(file: string, stored: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await promisify(gunzip)(stored, { maxOutputLength: maxBytes });
  } catch (error) {
    if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") {
      throw tooLarge(file, maxBytes);
    }
    if (stored.toString("latin1", 0, GZIP.length) !== GZIP)
      throw inputError(`${file} is not compressed with gzip: take .gz off its name.`);
    throw inputError(`${file} is not a complete gzip file: check that the download or copy finished.`);
  }
}

function tooLarge(file: string, maxBytes: number): Error {
  return inputError(
    `${file} holds more than ${maxBytes / gibibyte} GiB of text: convert it to Parquet or take a sample of its rows.`,
  );
}

const GZIP = "\x1f\x8b";

/** File types that are often given a text file's name, by their first bytes in Latin-1, as they are and in gzip. */
const disguises: readonly (readonly [magic: string, advice: string, inGzip: string])[] = [
  [
    GZIP,
    "is compressed with gzip: add .gz to its name",
    "is compressed with gzip more than once: unpack it with gunzip and leave its name",
  ],
  [
    "PAR1",
    "is a Parquet file: name it .parquet",
    "is a Parquet file in gzip: unpack it with gunzip and name it .parquet",
  ],
  [
    "PK\x03\x04",
    "is a zip archive or an Excel workbook: export the sheet as CSV in UTF-8",
    "is a zip archive or an Excel workbook in gzip: export the sheet as CSV in UTF-8",
  ],
];

/** Text in UTF-16, with its mark or without, as UTF-8; other bytes as they are. */
function fromUtf16(bytes: Buffer): Buffer {
  const encoding = utf16Of(bytes);
  return encoding === undefined ? bytes : Buffer.from(new TextDecoder(encoding).decode(bytes));
}

const lookedAt = 4096;

/** By the mark, or because every other byte of the beginning is mostly zero, as letters, digits and separators have it. */
function utf16Of(bytes: Buffer): "utf-16le" | "utf-16be" | undefined {
  const mark = bytes.toString("latin1", 0, 2);
  if (mark === "\xff\xfe") return "utf-16le";
  if (mark === "\xfe\xff") return "utf-16be";
  const start = bytes.subarray(0, lookedAt);
  const zeros = [0, 0];
  start.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] as number) + 1;
  });
  const [even = 0, odd = 0] = zeros.map((count) => (2 * count) / start.length);
  if (odd > 0.5 && even < 0.1) return "utf-16le";
  return even > 0.5 && odd < 0.1 ? "utf-16be" : undefined;
}

function requireText(file: string, bytes: Buffer, gzipped: boolean): Buffer {
  const start = bytes.toString("latin1", 0, 4);
  const disguise = disguises.find(([magic]) => start.startsWith(magic));
  if (disguise !== undefined) throw inputError(`${file} ${disguise[gzipped ? 2 : 1]}.`);
  if (bytes.includes(0)) throw inputError(`${file} holds binary data where text is expected: export the table as CSV.`);
  if (!isUtf8(bytes)) {
    throw inputError(
      `${file} line ${firstInvalidLine(bytes)} is not UTF-8 text: it may be Latin-1, so convert it with ` +
        "iconv -f LATIN1 -t UTF-8, or save it as UTF-8.",
    );
  }
  return bytes;
}

function firstInvalidLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
  }
  return line;
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.toString("latin1", 0, 3) === "\xef\xbb\xbf" ? bytes.subarray(3) : bytes;
}
