/**
 * WebAssembly, as far as the house uses it: every runtime has it, and each declares it in
 * types of its own.
 */

/** A compiled kernel: a WebAssembly.Module, which a worker imports and others compile. */
export type Kernel = object

interface WebAssemblyApi {
  readonly compile: (bytes: Uint8Array) => Promise<Kernel>
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Instance: new (
    kernel: Kernel,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, unknown>> }
}

const { compile, Memory, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi })
  .WebAssembly

/** Compiles the bytes of a kernel, where a runtime may: Node and browsers. */
export const compileKernel = compile

/** What a module exports once it runs with `imports`. */
export function instantiate(kernel: Kernel, imports: object): Readonly<Record<string, unknown>> {
  return new Instance(kernel, imports).exports
}

/** A kernel running in memory of its own, zeroed, of at least `bytes` bytes; it never grows. */
export function startKernel(
  kernel: Kernel,
  bytes: number,
): { buffer: ArrayBuffer; exports: Readonly<Record<string, unknown>> } {
  const memory = new Memory({ initial: Math.ceil(bytes / 65536) })
  return { buffer: memory.buffer, exports: instantiate(kernel, { env: { memory } }) }
}
