/**
 * Files that are bundled with the worker, as its bundler imports them.
 *
 * They are built, so their types are declared here and hold before `dist/` exists.
 */

/** A Data module: the bytes of a file. */
declare module '*.bin' {
  const bytes: ArrayBuffer
  export default bytes
}

/** A compiled module, which a worker may not compile itself. */
declare module '*.wasm' {
  const module: WebAssembly.Module
  export default module
}
