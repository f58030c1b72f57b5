/** Where the time of a training step goes, by ONNX Runtime's own profiler. */
import { fit } from "@occam/core";
import { modelOf, optimizerOf } from "./model-of.ts";
import { problemData } from "./problem-data.ts";
import { type ProfileEvent, profilingRuntime } from "./profiling-runtime.ts";
import type { ContestRow } from "./rows.ts";
import { spreadOf } from "./spread.ts";

const TOP_NODES = 25;

/**
 * Microseconds a step by operator and by node. The profiler itself adds about a microsecond to each node: of a small
 * network's step believe the order, not the sum.
 */
export async function profileRow({ problem, title }: ContestRow): Promise<string> {
  const { x, y } = problemData(problem);
  const profiler = profilingRuntime();
  // The profiler keeps a million events at most.
  const rows = Math.min(problem.rows, 100 * problem.batchSize);
  await fit(
    modelOf(problem),
    {
      x: { shape: [rows, ...problem.inputShape], data: x.slice(0, rows * (x.length / y.length)) },
      y: { shape: [rows], data: y.slice(0, rows) },
    },
    {
      runtime: profiler.runtime,
      loss: "softmaxCrossEntropy",
      optimizer: optimizerOf(problem),
      batchSize: problem.batchSize,
      epochs: 2,
      seed: 1,
    },
  );
  const steps = profiler.stepCount();
  const inLoop = profiler.events().filter(({ cat, args }) => cat === "Node" && args.op_name !== "Loop");
  const byNode = [...grouped(inLoop)].map(([name, events]) => nodeCost(name, events, steps));
  const byOperator = [...new Set(byNode.map(({ operator }) => operator))].map((operator) => {
    const nodes = byNode.filter((node) => node.operator === operator);
    return { text: operator, microseconds: sum(nodes, "microseconds"), count: sum(nodes, "count") };
  });
  return [
    `${title}: ${steps} steps, ${sum(byNode, "count").toFixed(1)} nodes and ${sum(byNode, "microseconds").toFixed(1)} µs a step`,
    "",
    "by operator, a step",
    ...linesOf(byOperator),
    "",
    "by node, a step",
    ...linesOf(byNode).slice(0, TOP_NODES),
  ].join("\n");
}

interface Cost {
  readonly text: string;
  /** A step: the median of one run, times how often it runs. */
  readonly microseconds: number;
  readonly count: number;
}

function nodeCost(name: string, events: readonly ProfileEvent[], steps: number): Cost & { readonly operator: string } {
  const count = events.length / steps;
  const { args } = events[0] as ProfileEvent;
  const operator = args.op_name ?? "?";
  const text = `${name}: ${shapesText(args.input_type_shape)} -> ${shapesText(args.output_type_shape)}`;
  return { text, operator, count, microseconds: count * spreadOf(events.map(({ dur }) => dur)).median };
}

function shapesText(shapes: ProfileEvent["args"]["input_type_shape"] = []): string {
  return shapes.flatMap((entry) => Object.entries(entry).map(([type, shape]) => `${type}[${shape}]`)).join(" ");
}

function sum(costs: readonly Cost[], key: "microseconds" | "count"): number {
  return costs.reduce((total, cost) => total + cost[key], 0);
}

function linesOf(costs: readonly Cost[]): readonly string[] {
  return [...costs]
    .sort((a, b) => b.microseconds - a.microseconds)
    .map(
      ({ text, microseconds, count }) =>
        `${microseconds.toFixed(2).padStart(10)} µs ${count.toFixed(2).padStart(6)}x  ${text}`,
    );
}

function grouped(events: readonly ProfileEvent[]): ReadonlyMap<string, readonly ProfileEvent[]> {
  const groups = new Map<string, ProfileEvent[]>();
  for (const event of events) {
    const name = event.name.replace(/_kernel_time$/, "");
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [event]);
    else known.push(event);
  }
  return groups;
}
