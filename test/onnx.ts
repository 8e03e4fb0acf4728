/**
 * Just enough of ONNX to write a small model: a graph of nodes and weights, as protobuf bytes.
 *
 * Written by hand because a library would be larger than all the models it would write.
 * Field numbers are those of onnx.proto3, IR version 8.
 */

/** A constant of the graph. */
export interface OnnxTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array | Float16Array | BigInt64Array | Int8Array
  /** Where its bytes lie if not in the graph: a file beside it, and an offset. */
  readonly apart?: { readonly file: string; readonly offset: number }
}

/** An operator: its inputs, outputs and attributes, which are whole numbers or lists of these. */
export interface OnnxNode {
  readonly type: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>
}

/** An input or output of the graph; a dimension that is a name is of any size. */
export interface OnnxValue {
  readonly name: string
  readonly type: keyof typeof types
  readonly shape: readonly (number | string)[]
}

/** A model that runs its nodes in order. */
export interface OnnxGraph {
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  readonly weights: readonly OnnxTensor[]
  readonly nodes: readonly OnnxNode[]
}

const types = { float32: 1, int8: 3, int64: 7, float16: 10 } as const
const opset = 17

/** The bytes of a `.onnx` file. */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
  return message(
    number(1, 8),
    text(2, 'edgewise tests'),
    nested(7, encodeGraph(graph)),
    nested(8, message(text(1, ''), number(2, opset))),
  )
}

function encodeGraph({ nodes, weights, inputs, outputs }: OnnxGraph): Uint8Array {
  return message(
    ...nodes.map((node) => nested(1, encodeNode(node))),
    text(2, 'tiny'),
    ...weights.map((tensor) => nested(5, encodeTensor(tensor))),
    ...inputs.map((value) => nested(11, encodeValue(value))),
    ...outputs.map((value) => nested(12, encodeValue(value))),
  )
}

function encodeNode({ type, inputs, outputs, attributes = {} }: OnnxNode): Uint8Array {
  return message(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(3, outputs[0]),
    text(4, type),
    ...Object.entries(attributes).map(([name, value]) =>
      nested(
        5,
        typeof value === 'number'
          ? message(text(1, name), number(3, value), number(20, 2))
          : message(text(1, name), ...value.map((one) => number(8, one)), number(20, 7)),
      ),
    ),
  )
}

function encodeTensor({ name, shape, values, apart }: OnnxTensor): Uint8Array {
  const entry = (key: string, value: string | number) =>
    nested(13, message(text(1, key), text(2, String(value))))
  return message(
    ...shape.map((size) => number(1, size)),
    number(2, typeOf(values)),
    text(8, name),
    ...(apart
      ? [
          entry('location', apart.file),
          entry('offset', apart.offset),
          entry('length', values.byteLength),
          number(14, 1),
        ]
      : [nested(9, bytesOf(values))]),
  )
}

function typeOf(values: OnnxTensor['values']): number {
  if (values instanceof Float32Array) return types.float32
  if (values instanceof Float16Array) return types.float16
  return values instanceof Int8Array ? types.int8 : types.int64
}

function bytesOf(values: OnnxTensor['values']): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** `graph` with its float32 weights in a file called `file`, and that file's bytes. */
export function moveFloatsApart(
  graph: OnnxGraph,
  file: string,
): { readonly graph: OnnxGraph; readonly data: Uint8Array } {
  const parts: Uint8Array[] = []
  let offset = 0
  const weights = graph.weights.map((tensor) => {
    if (!(tensor.values instanceof Float32Array)) return tensor
    const moved = { ...tensor, apart: { file, offset } }
    parts.push(bytesOf(tensor.values))
    offset += tensor.values.byteLength
    return moved
  })
  return { graph: { ...graph, weights }, data: message(...parts) }
}

function encodeValue({ name, type, shape }: OnnxValue): Uint8Array {
  const dimensions = shape.map((size) =>
    nested(1, typeof size === 'number' ? number(1, size) : text(2, size)),
  )
  const tensor = message(number(1, types[type]), nested(2, message(...dimensions)))
  return message(text(1, name), nested(2, nested(1, tensor)))
}

function message(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}

/** Field `id` with a whole number; a negative one takes ten bytes in protobuf. */
function number(id: number, value: number): Uint8Array {
  return message(varint(BigInt(id << 3)), varint(BigInt.asUintN(64, BigInt(value))))
}

function text(id: number, value: string): Uint8Array {
  return nested(id, new TextEncoder().encode(value))
}

function nested(id: number, bytes: Uint8Array): Uint8Array {
  return message(varint(BigInt((id << 3) | 2)), varint(BigInt(bytes.length)), bytes)
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return Uint8Array.from([...bytes, Number(rest)])
    bytes.push(Number(rest & 127n) | 128)
  }
}
