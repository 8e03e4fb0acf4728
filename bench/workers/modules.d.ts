// Modules that workerd's configuration names.
declare module 'scan.wasm' {
  const kernel: object
  export default kernel
}
declare module 'model.bin' {
  const bytes: ArrayBuffer
  export default bytes
}
