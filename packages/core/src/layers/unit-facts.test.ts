import { describe, expect, it } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { LAYER_SAMPLES, type LayerSample, sampleArrays, sampleModel, traceLayer } from "../testing/layer-samples.ts";

/** Numbers of a layer's output for one example. */
function outputOf(sample: LayerSample, arrays: Readonly<Record<string, NdArray>>): Float64Array {
  const { inputs, y } = traceLayer(sample, [1]);
  return numbersOf(evaluate({ name: "layer", inputs, outputs: [["y", y]] }, arrays).y as NdArray);
}

/** The same arrays with an input unit set to `value` at all its places. */
function withUnit(sample: LayerSample, unit: number, value: number): Readonly<Record<string, NdArray>> {
  const arrays = sampleArrays(sample, [1]);
  const x = arrays.x as NdArray;
  const places = sizeOf(sample.inputShape.slice(1));
  const data = Float64Array.from(numbersOf(x));
  data.fill(value, unit * places, (unit + 1) * places);
  return { ...arrays, x: ndArray(x.shape, data) };
}

const samples = LAYER_SAMPLES.filter((sample) => sampleModel(sample).layers[0]?.units !== undefined);
const factsOf = (sample: LayerSample) =>
  sampleModel(sample).layers[0] as ReturnType<typeof sampleModel>["layers"][number];

it("most layers say how their units hang together", () => {
  expect(samples.length).toBeGreaterThan(20);
});

describe.each(samples.filter((sample) => factsOf(sample).units?.continues !== undefined))("$title", (sample) => {
  const { units, outputShape } = factsOf(sample);

  it("lets an input unit act on just those units that go it on", () => {
    for (let unit = 0; unit < (sample.inputShape[0] as number); unit++) {
      const [one, two] = [outputOf(sample, withUnit(sample, unit, 0.3)), outputOf(sample, withUnit(sample, unit, 0.9))];
      const places = sizeOf(outputShape.slice(1));
      const changed = Array.from({ length: outputShape[0] as number }, (_, own) =>
        one.slice(own * places, (own + 1) * places).some((value, i) => value !== two[own * places + i]),
      );
      const expected = changed.map((_, own) => units?.continues?.(own).some(([, source]) => source === unit));
      expect(changed).toEqual(expected);
    }
  });
});

describe.each(samples.filter((sample) => factsOf(sample).units?.affine !== undefined))("$title", (sample) => {
  const { units, outputShape } = factsOf(sample);

  it("is scale * input + shift at inference, as it says (1e-9)", () => {
    const arrays = sampleArrays(sample, [1]);
    const read = (name: string) => Float32Array.from(numbersOf(arrays[`${factsOf(sample).name}/${name}`] as NdArray));
    const { scale, shift } = units?.affine?.(read) ?? {};
    const x = numbersOf(arrays.x as NdArray);
    const places = sizeOf(outputShape.slice(1));
    outputOf(sample, arrays).forEach((value, i) => {
      const unit = Math.floor(i / places);
      expect(value).toBeCloseTo((scale?.[unit] ?? 1) * (x[i] as number) + (shift?.[unit] ?? 0), 9);
    });
  });
});

describe.each(samples.filter((sample) => factsOf(sample).units?.mixing?.isLinear === true && sample.title !== "dense"))(
  "$title",
  (sample) => {
    it("says what a constant channel adds at every place, or that it differs from place to place", () => {
      const { units, outputShape, name } = factsOf(sample);
      const kernel = Float32Array.from(numbersOf(sampleArrays(sample, [1])[`${name}/kernel`] as NdArray));
      for (let unit = 0; unit < (sample.inputShape[0] as number); unit++) {
        const [none, some] = [
          outputOf(sample, withUnit(sample, unit, 0)),
          outputOf(sample, withUnit(sample, unit, 0.7)),
        ];
        const added = some.map((value, i) => value - (none[i] as number));
        const places = sizeOf(outputShape.slice(1));
        const own = (filter: number) => added.slice(filter * places, (filter + 1) * places);
        const isEven = Array.from({ length: outputShape[0] as number }, (_, filter) =>
          own(filter).every((value) => Math.abs(value - (own(filter)[0] as number)) < 1e-9),
        ).every(Boolean);
        const effect = units?.mixing?.effectOfConstant(kernel, unit, [0.7, 0.7]);
        expect(effect !== undefined).toBe(isEven);
        effect?.forEach((value, filter) => {
          expect(value).toBeCloseTo(own(filter)[0] as number, 6);
        });
        expect(units?.mixing?.effectOfConstant(kernel, unit, [0.7, 0.6])).toBeUndefined();
      }
    });
  },
);
