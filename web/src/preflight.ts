/** What this browser can do for a prover. */
import { byId, create } from './dom.ts'

/** The least module with a 128-bit vector in it. */
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0],
  ...[65, 0, 253, 15, 253, 98, 11],
)

/** Whether proving works here; verifying always does. */
export const canProve = (): boolean => typeof WebAssembly === 'object' && WebAssembly.validate(SIMD_MODULE)

/** Lists threads, vector instructions, isolation and memory. */
export function showPreflight(): void {
  const cores = navigator.hardwareConcurrency
  const isolated = globalThis.crossOriginIsolated === true
  const memory = (navigator as { readonly deviceMemory?: number }).deviceMemory
  const facts: readonly (readonly [name: string, value: string, good: boolean, more: string])[] = [
    ['Threads', `1 of ${cores}`, true, 'The prover runs in one worker; this page stays responsive.'],
    [
      'SIMD',
      canProve() ? 'yes' : 'missing',
      canProve(),
      'Vector instructions of WebAssembly; needed to prove.',
    ],
    [
      'Isolated',
      isolated ? 'yes' : 'no',
      true,
      isolated
        ? 'Memory can be shared between threads.'
        : 'Memory cannot be shared between threads; proving works all the same.',
    ],
    ['Memory', memory === undefined ? 'unknown' : `${memory} GB`, true, 'As the browser tells it.'],
  ]
  byId('preflight').replaceChildren(
    ...facts.map(([name, value, good, more]) =>
      create(
        'div',
        { title: more },
        create('dt', { text: name }),
        create('dd', { text: value, class: good ? undefined : 'missing' }),
      ),
    ),
  )
}
