import { type NdArray, ndArray, numbersOf } from "../nd-array.ts";
import { apply, defineOp, type Value } from "../value.ts";

interface TextToIndexAttributes {
  readonly keys: readonly string[];
  /** Other texts that stand for a position. */
  readonly aliases?: readonly (readonly [text: string, position: number])[];
}

/** Position of each text among `keys`, or that of the alias it is; keys.length for any other (ai.onnx.ml LabelEncoder). */
export const textToIndexOp = defineOp<TextToIndexAttributes>({
  type: "TextToIndex",
  infer: ([x]) => [{ dtype: "int64", shape: (x as Value).shape }],
  nondifferentiable: true,
  reference: ([x], { keys, aliases = [] }) => {
    const positions = new Map([...keys.map((key, i) => [key, i] as const), ...aliases]);
    const found = ((x as NdArray).data as readonly string[]).map((text) => positions.get(text) ?? keys.length);
    return [ndArray((x as NdArray).shape, found, "int64")];
  },
  onnx: ({ attributes: { keys, aliases = [] } }) => ({
    type: "LabelEncoder",
    domain: "ai.onnx.ml",
    attributes: {
      keys_strings: { kind: "strings", value: [...keys, ...aliases.map(([text]) => text)] },
      values_int64s: { kind: "ints", value: [...keys.keys(), ...aliases.map(([, position]) => position)] },
      default_int64: { kind: "int", value: keys.length },
    },
  }),
  samples: [
    { inputs: [{ shape: [4], dtype: "string", strings: ["b", "a", "zz", ""] }], attributes: { keys: ["a", "b", ""] } },
    {
      inputs: [{ shape: [4], dtype: "string", strings: ["B", "a", "zz", " b"] }],
      attributes: { keys: ["a", "b"], aliases: [["B", 1] as const, [" b", 1] as const] },
    },
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

export function textToIndex(
  x: Value,
  keys: readonly string[],
  aliases: NonNullable<TextToIndexAttributes["aliases"]> = [],
): Value {
  return apply(textToIndexOp, [x], aliases.length === 0 ? { keys } : { keys, aliases });
}

export function indexToText(x: Value, texts: readonly string[]): Value {
  return apply(indexToTextOp, [x], { texts });
}

export const LABEL_OPS = [textToIndexOp, indexToTextOp] as const;
