/** What this browser can do for a prover. */
import { byId, create } from './dom.ts'
import type { Capabilities } from './prover-api.ts'

/** The least module with a 128-bit vector in it. */
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0],
  ...[65, 0, 253, 15, 253, 98, 11],
)

/** Whether proving works here; verifying always does. */
export const canProve = (): boolean => typeof WebAssembly === 'object' && WebAssembly.validate(SIMD_MODULE)

/** Lists threads, vector instructions, isolation and memory; threads as soon as the prover has answered. */
export function showPreflight(prover?: Capabilities): void {
  const cores = navigator.hardwareConcurrency
  const isolated = globalThis.crossOriginIsolated === true
  const memory = (navigator as { readonly deviceMemory?: number }).deviceMemory
  const threads = prover === undefined ? '…' : `${prover.threads} of ${cores}`
  byId('preflight').replaceChildren(
    fact('Threads', threads, prover?.reason ?? 'The prover is starting.'),
    fact(
      'SIMD',
      canProve() ? 'yes' : 'missing',
      'Vector instructions of WebAssembly, needed to prove.',
      canProve(),
    ),
    fact('Isolated', isolated ? 'yes' : 'no', isolated ? SHARED : ALONE),
    fact('Memory', memory === undefined ? 'unknown' : `${memory} GB`, 'As the browser tells it.'),
  )
}

const SHARED = 'Threads can share memory.'
const ALONE = 'Threads cannot share memory, so one proves alone.'

const fact = (name: string, value: string, more: string, good = true): HTMLElement =>
  create(
    'div',
    { title: more },
    create('dt', { text: name }),
    create('dd', { text: value, class: good ? undefined : 'missing' }),
  )
