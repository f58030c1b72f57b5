import { expect, it } from "vitest";
import { createTableTexts } from "./table-texts.ts";

const [a, b] = [
  { text: "x,y\n1,2", name: "a.csv" },
  { text: "nothing", name: "b.csv" },
];
const choice = { target: "y", shown: ["x"] };

it("a table that cannot be read leaves the one that was read to choose from", () => {
  const tables = createTableTexts();
  expect(tables.choose(choice)).toBe(false);
  tables.ask(a);
  tables.ask(b);
  expect(tables.latest()).toBeUndefined();
  tables.answered(true);
  tables.answered(false);
  expect(tables.latest()).toBe(a);
  expect(tables.choose(choice)).toBe(true);
  expect(tables.source()).toEqual({ ...a, choice });
});

it("a choice that is refused leaves what was trained on before", () => {
  const tables = createTableTexts();
  tables.ask(a);
  tables.answered(true);
  tables.choose({ target: "y", shown: ["y"] });
  tables.refused();
  expect(tables.source()).toBeUndefined();
  tables.choose(choice);
  tables.choose({ target: "y", shown: [] });
  tables.refused();
  expect(tables.source()?.choice).toBe(choice);
});

it("another worker answers nothing that the last one was asked", () => {
  const tables = createTableTexts();
  tables.ask(a);
  tables.begin();
  tables.ask(b);
  tables.answered(true);
  expect(tables.latest()).toBe(b);
});
