import { expect, test } from "vitest";
import { padLeft, padRight, textWidth, wrapText } from "./terminal-text.ts";

test("East Asian letters and emoji are two columns wide, combining marks none", () => {
  expect([textWidth("abc"), textWidth("価格"), textWidth("👍"), textWidth("e\u0301")]).toEqual([3, 4, 2, 1]);
});

test("padding counts columns, not characters", () => {
  expect(padRight("価", 4)).toBe("価  ");
  expect(padLeft("価", 4)).toBe("  価");
});

test("lines break at spaces, and inside a word only where it is wider than a line", () => {
  expect(wrapText("the gap is large", 8)).toEqual(["the gap", "is large"]);
  expect(wrapText("one  two  three", 8)).toEqual(["one  two", "three"]);
  expect(wrapText("one  two  three", 10)).toEqual(["one  two", "three"]);
  expect(wrapText("a abcdefghij", 4)).toEqual(["a", "abcd", "efgh", "ij"]);
});
