import { describe, expect, it } from "vitest";
import { tableProblemText, tooLargeText } from "./table-words.ts";

describe("what is wrong with a table", () => {
  it.each([
    [{ code: "fewRows", rows: 1, least: 10 }, "The table has 1 row below its names; 10 are the least"],
    [{ code: "rowTooLong", row: 7, cells: 4, columns: 3 }, "Row 7 has 4 cells, but the names are of 3 columns"],
    [{ code: "noNumbers", columns: ["city", "name"] }, "No column holds numbers that differ (“city” and “name”)"],
    [{ code: "noNumbers", columns: [] }, "(there is none)"],
    [{ code: "noTarget", columns: ["a", "b", "c", "d", "e", "f"] }, "“e”, ...)"],
    [{ code: "tooLong", characters: 100_000_000, most: 20_000_000 }, "100,000,000 characters; up to 20,000,000"],
    [{ code: "notHere" }, "links hold no rows"],
    [{ code: "choice", at: "target", received: "id" }, "“id” cannot be predicted"],
  ] as const)("%j", (problem, said) => {
    expect(tableProblemText(problem)).toContain(said);
  });

  it("a file of 100 MB is refused by its size", () => {
    expect(tooLargeText(100_000_000, 20_000_000)).toBe("The file has 100 MB; up to 20 MB are read. Give a part of it.");
  });
});
