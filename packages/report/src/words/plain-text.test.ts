import fc from "fast-check";
import { expect, test } from "vitest";
import { clipText, plainText, sentence } from "./plain-text.ts";

test("terminal escapes vanish with their parameters, the words around them stay", () => {
  expect(plainText("a\u001b[31;1mred\u001b[0mb")).toBe("aredb");
  expect(plainText("\u001b]8;;https://example.org\u0007link\u001b]8;;\u0007")).toBe("link");
  expect(plainText("\u009b2Jname\u001b")).toBe("name");
});

test("an escape that is cut off can no longer reach the terminal", () => {
  expect(plainText("\u001b]0;a new title")).not.toMatch(/\p{Cc}/u);
});

test("line breaks and tabs become one space, bells and marks that reorder text nothing", () => {
  expect(plainText("a\r\n\tb\u2028c")).toBe("a b c");
  expect(plainText("\u0007pay\u202etxt.exe\u202c\u200b")).toBe("paytxt.exe");
});

test("letters of any script and joined emoji stay as they are", () => {
  const text = "größe 価格 عمر 👩‍🔬 é";
  expect(plainText(text)).toBe(text);
});

test("no control character is left of any string", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !/\p{Cc}/u.test(plainText(text))));
});

test("text over the limit ends in an ellipsis and has exactly that many characters", () => {
  expect(clipText("abcdef", 4)).toBe("abc…");
  expect(clipText("abcd", 4)).toBe("abcd");
  expect(Array.from(clipText("👍".repeat(9), 4))).toHaveLength(4);
});

test("a sentence ends with one full stop, however many it came with", () => {
  expect(sentence("it fits")).toBe("it fits.");
  expect(sentence("it fits.. ")).toBe("it fits.");
});
