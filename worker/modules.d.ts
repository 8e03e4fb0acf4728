/**
 * Files that the worker carries inside it, as its bundler hands them over.
 *
 * They are built, so they are described here rather than looked at: the types hold
 * before `dist/` exists.
 */

/** A Data module: the bytes of a file. */
declare module '*.bin' {
  const bytes: ArrayBuffer
  export default bytes
}

/** A compiled module: what a worker cannot compile itself. */
declare module '*.wasm' {
  const module: WebAssembly.Module
  export default module
}
