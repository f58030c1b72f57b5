import { describe, expect, it } from "vitest";
import { fallingPath, risingPath } from "../results/path-result.fixture.ts";
import { pathFiles } from "./alpha-path-report.ts";

const names = ["validation.svg", "inputs.svg", "sparsity.svg"] as const;
const numbersIn = (svg: string, pattern: RegExp) => Array.from(svg.matchAll(pattern), ([, number]) => Number(number));

describe.each([
  ["rising", risingPath, ["0.001", "0.01", "0.1", "1", "10"]],
  ["falling", fallingPath, ["10", "1", "0.1"]],
] as const)("figures of %s strengths", (_, path, ticks) => {
  const files = pathFiles(path);
  const fileOf = (name: string) => files[name] ?? "";

  it.each(names)("%s has more regularization to the right", (name) => {
    expect(fileOf(name)).toContain("more regularization →");
    const labels = /aria-label="x-axis tick label"[^>]*>(.*?)<\/g>/s.exec(fileOf(name))?.[1] ?? "";
    const placed = Array.from(labels.matchAll(/translate\(([^,]*),[^>]*>([^<]*)</g), ([, x, text]) => ({
      x: Number(x),
      text,
    }));
    expect(placed.toSorted((a, b) => a.x - b.x).map(({ text }) => text)).toEqual(ticks);
  });

  it("dots go from left to right as the path does", () => {
    const group = /aria-label="dot"[^>]*>(.*?)<\/g>/s.exec(fileOf("validation.svg"))?.[1] ?? "";
    const places = numbersIn(group, /translate\(([\d.]+),/g).concat(numbersIn(group, / cx="([\d.]+)"/g));
    expect(places).toHaveLength(5);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("labels stand beside the right ends of their lines", () => {
    const svg = fileOf("sparsity.svg");
    const lines = endsOf(svg, / stroke="([^"]*)" fill="none" aria-label="line"><path d="[^"]*L([\d.]+),([\d.]+)"/g);
    const labels = svg.matchAll(
      /<g transform="translate\(10,([\d.]+)\)"[^>]* fill="([^"]*)" aria-label="text"><text transform="translate\(([\d.]+),([\d.]+)\)"/g,
    );
    const placed = Array.from(labels, ([, shift, color, x, y]) => [color, Number(x), Number(y) + Number(shift)]);
    expect(lines).toHaveLength(3);
    expect(placed.toSorted()).toEqual(lines.toSorted());
  });
});

function endsOf(svg: string, pattern: RegExp): readonly (readonly unknown[])[] {
  return Array.from(svg.matchAll(pattern), ([, color, x, y]) => [color, Number(x), Number(y)]);
}
