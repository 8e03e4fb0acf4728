/**
 * WebAssembly, as far as it is used here: how a compiled kernel is started, in every runtime.
 *
 * A kernel comes as a compiled module, because a worker may not compile one, and works in memory that
 * its caller lays out. Every caller has a plain twin for where there is no kernel.
 */

/** A compiled kernel: a WebAssembly.Module, which a worker imports and others compile. */
export type Kernel = object

// Every runtime has WebAssembly, but each declares types of its own; this is the part used here.
interface WebAssemblyApi {
  readonly compile: (bytes: Uint8Array) => Promise<Kernel>
  readonly Memory: new (size: {
    readonly initial: number
    readonly maximum?: number
    readonly shared?: boolean
  }) => { readonly buffer: ArrayBuffer }
  readonly Instance: new (kernel: Kernel, imports: object) => { readonly exports: object }
}

const { compile, Memory, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi })
  .WebAssembly

/** Compiles the bytes of a kernel, where the runtime allows it: in Node and browsers. */
export const compileKernel = compile

/** An instance of `kernel` and its memory of at least `bytes`, all zero. */
export function startKernel<Exports>(
  kernel: Kernel,
  bytes: number,
): { readonly buffer: ArrayBuffer; readonly exports: Exports } {
  const memory = new Memory({ initial: Math.ceil(bytes / 65536) })
  return { buffer: memory.buffer, exports: joinKernel(kernel, memory) }
}

/** Memory that threads may share; posted to another thread, it stays the same memory. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer
}

/** Shared memory of `pages` of 64 KiB, all zero; it never grows. */
export function createSharedMemory(pages: number): SharedMemory {
  return new Memory({ initial: pages, maximum: pages, shared: true }) as unknown as SharedMemory
}

/** What a module exports once it runs with `imports`. */
export function instantiate<Exports>(kernel: Kernel, imports: object): Exports {
  return new Instance(kernel, imports).exports as Exports
}

/** An instance of `kernel` in memory that others may have as well. */
export function joinKernel<Exports>(kernel: Kernel, memory: object): Exports {
  return instantiate(kernel, { env: { memory } })
}

/** Lays out a kernel's memory part by part, each from a multiple of 16, which SIMD reads fastest. */
export function createPlan() {
  let end = 0
  return {
    /** Where the next part, of `bytes` bytes, begins. */
    place(bytes: number): number {
      const at = end
      end = Math.ceil((at + bytes) / 16) * 16
      return at
    },
    /** Bytes of all parts so far. */
    end: () => end,
  }
}
