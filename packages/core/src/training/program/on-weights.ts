/** Numbers on the weights that they govern. */
import { add, mul } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import type { Sweep } from "../../options/sweep.ts";
import type { KernelAxes } from "../../regularizers/penalty.ts";
import type { Schedule } from "../../regularizers/schedules.ts";
import { declareHyperparameter, type GraphInputs, spread } from "./graph-inputs.ts";
import { indicator, type Pack } from "./pack-layout.ts";

/** A number, and the parameters of a pack that it is for. */
interface Part {
  readonly sweep: Sweep;
  readonly schedule: Schedule | undefined;
  readonly name: string;
  readonly isChosen: (spec: ParameterSpec) => boolean;
}

/** Each part's number on the weights it governs, 0 elsewhere. What follows no schedule is computed once, outside the loop. */
export function onWeights(pack: Pack, parts: readonly Part[], inputs: GraphInputs): Value {
  const rank = pack.shape.length + 1;
  return parts
    .map(({ sweep, schedule, name, isChosen }) => {
      const number = spread(declareHyperparameter(inputs, name, sweep, schedule), rank);
      return pack.members.every(isChosen) ? number : mul(number, indicator(pack, isChosen));
    })
    .reduce(add);
}

/** What the axes of a parameter mean behind the replica axis. A parameter without axes is one group of its own. */
export function axesOf({ shape, axes }: ParameterSpec, isReplicated: boolean): KernelAxes {
  const lead = Number(isReplicated);
  const all = shape.map((_, axis) => axis + lead);
  if (axes === undefined) return { incoming: all, outgoing: all, input: lead, output: shape.length - 1 + lead };
  const [input, output] = [axes.input + lead, axes.output + lead];
  return {
    incoming: all.filter((axis) => axis !== output),
    outgoing: all.filter((axis) => axis !== input),
    input,
    output,
  };
}
