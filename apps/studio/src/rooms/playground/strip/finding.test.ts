import { describe, expect, it } from "vitest";
import type { RegularizerWords } from "../words.ts";
import { WORDS } from "../words.ts";
import { columnText, findingOf, stripTitle } from "./finding.ts";
import type { Column } from "./zones.ts";

const words = WORDS.l1 as RegularizerWords;
const strengths = [0.0025, 0.004, 0.0063, 0.01, 0.016];
const column = (train: number, losses: readonly number[]): Column =>
  losses.map((validation, i) => ({ train: train + i / 1000, validation, divergence: undefined }));
const high = column(0.1, [0.5, 0.51, 0.52]);
const best = column(0.2, [0.25, 0.25, 0.25]);
/** Now above, now below the best. */
const near = column(0.2, [0.29, 0.23, 0.25]);
const found = (columns: readonly Column[], epoch = 800) => findingOf({ strengths, columns, epoch }, words);

describe("what a strip found", () => {
  it("names the lowest mean, and what it cannot be told apart from", () => {
    expect(found([high, high, best, high, high])).toBe("α 0.0063 has the lowest mean, by more than chance makes.");
    expect(found([high, near, best, high, high])).toBe(
      "α 0.0063 has the lowest mean, but 0.0040 cannot be told apart from it.",
    );
    expect(found([high, near, best, near, high])).toBe(
      "α 0.0063 has the lowest mean, but 0.0040 and 0.010 cannot be told apart from it.",
    );
    expect(found([near, near, best, near, high])).toBe(
      "α 0.0063 has the lowest mean, but those from 0.0025 to 0.010 cannot be told apart from it.",
    );
    expect(found([near, high, best, high, near])).toBe(
      "α 0.0063 has the lowest mean, but 0.0025 and 0.016 cannot be told apart from it.",
    );
  });

  it("begins with a capital where the strength is a word, never with a capital alpha", () => {
    const columns = [high, best];
    expect(findingOf({ strengths, columns, epoch: 800 }, WORDS.dropout as RegularizerWords)).toMatch(
      /^Rate 0\.0040 has/,
    );
    expect(findingOf({ strengths, columns, epoch: 800 }, WORDS.maxNorm as RegularizerWords)).toMatch(/^c 0\.0040 has/);
  });

  it("says what is missing where it is too early, and what diverged", () => {
    expect(found([high, high, best, high, high], 12)).toBe(
      "Twelve epochs: α 0.0063 leads so far. To tell columns apart needs 40.",
    );
    const lost = column(Number.NaN, [0.1, 0.1, 0.1]);
    expect(found([high, high, best, high, lost])).toMatch(/by more than chance makes\. One column diverged\.$/);
    expect(found([lost, lost, lost, lost, lost])).toBe("Every column diverged: a lower learning rate may help.");
  });

  it("a column is read aloud with its seeds", () => {
    const columns = [high, near, best, high, high];
    expect(columnText({ strengths, columns, epoch: 800 }, 1, words)).toBe(
      "α 0.0040, fits: validation loss 0.257, from 0.230 to 0.290 over three seeds; training loss 0.201",
    );
    expect(columnText({ strengths, columns, epoch: 3 }, 0, words)).toMatch(/^α 0\.0025: validation loss 0\.510/);
  });

  it("the title counts what there is, by the name of the strength", () => {
    expect(stripTitle(16, 5, words)).toBe("Sixteen alphas, five seeds each");
    expect(stripTitle(5, 1, WORDS.dropout as RegularizerWords)).toBe("Five rates, one seed each");
  });
});
