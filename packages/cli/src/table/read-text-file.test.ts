import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readTextFile } from "./read-text-file.ts";
import { temporaryFile } from "./temporary-file.ts";

const mebibyte = 2 ** 20;

test("text up to the limit is read, one byte more is refused", async () => {
  const file = await temporaryFile("a.csv", "x".repeat(mebibyte));
  expect((await readTextFile(file, { gzipped: false, maxBytes: mebibyte })).bytes.length).toBe(mebibyte);
  await expect(readTextFile(file, { gzipped: false, maxBytes: mebibyte - 1 })).rejects.toThrow(
    /a\.csv holds more than .* GiB of text: convert it to Parquet/,
  );
});

test("a small gzip file of much text is refused without unpacking it all", async () => {
  const file = await temporaryFile("a.csv.gz", gzipSync("x".repeat(50 * mebibyte)));
  await expect(readTextFile(file, { gzipped: true, maxBytes: mebibyte })).rejects.toThrow("GiB of text");
});

test("the members of a joined gzip file follow one another", async () => {
  const file = await temporaryFile("a.csv.gz", Buffer.concat([gzipSync("a,b\n"), gzipSync("1,2\n")]));
  expect(String((await readTextFile(file, { gzipped: true })).bytes)).toBe("a,b\n1,2\n");
});

const table = "größe,name\n1,日本\n2,x\n";
const bigEndian = (text: string) => Buffer.from(text, "utf16le").swap16();
test.each([
  ["little end first, with a mark", Buffer.from(`\ufeff${table}`, "utf16le")],
  ["big end first, with a mark", bigEndian(`\ufeff${table}`)],
  ["little end first, without", Buffer.from(table, "utf16le")],
  ["big end first, without", bigEndian(table)],
])("UTF-16 is read: %s", async (_name, bytes) => {
  const file = await temporaryFile("a.csv", bytes);
  expect(String((await readTextFile(file, { gzipped: false })).bytes)).toBe(table);
});

test("bytes with zeros here and there are no text", async () => {
  const file = await temporaryFile("a.csv", Buffer.from([1, 0, 2, 3, 0, 0, 4, 5]));
  await expect(readTextFile(file, { gzipped: false })).rejects.toThrow("holds binary data where text is expected");
});
