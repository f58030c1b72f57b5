/** Protocol-buffer bytes to and from plain objects, as a schema says. No code is generated at run time. */
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { plainError } from "../errors.ts";
import { type Field, type FieldKind, type MessageSchema, type ModelProto, modelSchema } from "./schema.ts";

type Plain = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 64;

export function writeModel(model: ModelProto): Uint8Array {
  const writer = new BinaryWriter();
  writeMessage(writer, modelSchema, { ...model });
  return writer.finish();
}

/** @throws Error with code OCCAM_ONNX when the bytes are not an ONNX model. */
export function readModel(bytes: Uint8Array): ModelProto {
  try {
    const model: ModelProto = readMessage(new BinaryReader(bytes), bytes.length, modelSchema, 0);
    // The opsets stand behind the graph, so that a file cut off between the two is known by their absence.
    if (model.graph !== undefined && model.irVersion !== undefined && model.opsets !== undefined) return model;
  } catch {
    // Whatever the reader stumbles on, the bytes are at fault.
  }
  throw plainError("OCCAM_ONNX", "These bytes are not an ONNX model: the file is damaged or of another format.");
}

function writeMessage(writer: BinaryWriter, schema: MessageSchema, message: Plain): void {
  for (const [name, field] of Object.entries(schema)) {
    const value = message[name];
    if (value === undefined) continue;
    const items = field.repeated ? (value as readonly unknown[]) : [value];
    for (const item of items) writeField(writer, field, item);
  }
}

function writeField(writer: BinaryWriter, field: Field, value: unknown): void {
  const kind = field.kind();
  if (kind === "int64") writer.tag(field.id, WireType.Varint).int64(value as number);
  else if (kind === "float") writer.tag(field.id, WireType.Bit32).float(value as number);
  else if (kind === "string") writer.tag(field.id, WireType.LengthDelimited).string(value as string);
  else if (kind === "bytes") writer.tag(field.id, WireType.LengthDelimited).bytes(value as Uint8Array);
  else {
    writer.tag(field.id, WireType.LengthDelimited).fork();
    writeMessage(writer, kind, value as Plain);
    writer.join();
  }
}

function readMessage(reader: BinaryReader, end: number, schema: MessageSchema, depth: number): Record<string, unknown> {
  if (depth > MAX_DEPTH) throw new RangeError("too deep");
  const byId = fieldsById(schema);
  const message: Record<string, unknown> = {};
  while (reader.pos < end) {
    const [id, wire] = reader.tag();
    const found = byId.get(id);
    if (found === undefined) reader.skip(wire, id);
    else store(message, found.name, found.field, readValues(reader, found.field.kind(), wire, depth));
  }
  if (reader.pos !== end) throw new RangeError("truncated");
  return message;
}

function store(message: Record<string, unknown>, name: string, field: Field, values: readonly unknown[]): void {
  if (!field.repeated) {
    message[name] = values.at(-1);
    return;
  }
  // Appended in place: copying the list for each entry would take hours for a file of many small ones.
  const list = (message[name] ?? []) as unknown[];
  for (const value of values) list.push(value);
  message[name] = list;
}

/** One value, or several where numbers are packed. */
function readValues(reader: BinaryReader, kind: FieldKind, wire: WireType, depth: number): readonly unknown[] {
  const readOne = () => (kind === "float" ? reader.float() : Number(reader.int64()));
  if (kind === "int64" || kind === "float") {
    if (wire !== WireType.LengthDelimited) return [readOne()];
    const end = boundedEnd(reader);
    const values: number[] = [];
    while (reader.pos < end) values.push(readOne());
    return values;
  }
  if (kind === "string") return [reader.string()];
  if (kind === "bytes") return [reader.bytes()];
  return [readMessage(reader, boundedEnd(reader), kind, depth + 1)];
}

function boundedEnd(reader: BinaryReader): number {
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw new RangeError("truncated");
  return end;
}

const indexes = new WeakMap<MessageSchema, ReadonlyMap<number, { readonly name: string; readonly field: Field }>>();

function fieldsById(schema: MessageSchema): ReadonlyMap<number, { readonly name: string; readonly field: Field }> {
  const known = indexes.get(schema);
  if (known !== undefined) return known;
  const index = new Map(Object.entries(schema).map(([name, field]) => [field.id, { name, field }]));
  indexes.set(schema, index);
  return index;
}
