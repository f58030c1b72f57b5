import { type NdArray, ndArray, numbersOf } from "../nd-array.ts";
import { apply, defineOp, type Value } from "../value.ts";

interface TextToIndexAttributes {
  readonly keys: readonly string[];
}

/** Position of each text among `keys`; keys.length for a text that is not among them (ai.onnx.ml LabelEncoder). */
export const textToIndexOp = defineOp<TextToIndexAttributes>({
  type: "TextToIndex",
  infer: ([x]) => [{ dtype: "int64", shape: (x as Value).shape }],
  nondifferentiable: true,
  reference: ([x], { keys }) => {
    const positions = new Map(keys.map((key, i) => [key, i]));
    const found = ((x as NdArray).data as readonly string[]).map((text) => positions.get(text) ?? keys.length);
    return [ndArray((x as NdArray).shape, found, "int64")];
  },
  onnx: ({ attributes: { keys } }) => ({
    type: "LabelEncoder",
    domain: "ai.onnx.ml",
    attributes: {
      keys_strings: { kind: "strings", value: keys },
      values_int64s: { kind: "ints", value: keys.map((_, i) => i) },
      default_int64: { kind: "int", value: keys.length },
    },
  }),
  samples: [
    { inputs: [{ shape: [4], dtype: "string", strings: ["b", "a", "zz", ""] }], attributes: { keys: ["a", "b", ""] } },
  ],
});

interface IndexToTextAttributes {
  readonly texts: readonly string[];
}

/** The text at each index; empty for an index outside (ai.onnx.ml LabelEncoder). */
export const indexToTextOp = defineOp<IndexToTextAttributes>({
  type: "IndexToText",
  infer: ([x]) => [{ dtype: "string", shape: (x as Value).shape }],
  nondifferentiable: true,
  reference: ([x], { texts }) => [
    { dtype: "string", shape: (x as NdArray).shape, data: Array.from(numbersOf(x as NdArray), (i) => texts[i] ?? "") },
  ],
  onnx: ({ attributes: { texts } }) => ({
    type: "LabelEncoder",
    domain: "ai.onnx.ml",
    attributes: {
      keys_int64s: { kind: "ints", value: texts.map((_, i) => i) },
      values_strings: { kind: "strings", value: texts },
      default_string: { kind: "string", value: "" },
    },
  }),
  samples: [{ inputs: [{ shape: [3], dtype: "int64", low: 0, high: 3 }], attributes: { texts: ["x", "y", "z"] } }],
});

export function textToIndex(x: Value, keys: readonly string[]): Value {
  return apply(textToIndexOp, [x], { keys });
}

export function indexToText(x: Value, texts: readonly string[]): Value {
  return apply(indexToTextOp, [x], { texts });
}

export const LABEL_OPS = [textToIndexOp, indexToTextOp] as const;
