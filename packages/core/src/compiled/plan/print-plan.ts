/** A plan as text: one line a store, nests in the order in which they run. */
import type { Access, Buffer } from "./access.ts";
import type { Expression } from "./expression.ts";
import type { Nest, Store } from "./nest.ts";
import type { Plan } from "./plan.ts";

export function printPlan({ inputs, outputs, constants, nests, regions }: Plan): string {
  const names = createNames();
  const region = (buffer: Buffer): string => {
    const own = regions.get(buffer);
    return own === undefined ? "" : ` in ${names(own.parent)}+${own.offset}`;
  };
  const print: Printer = { names, region };
  return [
    `plan(${inputs.map(({ buffer, shape }) => `${names(buffer)}[${shape}]`).join(", ")})`,
    ...constants.map(({ buffer }) => `  constant ${names(buffer)}[${buffer.size}]`),
    ...nests.flatMap((nest) => printNest(nest, "  ", print)),
    ...outputs.map(({ name, access }) => `  return ${name} = ${accessText(access, print)}`),
  ].join("\n");
}

interface Printer {
  readonly names: (buffer: Buffer) => string;
  readonly region: (buffer: Buffer) => string;
}

function createNames(): (buffer: Buffer) => string {
  const names = new Map<Buffer, string>();
  const taken = new Set<string>();
  return (buffer) => {
    const known = names.get(buffer);
    if (known !== undefined) return known;
    let name = buffer.name;
    for (let i = 1; taken.has(name); i++) name = `${buffer.name}.${i}`;
    taken.add(name);
    names.set(buffer, name);
    return name;
  };
}

function printNest(nest: Nest, indent: string, print: Printer): readonly string[] {
  const stores = (all: readonly Store[]) =>
    all.map(
      ({ access, expression }) =>
        `${indent}  ${accessText(access, print)}${print.region(access.buffer)} = ${expressionText(expression, print)}`,
    );
  switch (nest.kind) {
    case "map":
      return [`${indent}map ${nest.name}[${nest.shape}]`, ...stores(nest.stores)];
    case "product": {
      const { a, b, panel } = nest;
      const operands = `${accessText(a, print)} [${a.shape}] x ${accessText(b, print)} [${b.shape}]`;
      const way = panel === undefined ? "" : ` through ${print.names(panel)}`;
      return [
        `${indent}product ${print.names(nest.result)}[${nest.shape}] = ${operands}${way}`,
        ...stores(nest.stores),
      ];
    }
    case "reduce":
      return [
        `${indent}reduce ${print.names(nest.result)}[${nest.shape}] = ${nest.combine} over [${nest.sourceShape}] of ${expressionText(nest.source, print)}`,
        ...stores(nest.stores),
      ];
    case "scatter":
      return [
        `${indent}scatter [${nest.shape}] ${accessText(nest.target, print)} += ${expressionText(nest.updates, print)}`,
      ];
    case "loop":
      return [
        `${indent}loop ${accessText(nest.count, print)}`,
        ...nest.nests.flatMap((inner) => printNest(inner, `${indent}  `, print)),
      ];
  }
}

/** "x[rows*30 + 30i + j]": axes are i, j, k, l, ... */
function accessText({ buffer, offset, strides, picks }: Access, print: Printer): string {
  const terms = [
    ...picks.map(({ index, stride }) => `${index === "step" ? "step" : accessText(index, print)}*${stride}`),
    ...strides.flatMap((stride, axis) => (stride === 0 ? [] : [`${stride === 1 ? "" : stride}${AXES[axis]}`])),
    ...(offset === 0 ? [] : [String(offset)]),
  ];
  return `${print.names(buffer)}[${terms.join(" + ")}]`;
}

const AXES = ["i", "j", "k", "l", "m", "n", "o", "p"];

function expressionText(expression: Expression, print: Printer): string {
  switch (expression.kind) {
    case "number":
      return String(expression.value);
    case "step":
      return "step";
    case "load":
      return accessText(expression.access, print);
    case "apply":
      return `${expression.name}(${expression.inputs.map((input) => expressionText(input, print)).join(", ")})`;
  }
}
