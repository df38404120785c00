/** What this browser can do for a prover, and what the proof at hand asks of it. */
import type { Capabilities } from '../../src/index.ts'
import { byId, create } from './dom.ts'
import { formatBytes } from './format.ts'

/** The least module with a 128-bit vector in it. */
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0],
  ...[65, 0, 253, 15, 253, 98, 11],
)

/** Whether proving works here; verifying always does. */
export const canProve = (): boolean => typeof WebAssembly === 'object' && WebAssembly.validate(SIMD_MODULE)

/** A part of the device's memory above which the browser may end the page. */
const TOO_MUCH = 0.5
const GIGABYTE = 2 ** 30

/** Lists threads, vector instructions, isolation and memory; what is not known yet is left open. */
export function showPreflight(prover: Capabilities | undefined, memoryBytes: number | undefined): void {
  const isolated = globalThis.crossOriginIsolated === true
  const cores = navigator.hardwareConcurrency
  const device = (navigator as { readonly deviceMemory?: number }).deviceMemory
  const need = memoryBytes === undefined ? '…' : formatBytes(memoryBytes)
  byId('preflight').replaceChildren(
    fact('Threads', prover === undefined ? '…' : `${prover.threads} of ${cores}`),
    fact('SIMD', canProve() ? 'yes' : 'missing', canProve()),
    fact('Isolated', isolated ? 'yes' : 'no'),
    fact('Memory', device === undefined ? need : `${need} of ${device} GB`),
  )
  const note = noteOn(prover, memoryBytes, device)
  byId('preflight-note').textContent = note ?? ''
  byId('preflight-note').hidden = note === undefined
}

function noteOn(prover?: Capabilities, memoryBytes?: number, gigabytes?: number): string | undefined {
  if (!canProve()) return 'This browser has no WebAssembly SIMD: it can verify, but not prove.'
  if (memoryBytes && gigabytes && memoryBytes > TOO_MUCH * gigabytes * GIGABYTE)
    return 'This proof takes much of the memory of this device: the browser may end the page.'
  if (prover !== undefined && !prover.shared) return `One thread proves alone: ${prover.reason}.`
  return undefined
}

const fact = (name: string, value: string, good = true): HTMLElement =>
  create(
    'div',
    {},
    create('dt', { text: name }),
    create('dd', { text: value, class: good ? undefined : 'missing' }),
  )
