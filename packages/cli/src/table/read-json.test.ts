import { describe, expect, test } from "vitest";
import { readJson } from "./read-json.ts";
import type { Column } from "./table.ts";

function read(text: string): readonly Column[] {
  return readJson("a.jsonl", Buffer.from(text)).columns;
}

function brief(columns: readonly Column[]): unknown[] {
  return columns.map((column) => [
    column.name,
    column.kind,
    column.kind === "other" ? column.type : Array.from<unknown>(column.values),
  ]);
}

const expected = [
  ["a", "numeric", [1, -2.5]],
  ["b", "text", ["x", "y\n"]],
];

test.each([
  ["lines", '{"a":1,"b":"x"}\n{"a":-2.5,"b":"y\\n"}\n'],
  ["lines with CRLF and blank ones", '\r\n{"a":1,"b":"x"}\r\n\r\n{"b":"y\\n","a":-2.5}'],
  ["an array on one line", '[{"a":1,"b":"x"},{"a":-2.5,"b":"y\\n"}]'],
  ["an array over many lines", '\n[\n  {"a": 1,\n "b": "x"} ,\n {"a": -2.5, "b": "y\\n"}\n]\n'],
])("objects are read from %s", (_name, text) => expect(brief(read(text))).toEqual(expected));

test.each([
  ["lists by column", { a: [1, -2.5], b: ["x", "y\n"] }],
  ["pandas' default, rows by column", { a: { 0: 1, 1: -2.5 }, b: { 0: "x", 1: "y\n" } }],
  [
    "pandas' split",
    {
      columns: ["a", "b"],
      index: [0, 1],
      data: [
        [1, "x"],
        [-2.5, "y\n"],
      ],
    },
  ],
  ["pandas' index", { 0: { a: 1, b: "x" }, 1: { a: -2.5, b: "y\n" } }],
  [
    "pandas' table",
    {
      schema: { fields: [{ name: "index" }, { name: "a" }, { name: "b" }] },
      data: [
        { a: 1, b: "x" },
        { a: -2.5, b: "y\n" },
      ],
    },
  ],
  [
    "rows in a wrapper of nothing else",
    {
      data: [
        { a: 1, b: "x" },
        { a: -2.5, b: "y\n" },
      ],
    },
  ],
  [
    "rows in a wrapper",
    {
      count: 2,
      next: null,
      results: [
        { a: 1, b: "x" },
        { a: -2.5, b: "y\n" },
      ],
    },
  ],
])("one object is read as a table: %s, on one line and on many", (_name, value) => {
  expect(brief(read(JSON.stringify(value)))).toEqual(expected);
  expect(brief(read(`${JSON.stringify(value)}\n`))).toEqual(expected);
  expect(brief(read(`\n${JSON.stringify(value, null, 2)}\n`))).toEqual(expected);
});

test.each([
  ["by column", { a: { ann: 1, bob: -2.5, eve: null }, b: { ann: "x", bob: "y\n", eve: "z" } }],
  ["by row", { ann: { a: 1, b: "x" }, bob: { a: -2.5, b: "y\n" }, eve: { a: null, b: "z" } }],
])("labels that are no numbers are of rows, which are the more numerous: %s", (_name, value) => {
  expect(brief(read(JSON.stringify(value)))).toEqual([
    ["a", "numeric", [1, -2.5, Number.NaN]],
    ["b", "text", ["x", "y\n", "z"]],
  ]);
});

const records = [
  { a: 1, b: "x" },
  { a: -2.5, b: "y\n" },
];
test.each([
  ["in a wrapper in a wrapper", { status: "ok", result: { total: 2, records } }],
  ["beside a shorter list of objects", { links: [{ rel: "next" }], data: records }],
  ["of names and lists by other names", { fields: ["a", "b"], rows: records.map(({ a, b }) => [a, b]) }],
])("rows are found %s", (_name, value) => {
  expect(brief(read(JSON.stringify(value)))).toEqual(expected);
});

test("lists of objects as long as each other are no table", () => {
  expect(brief(read('{"a":[{"x":1}],"b":[{"y":1}]}'))).toEqual([
    ["a", "other", "LIST"],
    ["b", "other", "LIST"],
  ]);
});

test("NaN, as Python writes it, is a missing number, and a text where it stands in one", () => {
  for (const text of [
    '[{"a":NaN,"b":"NaN"},{"a":2,"b":"say \\"NaN\\""}]',
    '{"a":NaN,"b":"NaN"}\n{"a":2,"b":"say \\"NaN\\""}',
  ])
    expect(brief(read(text))).toEqual([
      ["a", "numeric", [Number.NaN, 2]],
      ["b", "text", ["NaN", 'say "NaN"']],
    ]);
});

test("one object that is a row stays one, with what is nested in it", () => {
  expect(brief(read('{"a":1,"b":"x"}'))).toEqual([
    ["a", "numeric", [1]],
    ["b", "text", ["x"]],
  ]);
  expect(brief(read('{"a":1,"b":{"0":2}}\n{"a":2,"b":{"0":3}}'))[1]).toEqual(["b", "other", "STRUCT"]);
});

test("lists of objects beside a list of values are a nested column", () => {
  expect(brief(read('{"a":[1,2],"b":[{"x":1},{"x":2}]}'))).toEqual([
    ["a", "numeric", [1, 2]],
    ["b", "other", "STRUCT"],
  ]);
});

test("empty lists are columns without rows", () => {
  expect(() => read('{"a":[],"b":[]}')).toThrow("a.jsonl has column names but no rows");
});

test("lists of different lengths are no table", () => {
  expect(brief(read('{"a":[1,2],"b":[1]}'))).toEqual([
    ["a", "other", "LIST"],
    ["b", "other", "LIST"],
  ]);
});

test("strings hold brackets, commas, colons and escaped quotes without ending an element", () => {
  const value = ']},[{:"\\';
  expect(brief(read(JSON.stringify([{ a: value }, { a: "x" }])))).toEqual([["a", "text", [value, "x"]]]);
});

test("an absent name, null and empty text are missing values", () => {
  expect(brief(read('{"a":1,"b":"x"}\n{}\n{"a":null,"b":"","c":null}\n'))).toEqual([
    ["a", "numeric", [1, Number.NaN, Number.NaN]],
    ["b", "text", ["x", null, null]],
    ["c", "numeric", [Number.NaN, Number.NaN, Number.NaN]],
  ]);
});

test("booleans are text, mixed cells and dates are text, nested values are of other types", () => {
  const rows = [
    { flag: true, mix: 1.5, when: "2024-01-31", list: [1], struct: { x: 1 }, digits: "007" },
    { flag: false, mix: "x", when: "2024-02-01", list: null, struct: {}, digits: "008" },
  ];
  expect(brief(read(JSON.stringify(rows)))).toEqual([
    ["flag", "text", ["true", "false"]],
    ["mix", "text", ["1.5", "x"]],
    ["when", "text", ["2024-01-31", "2024-02-01"]],
    ["list", "other", "LIST"],
    ["struct", "other", "STRUCT"],
    ["digits", "text", ["007", "008"]],
  ]);
});

test("names of Object's own and names that differ in case are columns like others", () => {
  expect(brief(read('{"__proto__":1,"constructor":2,"a":3,"A":4}'))).toEqual([
    ["__proto__", "numeric", [1]],
    ["constructor", "numeric", [2]],
    ["a", "numeric", [3]],
    ["A", "numeric", [4]],
  ]);
});

describe("refusals", () => {
  test.each([
    ['{"a":1}\n{"a":}\n', "a.jsonl line 2 is not the JSON expected (Unexpected token"],
    ['{"a":1}\n\n{"a":1', "a.jsonl line 3 is not the JSON expected"],
    ['[{"a":1},\n{"a":}]', "a.jsonl line 2 is not the JSON expected"],
    ['[{"a":1},\n\n {"a":2},\n]', "a.jsonl line 4 is not the JSON expected"],
    ['[{"a":1},\n{"a":2}', "a.jsonl line 2 is not the JSON expected (the array is never closed)"],
    ['[{"a":"x', "a.jsonl line 1 is not the JSON expected"],
    ['[{"a":1}]\n{"a":2}', "a.jsonl line 1 is not the JSON expected (text follows the array)"],
    ['{\n  "a": 1\n}\n', "line 1 is not the JSON expected"],
    ["1\n2\n", "a.jsonl does not begin as JSON does, with [ or {: name it by what it is, such as .csv."],
    ['{"a":1}\n1\n', 'a.jsonl line 2 is not the JSON expected (it holds "1" where an object is expected)'],
    ["[[1,2]]", "where an object is expected"],
    ['{"a":[1],"a":[2]}', "a.jsonl line 1 is not the JSON expected (a name occurs twice in one object)"],
    ['{"a":{"a":1},"a":2}', "a.jsonl line 1 is not the JSON expected (a name occurs twice in one object)"],
    ['{"a":1}\n{"a":-Infinity}', 'a.jsonl column "a" row 2 holds "-Infinity", which is infinite'],
    ['{"a":1}\n{"a":Nan}', "a.jsonl line 2"],
    ['{"":1}', "a.jsonl column 1 of 1 has no name"],
    ["[]", "a.jsonl has no columns"],
    ["\n \n", "a.jsonl has no columns"],
    ["{}\n{}", "a.jsonl has no columns"],
    ['{"a":1}\n{"a":1e400}', 'a.jsonl column "a" row 2 holds "Infinity", which is infinite or beyond a double'],
  ])("%j is refused", (text, message) => expect(() => read(text)).toThrow(message));

  test("a million brackets are refused or read, not a stack overflow", () => {
    const nested = `{"a":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}`;
    expect(brief(read(nested))).toEqual([["a", "other", "LIST"]]);
    expect(() => read(`{"a":${"[".repeat(1_000_000)}}`)).toThrow("a.jsonl line 1 is not the JSON expected");
  });
});
