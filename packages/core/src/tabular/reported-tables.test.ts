/** Kinds of tables that users of this and other tools reported as going wrong in silence, with what is right; some others of each kind. */
import { afterAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";
import { learntFrom } from "../testing/learnt-from.ts";
import { fitTable, type TableStudy } from "./fit-table.ts";
import type { FitTableOptions } from "./fit-table-options.ts";
import { leakageOf, leakNotes } from "./stages/leakage.ts";
import type { RowObject } from "./table/from-rows.ts";
import type { Note } from "./table/reading/note.ts";
import { splitTable } from "./table/split-table.ts";
import { toTable } from "./table/to-table.ts";
import { understand } from "./table/understand.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

type Rows = readonly RowObject[];
type Write = (cell: unknown) => unknown;

const ROWS = 240;
const noise = (position: number, count = ROWS) => randomNormal(count, { seed: 11, stream: "reported", position });
const [first, second, third] = [noise(0), noise(1), noise(2)] as const;
const rowsOf = (make: (row: number) => RowObject, count = ROWS): Rows =>
  Array.from({ length: count }, (_, i) => make(i));
const fit = (rows: Rows, options: Partial<FitTableOptions> = {}) =>
  fitTable(rows, { target: "y", runtime, epochs: 100, config: { l2: 0.0001 }, ...options });
const withCells = (rows: Rows, changes: Readonly<Record<string, Write>>): Rows =>
  rows.map((row) => ({
    ...row,
    ...Object.fromEntries(Object.entries(changes).map(([name, write]) => [name, write(row[name])])),
  }));
const noted = (notes: readonly Note[]) => notes.map(({ code, column }) => `${code} ${column ?? ""}`.trim());
const notesOf = ({ result }: TableStudy) => noted(result.data.notes);
/** What is said of a table before anything is trained. */
function readingOf(rows: Rows) {
  const table = toTable(rows);
  const known = understand(table, { target: "y" });
  const leakage = leakageOf(known, splitTable(table, known, 0, undefined));
  return { ...known, notes: noted([...known.notes, ...leakNotes(leakage)]) };
}
const labelsOf = async (study: TableStudy, rows: Rows) =>
  (await study.predict(rows)).map((answer) => ("label" in answer ? answer.label : answer.value));

/** Two decimals in every number; thousands and negatives among them. */
const base = rowsOf((row) => {
  const amount = Number(((first[row] as number) * 2000).toFixed(2));
  const [isMember, kind] = [(second[row] as number) > 0.3, ["Private", "State-gov", "Café"][row % 3]];
  const count = 20 + ((row * 37) % 41);
  const y = amount / 2 + (isMember ? 900 : 0) + (row % 3) * 500 + count * 20 + (third[row] as number) * 50;
  return { amount, count, isMember, kind, y: Number(y.toFixed(2)) };
});
const english = (cell: unknown) =>
  Number(cell).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const fixed = (cell: unknown) => Number(cell).toFixed(2);
const german = (cell: unknown) => english(cell).replace(/[,.]/g, (mark) => (mark === "," ? "." : ","));
const comma = (cell: unknown) => fixed(cell).replace(".", ",");
const signed = (cell: unknown, write: (text: string) => string) =>
  Number(cell) < 0 ? `-${write(english(-Number(cell)))}` : write(english(cell));
const words = (yes: string, no: string) => (cell: unknown) => (cell === true ? yes : no);

describe("a table in another spelling is learnt from as the plain one", async () => {
  const study = await fit(base);
  const plain = learntFrom(base);

  const SPELLINGS: readonly (readonly [string, Readonly<Record<string, Write>>, readonly string[]])[] = [
    ["01 decimal commas, in the target too", { amount: comma, y: comma }, ["amount", "y"]],
    ["01 points between thousands, then a comma", { amount: german, y: german }, ["amount", "y"]],
    [
      "01 narrow spaces between thousands and the minus of typesetters",
      { amount: (cell) => german(cell).replaceAll(".", "\u202f").replace("-", "\u2212") },
      ["amount"],
    ],
    ["01 apostrophes between thousands", { y: (cell) => english(cell).replaceAll(",", "\u2019") }, ["y"]],
    ["13b dollars, in the target", { y: (cell) => signed(cell, (text) => `$${text}`) }, ["y"]],
    [
      "13b euros behind, decimal commas",
      { amount: (cell) => `${german(cell)} €`, y: (cell) => `${german(cell)} €` },
      ["amount", "y"],
    ],
    [
      "13b Swiss francs, and parentheses for negatives",
      {
        amount: (cell) => (Number(cell) < 0 ? `(${english(-Number(cell))})` : english(cell)),
        y: (cell) => signed(cell, (text) => `CHF ${text.replaceAll(",", "'")}`),
      },
      ["amount", "y"],
    ],
    [
      "13d units and percent",
      { amount: (cell) => `${fixed(cell)}cm`, count: (cell) => `${cell} kg`, y: (cell) => `${fixed(cell)}%` },
      ["amount", "count", "y"],
    ],
    [
      "13d degrees, and a unit in two cases",
      {
        amount: (cell) => `${comma(cell)} °C`,
        count: (cell) => `${cell} ${Number(cell) % 2 === 0 ? "mm" : "MM"}`,
      },
      ["amount", "count"],
    ],
    ["11b numbers as texts", { amount: String, count: String, y: String }, []],
    ["11b numbers as texts with exponents", { amount: (cell) => Number(cell).toExponential() }, []],
    ["11b numbers as texts with a plus", { amount: (cell) => (Number(cell) < 0 ? `${cell}` : `+${cell}`) }, []],
    ["18d numbers as texts that repeat", { count: (cell) => `${cell}.0` }, []],
    ["09 booleans of Python", { isMember: words("True", "False") }, []],
    ["09 booleans of R", { isMember: words("TRUE", "FALSE") }, []],
    ["09 yes and no", { isMember: words("Yes", "No") }, []],
    ["09 on and off", { isMember: words("ON", "off") }, []],
    ["10 spaces before", { kind: (cell) => ` ${cell}`, isMember: words(" true", " false") }, []],
    ["10 spaces that do not break, behind", { kind: (cell) => `${cell}\u00a0` }, []],
    ["10 accents as characters of their own", { kind: (cell) => String(cell).normalize("NFD") }, []],
  ];

  it.each(SPELLINGS)("%s", (_, changes, columns) => {
    const rows = withCells(base, changes);
    expect(learntFrom(rows)).toEqual(plain);
    expect(readingOf(rows).notes).toEqual(columns.map((column) => `numbersWrittenAs ${column}`));
  });

  it("and the network of it is a good one", () => {
    expect(study.chosen.test.r2).toBeGreaterThan(0.97);
    expect(study.result.data.notes).toEqual([]);
  });

  const [first, last] = ["01 decimal", "10 spaces before"].map((start) =>
    SPELLINGS.find(([title]) => title.startsWith(start)),
  );
  it.each<[string, Readonly<Record<string, Write>>]>([
    ["decimal commas and spaces", { ...first?.[1], ...last?.[1] }],
    [
      "units, dollars, booleans of Python and accents",
      {
        amount: (cell) => `${comma(cell)} mm`,
        y: (cell) => signed(cell, (text) => `$${text}`),
        isMember: words("True", "False"),
        kind: (cell) => String(cell).normalize("NFD"),
      },
    ],
  ])("of %s gives the same networks, and its model predicts both tables alike", async (_, changes) => {
    const rows = withCells(base, changes);
    const other = await fit(rows);
    expect(other.candidates).toEqual(study.candidates);
    const predicted = await study.predict(base);
    expect(await other.predict(rows)).toEqual(predicted);
    expect(await other.predict(base)).toEqual(predicted);
  });
});

describe("02 cells that say that a value is missing", () => {
  const gaps = [7, 100, 201];
  const marked = (marks: readonly (string | null)[]) =>
    base.map((row, i) => (gaps.includes(i) ? { ...row, count: marks[gaps.indexOf(i)] } : row));
  const twin = learntFrom(marked([null, null, null]));

  it.each([
    ["n/a", "n/a", "n/a"],
    ["?", "?", "?"],
    ["unknown", "Unknown", "UNKNOWN"],
    ["--", "#VALUE!", "<NA>"],
    ["not available", " - ", "N.A."],
  ])("%s, %s and %s in a column of numbers are as empty cells", (...marks) => {
    expect(learntFrom(marked(marks))).toEqual(twin);
    expect(readingOf(marked(marks)).notes).toEqual(["missingMarks count"]);
  });

  it("30, 30.5 and 80 years are predicted to be different", async () => {
    const study = await fit(marked(["n/a", "n/a", "n/a"]), { epochs: 10 });
    const values = await labelsOf(
      study,
      [30, 30.5, 80].map((count) => ({ ...base[0], count })),
    );
    expect(new Set(values).size).toBe(3);
  });
});

describe("a target", () => {
  it.each([
    ["01c of half points with decimal commas", (half: number) => (half / 2).toFixed(1).replace(".", ",")],
    ["01c of half points in percent", (half: number) => `${(half / 2).toFixed(1)} %`],
    ["01c of half points as texts", (half: number) => (half / 2).toFixed(1)],
  ])("%s is one of numbers", (_, write) => {
    const half = (row: number) => Math.min(20, Math.max(0, Math.round(10 + 4 * (first[row] as number))));
    const { task, target } = understand(toTable(rowsOf((row) => ({ x: first[row], y: write(half(row)) }))), {
      target: "y",
    });
    expect(task.name).toBe("regression");
    expect(Array.from(target.values)).toEqual(rowsOf((row) => ({ half: half(row) / 2 })).map(({ half }) => half));
  });

  it.each(["unknown", "n/a", "-"])(
    "02b of numbers, %s in two rows, is a regression without those rows, said",
    (mark) => {
      const rows = base.map((row, i) => (i === 7 || i === 9 ? { ...row, y: mark } : row));
      const known = understand(toTable(rows), { target: "y" });
      expect([known.task.name, known.rows.length]).toEqual(["regression", ROWS - 2]);
      expect(known.notes).toContainEqual({ code: "rowsWithoutTarget", column: "y", rows: 2, example: mark });
    },
  );

  const label = (row: number, count: number) => Math.floor(((row * 7) % 30) / (30 / count));
  const labelled = (texts: readonly string[]) =>
    rowsOf((row) => {
      const own = label(row, texts.length);
      return { x: own + (first[row] as number) / 9, y: texts[own] };
    }, 120);

  it.each<[string, readonly string[], readonly string[]]>([
    ["03 of -1 and 1", ["-1", "1"], ["-1", "1"]],
    ["03 of + and -", ["+", "-"], ["+", "-"]],
    ["04 of continents, NA among them", ["EU", "NA", "SA"], ["EU", "NA", "SA"]],
    ["04 of grades, None among them", ["Mild", "None", "Severe"], ["Mild", "None", "Severe"]],
    ["08 of codes with leading zeros", ["007", "012", "099"], ["007", "012", "099"]],
    ["08 of codes, some without", ["00501", "60601"], ["00501", "60601"]],
    ["08 of codes of one length", ["01", "02", "10"], ["01", "02", "10"]],
    ["09 of booleans in words", ["No", "Yes"], ["No", "Yes"]],
    ["10 with spaces before", [" <=50K", " >50K"], ["<=50K", ">50K"]],
  ])("%s has its classes as written, and all its rows", (_, texts, classes) => {
    const { target, rows } = understand(toTable(labelled(texts)), { target: "y" });
    expect([target.classes, rows.length]).toEqual([classes, 120]);
  });

  it.each<[string, readonly string[]]>([
    ["03 of -1 and 1", ["-1", "1"]],
    ["04 of continents, NA among them", ["EU", "NA", "SA"]],
    ["08 of codes with leading zeros", ["007", "012", "099"]],
  ])("%s is predicted in its own labels", async (_, texts) => {
    const rows = labelled(texts);
    const study = await fit(rows, { epochs: 60, config: { learningRate: 0.03 } });
    expect(study.chosen.test.accuracy).toBeGreaterThan(0.9);
    expect(new Set(await labelsOf(study, rows))).toEqual(new Set(texts));
  });
});

describe("columns that number the rows, which are sorted by class", () => {
  const table = (name: string, number: (row: number) => unknown) =>
    rowsOf((row) => ({ [name]: number(row), x: first[row], y: row < ROWS / 2 ? "sick" : "well" }));

  it.each<[string, string, (row: number) => unknown]>([
    ["06 a passenger's number", "PassengerId", (row) => row + 1],
    ["06c an index without a name, as pandas calls it", "Unnamed: 0", (row) => row],
    ["06 a number as text, from 892 on", "ticket", (row) => `${row + 892}`],
    ["06 floats that count down", "rank", (row) => `${ROWS - row}.0`],
    ["06 names that count", "sample", (row) => `S-${1000 + row}`],
  ])("are left out: %s", (_, name, number) => {
    expect(learntFrom(table(name, number)).dropped).toEqual([expect.stringContaining(`${name}: `)]);
  });

  it("06 so that noise stays noise", async () => {
    const study = await fit(table("PassengerId", (row) => row + 1));
    expect(study.chosen.test.accuracy).toBeLessThan(0.7);
  });
});

describe("codes are no quantities: each has a level of its own", () => {
  const digits = ["02108", "60601", "10001", "94105", "03031", "01001", "30301", "00501"];
  const levels = [3, 9, 1, 8, 2, 7, 0, 6];
  const rows = rowsOf((row) => ({
    zip: digits[row % 8],
    x: first[row],
    y: (levels[row % 8] as number) + (second[row] as number) / 10,
  }));

  it.each<[string, Rows, Partial<FitTableOptions>]>([
    ["08b zip codes, by their leading zeros", rows, {}],
    [
      "08b diagnoses",
      withCells(rows, {
        zip: (cell) =>
          String(cell)
            .slice(0, 3)
            .replace(/^[369]/, "0"),
      }),
      {},
    ],
    ["08b numbers, where it is asked for", withCells(rows, { zip: Number }), { columns: { zip: "code" } }],
  ])("%s", async (_, table, options) => {
    const study = await fit(table, options);
    expect(study.chosen.test.r2).toBeGreaterThan(0.98);
    expect(study.result.data.kinds).toEqual({ numeric: 1, categorical: 1 });
  });
});

describe("numbers far from 0 keep their differences", () => {
  const wave = (unit: number, origin: number) =>
    rowsOf((row) => {
      const at = (row * 73) % ROWS;
      return { at: origin + at * unit, x: second[row], y: Math.sin(at / 40) + (first[row] as number) / 50 };
    });

  it.each([
    ["07 milliseconds since 1970", wave(250, 1_700_000_000_000)],
    ["07 microseconds since 1970", wave(1000, 1_700_000_000_000_000)],
    ["07 metres of a map, to the millimetre", wave(0.001, 5_400_000)],
  ])("%s", async (_, rows) => {
    const study = await fit(rows, { epochs: 150 });
    expect(study.chosen.test.r2).toBeGreaterThan(0.9);
    expect(notesOf(study)).toEqual([]);
  });
});

describe("rows of noise that stand in the table more than once", () => {
  const own = Array.from({ length: 5 }, (_, i) => noise(20 + i, 60));
  const source = rowsOf(
    (row) => ({ a: own[0]?.[row], b: own[1]?.[row], c: own[2]?.[row], d: own[3]?.[row], y: own[4]?.[row] }),
    60,
  );
  const times = (count: number) => Array.from({ length: count }, () => source).flat();

  it.each<[string, Rows]>([
    ["12 five times, one copy of the table after another", times(5)],
    ["12 each three times in a row", source.flatMap((row) => [row, row, row])],
    ["12 twice, numbered", times(2).map((row, i) => ({ sample: i + 1, ...row }))],
    ["12 three times, named", times(3).map((row, i) => ({ sample: `S-${i}`, ...row }))],
    ["12 four times, in two spellings", times(4).map((row, i) => (i < 120 ? row : { ...row, a: ` ${row.a}` }))],
  ])("stay in one part and one fold, said: %s", (_, rows) => {
    expect(readingOf(rows).notes).toEqual(["repeatedRows"]);
    const { parts, folds } = learntFrom(rows);
    const areApart = (some: Int32Array, others: Int32Array) => {
      const seen = new Set(Array.from(some, (row) => rows[row]?.y));
      return Array.from(others).every((row) => !seen.has(rows[row]?.y));
    };
    expect(areApart(parts.train, parts.test)).toBe(true);
    for (const { train, validation } of folds) expect(areApart(train, validation)).toBe(true);
  });

  it("12 so that noise stays noise", async () => {
    const study = await fit(times(5));
    expect(study.chosen.test.r2).toBeLessThan(0.2);
    expect(study.result.chosen.findings.map(({ code }) => code)).not.toContain("duplicate-rows");
  });
});

describe("dates in any way of writing are learnt from as those in ISO", () => {
  const date = (row: number) => new Date(Date.UTC(2020, 0, 1 + ((row * 37) % 700)));
  const iso = (day: Date) => day.toISOString().slice(0, 10);
  const table = (write: (day: Date) => unknown) =>
    rowsOf((row) => ({
      on: write(date(row)),
      x: first[row],
      y: 5 * Math.sin((date(row).getUTCMonth() * Math.PI) / 6) + (first[row] as number),
    }));
  const parts = (day: Date) => [day.getUTCDate(), day.getUTCMonth() + 1, day.getUTCFullYear()] as const;
  const month = (day: Date, length: "short" | "long") =>
    day.toLocaleString("en-US", { month: length, timeZone: "UTC" });
  const plain = learntFrom(table(iso));

  it.each<[string, (day: Date) => unknown]>([
    ["22 month first, years of two digits", (day) => `${parts(day)[1]}/${parts(day)[0]}/${parts(day)[2] % 100}`],
    ["22 day, name of the month, year", (day) => `${parts(day)[0]}-${month(day, "short")}-${parts(day)[2]}`],
    ["22 day first", (day) => parts(day).join("/")],
    ["22 name of the month, day and year", (day) => `${month(day, "long")} ${parts(day)[0]}, ${parts(day)[2]}`],
    ["22 with points", (day) => parts(day).join(".")],
    ["22 eight digits", (day) => Number(iso(day).replaceAll("-", ""))],
  ])("%s", (_, write) => {
    expect(learntFrom(table(write))).toEqual(plain);
    expect(readingOf(table(write)).notes).toContain("dates on");
  });

  it.each<[string, (day: Date) => unknown]>([
    ["22 with a time that is midnight", (day) => `${iso(day)}T00:00:00`],
    ["22 of JavaScript", (day) => day],
  ])("but for an hour that is always the same: %s", (_, write) => {
    const { plans, dropped } = learntFrom(table(write));
    expect([plans, dropped]).toEqual([plain.plans, ["on (hour): constant"]]);
  });

  it("22 so that the seasons are learnt", async () => {
    const study = await fit(table(iso));
    expect(study.chosen.test.r2).toBeGreaterThan(0.9);
    expect(study.result.data.kinds).toEqual({ numeric: 6, categorical: 0 });
  });
});

describe("a column that tells the target by itself is said to leak", () => {
  const yes = (row: number) => row % 2 === 0;
  const table = (cell: (row: number) => unknown) =>
    rowsOf((row) => ({ x: first[row], after: cell(row), y: yes(row) ? "yes" : "no" }));
  const filled = (row: number) => (yes(row) ? Math.round(100 + 30 * (second[row] as number)) : null);

  it.each<[string, Rows]>([
    ["27 filled for one class alone", table(filled)],
    ["27 a mark for the other class", table((row) => (yes(row) ? 100 + (second[row] as number) : "n/a"))],
    ["27 a word for one class alone", table((row) => (yes(row) ? ["card", "cash", "cheque"][row % 3] : ""))],
    [
      "27 a curve of the target, by its ranks",
      rowsOf((row) => ({ x: first[row], after: Math.exp(4 * (second[row] as number)), y: second[row] })),
    ],
  ])("%s", (_, rows) => {
    expect(readingOf(rows).notes).toContain("leakingColumn after");
    expect(readingOf(rows).notes).not.toContain("leakingColumn x");
  });

  it("27 a date for one class alone", () => {
    const { notes } = readingOf(table((row) => (yes(row) ? `2021-03-${10 + (row % 20)}` : null)));
    expect(notes).toContain("leakingColumn after (days)");
  });

  it("27 as a finding of the model, too", async () => {
    const study = await fit(table(filled), { epochs: 1 });
    expect(study.chosen.findings).toContainEqual(
      expect.objectContaining({
        code: "leaking-column",
        facts: { columns: [{ column: "after", measure: "auc", score: 1 }] },
      }),
    );
  });
});

describe("rows of one patient, which are alike", () => {
  const PATIENTS = 20;
  const own = Array.from({ length: PATIENTS }, (_, i) => noise(40 + i, 4));
  const jitters = [61, 62, 63, 64].map((position) => noise(position).map((value) => value / 20));
  const table = (name: string, id: (patient: number) => unknown) =>
    rowsOf((row) => {
      const [y, a, b, c] = jitters.map((jitter, i) => (own[row % PATIENTS]?.[i] as number) + (jitter[row] as number));
      return { [name]: id(row % PATIENTS), a, b, c, y };
    });

  it.each<[string, string, (patient: number) => unknown]>([
    ["28 patients", "patient", (patient) => `p${patient}`],
    ["28 households by number", "household", (patient) => 4000 + ((patient * 7) % 20) * 13],
    ["28 plots by code", "plot", (patient) => String(patient).padStart(3, "0")],
  ])("are noted where nobody says that they belong together, and kept together where one does: %s", (_, name, id) => {
    const rows = table(name, id);
    expect(readingOf(rows).notes).toContain(`looksLikeGroups ${name}`);
    const { parts } = learntFrom(rows, { group: name });
    const tested = new Set(Array.from(parts.test, (row) => rows[row]?.[name]));
    expect(Array.from(parts.train).some((row) => tested.has(rows[row]?.[name]))).toBe(false);
  });

  it("28 are known again, unless they are kept together", async () => {
    const rows = table("patient", (patient) => `p${patient}`);
    expect((await fit(rows)).chosen.test.r2).toBeGreaterThan(0.9);
    expect((await fit(rows, { group: "patient" })).chosen.test.r2).toBeLessThan(0.5);
  });
});
