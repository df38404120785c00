/** A proof as a strip of bars: each stands for a stretch of its bytes and changes with any of them. */
import { create } from './dom.ts'

const BARS = 72

/** Draws the strip; the bar of the byte at `altered`, if given, is marked. */
export function drawFingerprint(box: HTMLElement, proof: Uint8Array, altered?: number): void {
  const stretch = Math.ceil(proof.length / BARS)
  const bars = Array.from({ length: BARS }, (_, k) => {
    const bar = create('i')
    bar.style.setProperty('--height', String(checksum(proof.subarray(k * stretch, (k + 1) * stretch))))
    if (altered !== undefined && Math.floor(altered / stretch) === k) bar.className = 'altered'
    return bar
  })
  box.replaceChildren(...bars)
}

/** FNV-1a, as a number from 0 to 1. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return ((hash ^ (hash >>> 15)) & 0xff) / 0xff
}
