/** The sessions that take training steps: one loop over a chunk's steps, or steps written out for a device without loops. */
import { inputName } from "../../graph/ops/index.ts";
import { unroll } from "../../graph/unroll.ts";
import type { Graph } from "../../graph/value.ts";
import type { BegunRun, Held, HoldableTensor, LoadOptions, Runtime, Session } from "../../runtime/runtime.ts";
import { allAnswered, releaseOnError } from "../../runtime/with-session.ts";
import { viewRows } from "../../tensor/tensor.ts";
import type { TrainingProgram } from "../program/compile-training.ts";
import { REPLICAS } from "../program/pack-layout.ts";
import type { Feeds } from "./feed-plan.ts";
import { drawnInputs } from "./noise-tensor.ts";

type HeldByName = Readonly<Record<string, Held>>;

export interface TrainingSession {
  /** What takes the steps. */
  readonly engine: Session["engine"];
  /** It takes the keys of noise that it can draw in place of the numbers. */
  readonly drawsInside: boolean;
  /** Takes the steps that `feeds` are for, at least one, from the carried state; holds the state after the last one. */
  readonly begin: (feeds: Feeds, data: HeldByName, carried: HeldByName) => BegunRun;
  readonly release: () => Promise<void>;
}

/** Opens the program in the form that the runtime's device takes. `lengths`: of its named dimensions in the longest chunk. */
export async function openTrainingSession(
  runtime: Runtime,
  program: TrainingProgram,
  lengths: NonNullable<LoadOptions["lengths"]>,
): Promise<TrainingSession> {
  const unrolledSteps = await runtime.unrolledSteps?.();
  if (unrolledSteps !== undefined) return openUnrolled(runtime, program, unrolledSteps);
  return openLoop(runtime, program, lengths);
}

async function openLoop(
  runtime: Runtime,
  program: TrainingProgram,
  lengths: NonNullable<LoadOptions["lengths"]>,
): Promise<TrainingSession> {
  const { session, hold } = await opened(runtime, program, program.graph, lengths);
  return {
    engine: session.engine,
    drawsInside: session.takesDrawn === true,
    begin: (feeds, data, carried) => session.begin({ ...feeds, ...data, ...carried }, { hold, fetch: ["finite"] }),
    release: session.release,
  };
}

/** As many runs of many steps as fit, then runs of one. */
async function openUnrolled(runtime: Runtime, program: TrainingProgram, steps: number): Promise<TrainingSession> {
  const [many, one] = [unroll(program.graph, steps), unroll(program.graph, 1)];
  const ofMany = await opened(runtime, program, many);
  const ofOne = await releaseOnError(ofMany.session, () => opened(runtime, program, one));
  const perStep = perStepInputs(program);

  const begin: TrainingSession["begin"] = ({ stepCount, ...feeds }, data, carried) => {
    const spans = spansOf(Number((stepCount as HoldableTensor).data[0]), steps);
    const begun: BegunRun[] = [];
    for (const { first, end, isLast } of spans) {
      const { session, hold } = end - first === steps ? ofMany : ofOne;
      const own = Object.fromEntries(
        perStep.map((name) => [name, viewRows(feeds[name] as HoldableTensor, first, end)]),
      );
      const before = begun.at(-1)?.held;
      const state = before
        ? Object.fromEntries(program.state.map(({ input, output }) => [input, before[output] as Held]))
        : carried;
      // A number that is no longer finite stays so: the last look tells of all steps.
      const fetch = isLast ? ["finite"] : [];
      begun.push(session.begin({ ...feeds, ...own, ...data, ...state }, { hold, fetch }));
      if (before) runtime.free(Object.values(before));
    }
    const last = begun.at(-1) as BegunRun;
    return {
      held: last.held,
      fetched: allAnswered(begun.map(({ fetched }) => fetched)).then((answers) => answers.at(-1) ?? {}),
    };
  };

  return {
    engine: ofMany.session.engine,
    drawsInside: false,
    begin,
    release: async () => void (await allAnswered([ofMany.session.release(), ofOne.session.release()])),
  };
}

/** Names of the inputs that hold something for each step of a chunk. */
export function perStepInputs({ graph }: Pick<TrainingProgram, "graph">): readonly string[] {
  return graph.inputs.filter(({ shape }) => shape[0] === "K").map(inputName);
}

/** Steps of a chunk in runs of `steps`, and of one where fewer are left. */
function spansOf(stepCount: number, steps: number) {
  const many = Math.floor(stepCount / steps);
  const lengths = [...new Array<number>(many).fill(steps), ...new Array<number>(stepCount % steps).fill(1)];
  let first = 0;
  return lengths.map((length, i) => {
    const span = { first, end: first + length, isLast: i === lengths.length - 1 };
    first += length;
    return span;
  });
}

async function opened(
  runtime: Runtime,
  { state, threads, noise }: TrainingProgram,
  graph: Graph,
  lengths: NonNullable<LoadOptions["lengths"]> = {},
) {
  const drawn = drawnInputs(noise);
  const hold = state.map(({ output }) => output);
  return { session: await runtime.load(graph, { threads, hold, replicas: REPLICAS, drawn, lengths }), hold };
}
