/** Windows over the places of sequences [channels, length] and images [channels, height, width]: options and arithmetic. */
import { describe, occamError, optionError, requireCount } from "../errors.ts";
import { count, type Field, type JsonSchema, oneOf, optional } from "../options/field.ts";

/** One number for all spatial axes, or one for each: [height, width]. */
export type Sizes = number | readonly number[];

/** "valid": windows stay inside; "same": zeros around, so that the result has ceil(length / stride) places. */
export type Padding = "valid" | "same";

/** @throws RangeError with code OCCAM_OPTION unless each number is whole and at least 1, one for each of `axisCount`. */
export function toSizes(where: string, value: Sizes, axisCount: number): readonly number[] {
  if (!Array.isArray(value)) {
    requireCount(where, value);
    return new Array<number>(axisCount).fill(value);
  }
  if (value.length !== axisCount) {
    const expected = axisCount === 1 ? "one whole number" : `one whole number or ${axisCount} of them`;
    throw optionError({ where, expected, received: describe(value) });
  }
  value.forEach((size, axis) => {
    requireCount(`${where}[${axis}]`, size);
  });
  return value;
}

/** The option for a size along sequences. */
export const LENGTH: Field<number> = sizes(1, count().schema);

/** The option for sizes along images: one for both axes, or one for each. */
export const AREA: Field<number | readonly [height: number, width: number]> = sizes(2, {
  anyOf: [count().schema, { type: "array", items: count().schema, minItems: 2, maxItems: 2 }],
});

/** The option for a padding. */
export const PADDING = optional(oneOf(["valid", "same"]), "valid");

function sizes(axisCount: number, schema: JsonSchema) {
  return {
    expected: axisCount === 1 ? "one whole number" : `one whole number or ${axisCount} of them`,
    // toSizes refuses what is neither.
    check: (where: string, value: unknown) => void toSizes(where, value as Sizes, axisCount),
    schema,
  };
}

/** How a layer's windows lie. */
export interface Windows {
  /** Name of the option that says how large a window is. */
  readonly option: string;
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
}

/** Zeros around each axis, those before the begins first, and the places of the result. */
export interface WindowPlan {
  readonly pads: readonly number[];
  readonly places: readonly number[];
}

/**
 * Keras's rule. "same": ceil(length / stride) places; as many zeros as the windows need, half of them, rounded down,
 * before. "valid": floor((length - extent) / stride) + 1 places, with the extent (size - 1) * dilation + 1.
 * @throws Error with code OCCAM_SHAPE where a window does not fit.
 */
export function planWindows(layer: string, lengths: readonly number[], windows: Windows): WindowPlan {
  const extents = windows.size.map((size, axis) => (size - 1) * (windows.dilations[axis] as number) + 1);
  if (windows.padding === "valid") {
    requireRoom(layer, lengths, extents, windows.option);
    const places = lengths.map((length, axis) =>
      Math.floor((length - (extents[axis] as number)) / (windows.strides[axis] as number) + 1),
    );
    return { places, pads: [...lengths, ...lengths].map(() => 0) };
  }
  const places = lengths.map((length, axis) => Math.ceil(length / (windows.strides[axis] as number)));
  const zeros = lengths.map((length, axis) => {
    const reach = ((places[axis] as number) - 1) * (windows.strides[axis] as number) + (extents[axis] as number);
    return Math.max(0, reach - length);
  });
  return {
    places,
    pads: [...zeros.map((count) => Math.floor(count / 2)), ...zeros.map((count) => Math.ceil(count / 2))],
  };
}

function requireRoom(layer: string, lengths: readonly number[], extents: readonly number[], option: string): void {
  if (lengths.every((length, axis) => length >= (extents[axis] as number))) return;
  throw occamError("OCCAM_SHAPE", {
    where: layer,
    expected: `inputs of at least ${extents.join(" x ")} places`,
    received: lengths.join(" x "),
    fix: `use padding "same" or a smaller ${option}`,
  });
}

const AXIS_NAMES = [["length"], ["height", "width"]] as const;

/**
 * The channels and the spatial lengths of one example.
 * @throws Error with code OCCAM_SHAPE unless there are `axisCount` (1 or 2) spatial axes behind the channels.
 */
export function requireChannels(
  layer: string,
  inputShape: readonly number[],
  axisCount: number,
): { readonly channels: number; readonly lengths: readonly number[] } {
  const [channels, ...lengths] = inputShape;
  if (channels !== undefined && lengths.length === axisCount) return { channels, lengths };
  const axes = ["channels", ...(AXIS_NAMES[axisCount - 1] ?? [])].join(", ");
  const target = inputShape.length === axisCount ? ["1", ...inputShape].join(", ") : axes;
  throw occamError("OCCAM_SHAPE", {
    where: layer,
    expected: `inputs [*, ${axes}]`,
    received: `[${["*", ...inputShape].join(", ")}]`,
    fix: `put reshape({ targetShape: [${target}] }) before it`,
  });
}
