/**
 * The messages of the ONNX file format that this library writes and reads: field numbers and types as in the public
 * onnx.proto (IR version 8). Fields left out here are skipped when read.
 */

export type FieldKind = "int64" | "float" | "string" | "bytes" | MessageSchema;

export interface Field {
  readonly id: number;
  /** A function, so that messages may contain themselves. */
  readonly kind: () => FieldKind;
  readonly repeated: boolean;
}

export type MessageSchema = Readonly<Record<string, Field>>;

const one = (id: number, kind: () => FieldKind): Field => ({ id, kind, repeated: false });
const many = (id: number, kind: () => FieldKind): Field => ({ id, kind, repeated: true });
const int64 = (): FieldKind => "int64";
const float = (): FieldKind => "float";
const string = (): FieldKind => "string";
const bytes = (): FieldKind => "bytes";

export interface OpsetProto {
  readonly domain?: string;
  readonly version?: number;
}
const opset: MessageSchema = { domain: one(1, string), version: one(2, int64) };

export interface EntryProto {
  readonly key?: string;
  readonly value?: string;
}
const entry: MessageSchema = { key: one(1, string), value: one(2, string) };

export interface DimensionProto {
  readonly value?: number;
  readonly parameter?: string;
}
const dimension: MessageSchema = { value: one(1, int64), parameter: one(2, string) };
const shape: MessageSchema = { dimensions: many(1, () => dimension) };
const tensorType: MessageSchema = { elementType: one(1, int64), shape: one(2, () => shape) };
const type: MessageSchema = { tensor: one(1, () => tensorType) };

export interface ValueInfoProto {
  readonly name?: string;
  readonly type?: {
    readonly tensor?: {
      readonly elementType?: number;
      readonly shape?: { readonly dimensions?: readonly DimensionProto[] };
    };
  };
}
const valueInfo: MessageSchema = { name: one(1, string), type: one(2, () => type) };

export interface TensorProto {
  readonly dimensions?: readonly number[];
  readonly dataType?: number;
  readonly strings?: readonly Uint8Array[];
  readonly name?: string;
  readonly raw?: Uint8Array;
  readonly external?: readonly EntryProto[];
}
const tensor: MessageSchema = {
  dimensions: many(1, int64),
  dataType: one(2, int64),
  strings: many(6, bytes),
  name: one(8, string),
  raw: one(9, bytes),
  external: many(13, () => entry),
};

export interface AttributeProto {
  readonly name?: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly g?: GraphProto;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly strings?: readonly Uint8Array[];
  readonly type?: number;
}
const attribute: MessageSchema = {
  name: one(1, string),
  f: one(2, float),
  i: one(3, int64),
  s: one(4, bytes),
  g: one(6, () => graph),
  floats: many(7, float),
  ints: many(8, int64),
  strings: many(9, bytes),
  type: one(20, int64),
};

export interface NodeProto {
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly attributes?: readonly AttributeProto[];
  readonly domain?: string;
}
const node: MessageSchema = {
  inputs: many(1, string),
  outputs: many(2, string),
  name: one(3, string),
  opType: one(4, string),
  attributes: many(5, () => attribute),
  domain: one(7, string),
};

export interface GraphProto {
  readonly nodes?: readonly NodeProto[];
  readonly name?: string;
  readonly initializers?: readonly TensorProto[];
  readonly inputs?: readonly ValueInfoProto[];
  readonly outputs?: readonly ValueInfoProto[];
}
const graph: MessageSchema = {
  nodes: many(1, () => node),
  name: one(2, string),
  initializers: many(5, () => tensor),
  inputs: many(11, () => valueInfo),
  outputs: many(12, () => valueInfo),
};

export interface ModelProto {
  readonly irVersion?: number;
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly graph?: GraphProto;
  readonly opsets?: readonly OpsetProto[];
  readonly metadata?: readonly EntryProto[];
  /** Model-local functions, undecoded: this library neither writes nor runs them. */
  readonly functions?: readonly Uint8Array[];
}

/** The message of a whole file. */
export const modelSchema: MessageSchema = {
  irVersion: one(1, int64),
  producerName: one(2, string),
  producerVersion: one(3, string),
  graph: one(7, () => graph),
  opsets: many(8, () => opset),
  metadata: many(14, () => entry),
  functions: many(25, bytes),
};
