// The targets of the client-side-proving benchmark (privacy-ethereum/csp-benchmarks) and its sizes, each in software and by a
// precompile: a program, its input, and the output that other implementations give.
import { readFileSync } from 'node:fs'
import { p256 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { poseidon2Of } from '../../dist/machine/precompiles/poseidon2/permutation.js'

/**
 * @typedef {object} Workload
 * @property {string} id TARGET-SIZE-FORM
 * @property {string} target
 * @property {string} input what the size is of
 * @property {'software' | 'precompile'} form
 * @property {() => Uint8Array} elf
 * @property {{ publicInput?: Uint8Array, privateInput: Uint8Array }} inputs
 * @property {Uint8Array} output
 */

const SIZES = [128, 256, 512, 1024, 2048]
const ELEMENTS = [2, 4, 8, 12, 16]
const FORMS = ['software', 'precompile']
const KOALABEAR = 0x7f000001
const RATE = 8

const read = (path) => () => new Uint8Array(readFileSync(new URL(`../../${path}`, import.meta.url)))

/** The program of a target: those of `guest/bench/csp`, except where an example is the same. */
function elfOf(name, form) {
  if (name === 'sha256' && form === 'software') return read('examples/sha256/sha256.elf')
  return read(`guest/bench/csp/${name}${form === 'software' ? '-software' : ''}.elf`)
}

/** Bytes that look random and are the same every time. */
function bytes(count) {
  let state = count
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
}

const hashing = (name, title, hash) =>
  SIZES.flatMap((size) => {
    const message = bytes(size)
    return FORMS.map((form) => ({
      id: `${name}-${size}-${form}`,
      target: title,
      input: `${size.toLocaleString('en-US')} B`,
      form,
      elf: elfOf(name, form),
      inputs: { privateInput: message },
      output: hash(message),
    }))
  })

/** Each 8 elements replace the first ones of the state before a permutation; the digest is 8 elements. */
function poseidon2Hash(elements) {
  let state = new Array(16).fill(0)
  for (let at = 0; at < elements.length; at += RATE) {
    const part = elements.slice(at, at + RATE)
    state = [...poseidon2Of([...part, ...state.slice(part.length)]).output]
  }
  return new Uint8Array(Uint32Array.from(state.slice(0, RATE)).buffer)
}

const poseidon2 = () =>
  ELEMENTS.flatMap((count) => {
    const words = Array.from(new Uint32Array(bytes(4 * count).buffer), (word) => word % KOALABEAR)
    return FORMS.map((form) => ({
      id: `poseidon2-${count}-${form}`,
      target: 'Poseidon2',
      input: `${count} elements`,
      form,
      elf: elfOf('poseidon2', form),
      inputs: { privateInput: new Uint8Array(Uint32Array.from(words).buffer) },
      output: poseidon2Hash(words),
    }))
  })

const CURVES = { secp256k1: ['secp256k1', secp256k1], secp256r1: ['P-256', p256] }

const ecdsa = () =>
  Object.entries(CURVES).flatMap(([name, [title, curve]]) => {
    const secret = sha256(bytes(32))
    const digest = sha256(bytes(64))
    const signature = curve.sign(digest, secret, { prehash: false })
    const key = curve.getPublicKey(secret, false)
    const right = curve.verify(signature, digest, key, { prehash: false })
    return FORMS.map((form) => ({
      id: `ecdsa-${name}-${form}`,
      target: `ECDSA ${title}`,
      input: '32 B digest',
      form,
      elf: elfOf(name, form),
      inputs: { publicInput: Uint8Array.of(...digest, ...key.subarray(1)), privateInput: signature },
      output: Uint8Array.of(right ? 1 : 0),
    }))
  })

/** All of them, in the order of the table. @type {readonly Workload[]} */
export const WORKLOADS = [
  ...hashing('sha256', 'SHA-256', sha256),
  ...hashing('keccak', 'Keccak-256', keccak_256),
  ...ecdsa(),
  ...poseidon2(),
]

/** Those whose id is one of `parts` or begins with it and a hyphen; undefined if a part fits none. */
export function select(parts) {
  const fits = ({ id }, part) => `${id}-`.startsWith(`${part}-`)
  if (parts.some((part) => !WORKLOADS.some((workload) => fits(workload, part)))) return undefined
  return WORKLOADS.filter((workload) => parts.some((part) => fits(workload, part)))
}
