/** Node's own modules without an import, which bundlers for the web would have to resolve. */

interface NodeProcess {
  getBuiltinModule?(name: string): unknown
}

/** A module of Node, or undefined elsewhere. The caller knows its type. */
export function nodeModule<T>(name: `node:${string}`): T | undefined {
  const { process } = globalThis as { process?: NodeProcess }
  return process?.getBuiltinModule?.(name) as T | undefined
}
