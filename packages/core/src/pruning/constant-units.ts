import { evaluate } from "../graph/evaluate.ts";
import { ndArray, numbersOf } from "../graph/nd-array.ts";
import { input } from "../graph/ops/index.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { constantsOf } from "../training/program/constants-of.ts";
import { forward } from "../training/program/forward.ts";
import { createInputs } from "../training/program/graph-inputs.ts";
import { type Network, parameterOf } from "./network.ts";
import { forEachAlong, forEachWithIndex } from "./slices.ts";
import { type UnitGraph, unitCount, valueAt } from "./unit-graph.ts";

/** Units whose value at inference is the same for all inputs. */
export interface ConstantUnits {
  /** 1 for each such unit of the graph. */
  readonly isConstant: Uint8Array;
  /** The value at each of its places. */
  readonly valuesOf: (unit: number) => Float64Array;
}

/**
 * A unit without weights from units that vary is constant; so is one that goes on constant units, or is multiplied by 0.
 * Such a unit's value is what it is for an input of zeros, computed in float64.
 */
export function constantUnits(network: Network, graph: UnitGraph): ConstantUnits {
  const { model } = network;
  const { starts } = graph;
  const isConstant = new Uint8Array(starts.at(-1) as number);
  model.layers.forEach((layer, i) => {
    const facts = layer.units;
    if (facts === undefined) return;
    const own = starts[model.inputs.length + i] as number;
    const fed = (model.wiring[i] as readonly number[]).map((place) => starts[valueAt(model, place)] as number);
    const marks = isConstant.subarray(own, own + unitCount(layer.outputShape));
    if (facts.mixing !== undefined) {
      const isFed = fedUnits(network, i, isConstant.subarray(fed[0]));
      marks.forEach((_, unit) => {
        marks[unit] = 1 - (isFed[unit] as number);
      });
    } else {
      const isOff = facts.gain === undefined ? () => false : offUnits(network, i, facts.gain);
      marks.forEach((_, unit) => {
        const sources = facts.continues?.(unit) ?? [];
        const isStill = sources.every(([input, source]) => isConstant[(fed[input] as number) + source] === 1);
        marks[unit] = Number(isOff(unit) || isStill);
      });
    }
  });
  return { isConstant, valuesOf: valuesReader(network, graph) };
}

/** 1 for each unit of a mixing layer that has a weight from an input unit that is not constant. */
function fedUnits(network: Network, index: number, isConstant: Uint8Array): Uint8Array {
  const layer = network.model.layers[index];
  const { mixing, axes } = layer?.units ?? {};
  const fed = new Uint8Array(unitCount(layer?.outputShape ?? []));
  if (layer === undefined || mixing === undefined || axes === undefined) return fed;
  const { shape, data } = parameterOf(network, layer, "kernel");
  const outputs = new Uint32Array(data.length);
  forEachWithIndex(shape, axes.kernel as number, (position, unit) => {
    outputs[position] = unit;
  });
  forEachWithIndex(shape, mixing.inputAxis, (position, unit) => {
    if (data[position] !== 0 && isConstant[unit] === 0) fed[outputs[position] as number] = 1;
  });
  return fed;
}

function offUnits(network: Network, index: number, gain: string): (unit: number) => boolean {
  const layer = network.model.layers[index];
  if (layer === undefined) return () => false;
  const { shape, data } = parameterOf(network, layer, gain);
  return (unit) => {
    let isOff = true;
    forEachAlong(shape, layer.units?.axes[gain] ?? 0, unit, (position) => {
      if (data[position] !== 0) isOff = false;
    });
    return isOff;
  };
}

/** Values of units for an input of zeros; computed when first asked for. */
function valuesReader({ model, parameters }: Network, { starts }: UnitGraph): ConstantUnits["valuesOf"] {
  let values: readonly Float64Array[] | undefined;
  const compute = (): readonly Float64Array[] => {
    const x = input("x", "float32", [1, ...model.inputShape]);
    const scope = { mode: "inference", parameters: constantsOf(parameters), inputs: createInputs(false) } as const;
    const { ofLayers } = forward(model, x, scope);
    const outputs = ofLayers.map((value, i) => [`layer${i}`, value] as const);
    const zeros = ndArray([1, ...model.inputShape], new Float64Array(sizeOf(model.inputShape)));
    const found = evaluate({ name: "zeros", inputs: [x], outputs }, { x: zeros });
    return outputs.map(([name]) => numbersOf(found[name] as Parameters<typeof numbersOf>[0]));
  };
  return (unit) => {
    values ??= compute();
    const value = starts.findIndex((start, i) => start <= unit && unit < (starts[i + 1] as number));
    const layer = value - model.inputs.length;
    const all = values[layer] as Float64Array;
    const size = all.length / ((starts[value + 1] as number) - (starts[value] as number));
    const at = unit - (starts[value] as number);
    return all.subarray(at * size, (at + 1) * size);
  };
}
