/**
 * Convolution (without flipping: cross-correlation, as in every network library) over 1 or 2 spatial axes, and its two
 * gradients. With y = conv(x, w), the number <g, y> is linear in each of x, w and g; so conv and its gradients
 * are each other's derivatives, to any order.
 */
import { occamError } from "../../errors.ts";
import { sizeOf } from "../../tensor/tensor.ts";
import { type NdArray, ndArray, numbersOf } from "../nd-array.ts";
import { apply, defineOp, formatShape, type OnnxAttribute, type Value } from "../value.ts";
import {
  forEachWindowPlace,
  spatialLengths,
  unusedPlaces,
  type WindowAttributes,
  windowCounts,
} from "./conv-geometry.ts";
import { convProduct, inputGradientProduct } from "./conv-product.ts";
import { kernelGradient } from "./kernel-gradient.ts";

export interface ConvAttributes extends WindowAttributes {
  /** Channels fall into this many groups, each with its own kernels. */
  readonly groups: number;
}

interface ConvGradientAttributes extends ConvAttributes {
  /** Spatial lengths of what the gradient belongs to: they do not follow from the other two where strides leave a rest. */
  readonly size: readonly number[];
}

/** x [N, C, *lengths], kernel [M, C / groups, *window] -> [N, M, *places]; N may be known only at run time. ONNX's Conv. */
export const convOp = defineOp<ConvAttributes>({
  type: "Conv",
  infer: (inputs, attributes) => {
    const [x, kernel] = inputs as [Value, Value];
    requireChannels(x, kernel, attributes.groups);
    const places = windowCounts(spatialLengths(x, "conv"), spatialLengths(kernel, "conv"), attributes, "conv");
    return [{ dtype: x.dtype, shape: [x.shape[0] ?? 1, kernel.shape[0] ?? 1, ...places] }];
  },
  vjp: ({ inputs, attributes }, [grad]) => {
    if (grad === undefined) return [undefined, undefined];
    const [x, kernel] = inputs as [Value, Value];
    return [inputGradientLike(x, grad, kernel, attributes), kernelGradientLike(kernel, x, grad, attributes)];
  },
  reference: (inputs, attributes) => {
    const [x, kernel] = inputs as [NdArray, NdArray];
    const places = windowCounts(x.shape.slice(2), kernel.shape.slice(2), attributes, "conv");
    const y = zeros([x.shape[0] as number, kernel.shape[0] as number, ...places], x);
    const [from, weights, to] = [x, kernel, y].map(numbersOf) as [Float64Array, Float64Array, Float64Array];
    forEachProduct({ x: x.shape, kernel: kernel.shape, y: y.shape }, attributes, (xAt, kernelAt, yAt) => {
      to[yAt] = (to[yAt] as number) + (from[xAt] as number) * (weights[kernelAt] as number);
    });
    return [y];
  },
  compiled: (attributes) => ({
    kind: "composite",
    values: ({ inputs }) => [convProduct(inputs[0] as Value, inputs[1] as Value, attributes)],
  }),
  onnx: ({ inputs, attributes }) => ({ type: "Conv", attributes: onnxAttributes(inputs[1] as Value, attributes) }),
  samples: convSamples().map(({ x, kernel, attributes }) => ({
    inputs: [{ shape: x }, { shape: kernel }],
    attributes,
  })),
});

export function conv(x: Value, kernel: Value, attributes: ConvAttributes): Value {
  return apply(convOp, [x, kernel], attributes);
}

/** Gradient of x, from that of y and the kernel. ONNX's ConvTranspose. */
export const convInputGradientOp = defineOp<ConvGradientAttributes>({
  type: "ConvInputGradient",
  infer: (inputs, { groups, size }) => {
    const [grad, kernel] = inputs as [Value, Value];
    return [{ dtype: grad.dtype, shape: [grad.shape[0] ?? 1, Number(kernel.shape[1]) * groups, ...size] }];
  },
  vjp: ({ inputs, attributes }, [gradX]) => {
    if (gradX === undefined) return [undefined, undefined];
    const [grad, kernel] = inputs as [Value, Value];
    return [conv(gradX, kernel, windowOf(attributes)), kernelGradientLike(kernel, gradX, grad, attributes)];
  },
  reference: (inputs, attributes) => {
    const [grad, kernel] = inputs as [NdArray, NdArray];
    const x = zeros(
      [grad.shape[0] as number, (kernel.shape[1] as number) * attributes.groups, ...attributes.size],
      grad,
    );
    const [to, weights, from] = [x, kernel, grad].map(numbersOf) as [Float64Array, Float64Array, Float64Array];
    forEachProduct({ x: x.shape, kernel: kernel.shape, y: grad.shape }, attributes, (xAt, kernelAt, yAt) => {
      to[xAt] = (to[xAt] as number) + (from[yAt] as number) * (weights[kernelAt] as number);
    });
    return [x];
  },
  compiled: (attributes) => ({
    kind: "composite",
    values: ({ inputs }) => [inputGradientProduct(inputs[0] as Value, inputs[1] as Value, attributes)],
  }),
  onnx: ({ inputs, attributes }) => {
    const kernel = inputs[1] as Value;
    const rest = unusedPlaces(attributes.size, spatialLengths(kernel, "conv"), attributes);
    return {
      type: "ConvTranspose",
      attributes: { ...onnxAttributes(kernel, attributes), output_padding: { kind: "ints", value: rest } },
    };
  },
  samples: convSamples().map(({ x, kernel, y, attributes }) => ({
    inputs: [{ shape: y }, { shape: kernel }],
    attributes: { ...attributes, size: x.slice(2) },
  })),
});

export function convInputGradient(grad: Value, kernel: Value, attributes: ConvGradientAttributes): Value {
  return apply(convInputGradientOp, [grad, kernel], attributes);
}

/** Gradient of the kernel, from x and the gradient of y. */
export const convKernelGradientOp = defineOp<ConvGradientAttributes>({
  type: "ConvKernelGradient",
  infer: (inputs, { groups, size }) => {
    const [x, grad] = inputs as [Value, Value];
    return [{ dtype: x.dtype, shape: [Number(grad.shape[1]), Number(x.shape[1]) / groups, ...size] }];
  },
  vjp: ({ inputs, attributes }, [gradKernel]) => {
    if (gradKernel === undefined) return [undefined, undefined];
    const [x, grad] = inputs as [Value, Value];
    return [inputGradientLike(x, grad, gradKernel, attributes), conv(x, gradKernel, windowOf(attributes))];
  },
  lower: ({ inputs, outputs, attributes }) => {
    const [x, grad] = inputs as [Value, Value];
    const kernel = outputs[0] as Value;
    return [kernelGradient(x, grad, kernel, attributes)];
  },
  samples: convSamples().map(({ x, y, kernel, attributes }) => ({
    inputs: [{ shape: x }, { shape: y }],
    attributes: { ...attributes, size: kernel.slice(2) },
  })),
});

function inputGradientLike(x: Value, grad: Value, kernel: Value, attributes: ConvAttributes): Value {
  return convInputGradient(grad, kernel, { ...windowOf(attributes), size: spatialLengths(x, "conv") });
}

function kernelGradientLike(kernel: Value, x: Value, grad: Value, attributes: ConvAttributes): Value {
  return apply(convKernelGradientOp, [x, grad], { ...windowOf(attributes), size: spatialLengths(kernel, "conv") });
}

function windowOf({ strides, pads, dilations, groups }: ConvAttributes): ConvAttributes {
  return { strides, pads, dilations, groups };
}

function onnxAttributes(kernel: Value, attributes: ConvAttributes): Readonly<Record<string, OnnxAttribute>> {
  return {
    kernel_shape: { kind: "ints", value: spatialLengths(kernel, "conv") },
    strides: { kind: "ints", value: attributes.strides },
    pads: { kind: "ints", value: attributes.pads },
    dilations: { kind: "ints", value: attributes.dilations },
    group: { kind: "int", value: attributes.groups },
  };
}

function requireChannels(x: Value, kernel: Value, groups: number): void {
  const [channels, filters, inner] = [x.shape[1], kernel.shape[0], kernel.shape[1]].map(Number) as [
    number,
    number,
    number,
  ];
  if (x.shape.length === kernel.shape.length && inner * groups === channels && filters % groups === 0) return;
  throw occamError("OCCAM_SHAPE", {
    where: "conv",
    expected: `x [N, C, ...] and kernel [M, C / ${groups}, ...], M a multiple of ${groups}`,
    received: `${formatShape(x.shape)} and ${formatShape(kernel.shape)}`,
  });
}

function zeros(shape: readonly number[], { dtype }: NdArray): NdArray {
  return ndArray(shape, new Float64Array(sizeOf(shape)), dtype);
}

interface ConvShapes {
  readonly x: readonly number[];
  readonly kernel: readonly number[];
  readonly y: readonly number[];
}

/** Calls `visit` with the positions in x, kernel and y of every product that a convolution sums. */
function forEachProduct(
  shapes: ConvShapes,
  attributes: ConvAttributes,
  visit: (xAt: number, kernelAt: number, yAt: number) => void,
): void {
  const [count, channels, ...lengths] = shapes.x as [number, number, ...number[]];
  const [filters, inner, ...window] = shapes.kernel as [number, number, ...number[]];
  const [xSize, kernelSize, ySize] = [sizeOf(lengths), sizeOf(window), sizeOf(shapes.y.slice(2))];
  forEachWindowPlace(lengths, window, attributes, (place, inputAt, within) => {
    for (let n = 0; n < count; n++) {
      for (let m = 0; m < filters; m++) {
        const firstChannel = Math.floor((m * attributes.groups) / filters) * inner;
        for (let c = 0; c < inner; c++) {
          const xAt = (n * channels + firstChannel + c) * xSize + inputAt;
          visit(xAt, (m * inner + c) * kernelSize + within, (n * filters + m) * ySize + place);
        }
      }
    }
  });
}

interface ConvSample extends ConvShapes {
  readonly attributes: ConvAttributes;
}

/** Plain; padded unevenly with a stride that leaves a rest; dilated; grouped; depthwise; over one axis; many channels; padded beyond the window. */
function convSamples(): readonly ConvSample[] {
  const plain = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], groups: 1 };
  return [
    { x: [2, 3, 5, 4], kernel: [4, 3, 3, 2], y: [2, 4, 3, 3], attributes: plain },
    {
      x: [2, 2, 6, 5],
      kernel: [3, 2, 3, 2],
      y: [2, 3, 3, 2],
      attributes: { ...plain, strides: [2, 3], pads: [1, 0, 0, 1] },
    },
    {
      x: [1, 2, 7, 8],
      kernel: [2, 2, 2, 3],
      y: [1, 2, 3, 6],
      attributes: { ...plain, strides: [2, 1], dilations: [2, 3], pads: [0, 2, 0, 2] },
    },
    { x: [2, 4, 4, 4], kernel: [6, 2, 2, 2], y: [2, 6, 3, 3], attributes: { ...plain, groups: 2 } },
    {
      x: [3, 3, 6, 6],
      kernel: [6, 1, 3, 3],
      y: [3, 6, 3, 3],
      attributes: { ...plain, groups: 3, strides: [2, 2], pads: [1, 1, 1, 1] },
    },
    {
      x: [2, 3, 9],
      kernel: [2, 3, 3],
      y: [2, 2, 4],
      attributes: { strides: [2], pads: [1, 0], dilations: [1], groups: 1 },
    },
    {
      x: [2, 8, 6, 5],
      kernel: [3, 8, 2, 3],
      y: [2, 3, 3, 3],
      attributes: { ...plain, strides: [2, 1], dilations: [1, 2], pads: [1, 1, 0, 1] },
    },
    { x: [2, 2, 3, 4], kernel: [3, 2, 1, 2], y: [2, 3, 5, 6], attributes: { ...plain, pads: [1, 2, 1, 1] } },
  ];
}

export const CONV_OPS = [convOp, convInputGradientOp, convKernelGradientOp] as const;
