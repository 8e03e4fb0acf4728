/** Reads JSON of other programs without trusting it: values that are missing or of another type are empty. */

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether `value` is an object, and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text or number under `key`, as text; else empty. */
export function textIn(object: JsonObject, key: string): string {
  const value = Object.hasOwn(object, key) ? object[key] : ''
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** The object under `key`; else an empty one. */
export function objectIn(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isObject(value) ? value : {}
}

/** The objects in the list under `key`. */
export function listIn(object: JsonObject, key: string): JsonObject[] {
  const value = object[key]
  return Array.isArray(value) ? value.filter(isObject) : []
}
