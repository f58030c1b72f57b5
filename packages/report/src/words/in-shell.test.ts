import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { inShell } from "./in-shell.ts";

test("a shell takes what is printed for the very word, whatever it holds", () => {
  for (const word of ["a/b-1.csv", "two words.csv", "it's", "$(touch evil)", "`x`; rm -rf *", "", "ä#"]) {
    expect(execFileSync("sh", ["-c", `printf %s ${inShell(word)}`], { encoding: "utf8" })).toBe(word);
  }
});

test("only words that need it are quoted", () => {
  expect(["data/wine.csv", "a b"].map(inShell)).toEqual(["data/wine.csv", "'a b'"]);
});
