/** Runs the WebAssembly module that circom 2 makes of a circuit to compute a witness. */
import { modulo, R, writeLittleEndian } from '../curve/bn254.ts'
import { type FileLike, toSource, viewOf, writeContainer } from '../r1cs/container.ts'
import { Groth16Error } from './errors.ts'

export type CircuitValue = bigint | number | string | readonly CircuitValue[]
/** Signals by name; arrays of any depth are flattened in row order. */
export type CircuitInput = Readonly<Record<string, CircuitValue>>

/** The exports of a circom 2 module. */
interface Circuit {
  init(check: number): void
  getFieldNumLen32(): number
  getRawPrime(): void
  readSharedRWMemory(index: number): number
  writeSharedRWMemory(index: number, value: number): void
  getInputSignalSize(high: number, low: number): number
  setInputSignal(high: number, low: number, index: number): void
  getInputSize(): number
  getWitnessSize(): number
  getWitness(index: number): void
  getMessageChar(): number
}

/** FNV-1a of 64 bits: how the module knows a signal's name. */
function signalHash(name: string): [high: number, low: number] {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(name))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return [Number(hash >> 32n), Number(hash & 0xffffffffn)]
}

const flatten = (value: CircuitValue): bigint[] =>
  Array.isArray(value) ? value.flatMap(flatten) : [modulo(BigInt(value as bigint | number | string), R)]

const PROBLEMS: Readonly<Record<number, string>> = {
  1: 'a signal was not found',
  2: 'too many values for a signal',
  3: 'a signal was set twice',
  4: 'an assertion of the circuit failed',
  5: 'the circuit ran out of memory',
  6: 'an input signal has the wrong size',
}

/**
 * The witness of `input` as the bytes of a .wtns file. Throws when an assertion of the circuit fails.
 *
 * @example
 * const circom = async () => {
 *   const wasm = new Uint8Array(await readFile('squares.wasm'))
 *   return calculateWitness(wasm, { x: 3 })
 * }
 */
export async function calculateWitness(
  wasm: FileLike,
  input: CircuitInput,
): Promise<Uint8Array<ArrayBuffer>> {
  const source = await toSource(wasm)
  const bytes = (await source.read(0, source.size)) as Uint8Array<ArrayBuffer>
  const messages: string[] = []
  let circuit: Circuit
  const message = () => {
    let text = ''
    for (let c = circuit.getMessageChar(); c !== 0; c = circuit.getMessageChar())
      text += String.fromCharCode(c)
    return text
  }
  const runtime = {
    exceptionHandler: (code: number) => {
      throw new Groth16Error(
        'GROTH16_WITNESS',
        [PROBLEMS[code] ?? `the circuit failed with code ${code}`, ...messages].join('\n'),
      )
    },
    printErrorMessage: () => void messages.push(message()),
    writeBufferMessage: () => void message(),
    showSharedRWMemory: () => {},
    error: () => {},
    log: () => {},
  }
  const { instance } = await WebAssembly.instantiate(bytes, { runtime })
  circuit = instance.exports as unknown as Circuit
  circuit.init(0)
  const words = circuit.getFieldNumLen32()
  const read = () => {
    let value = 0n
    for (let i = words - 1; i >= 0; i--) value = (value << 32n) | BigInt(circuit.readSharedRWMemory(i) >>> 0)
    return value
  }
  circuit.getRawPrime()
  if (words !== 8 || read() !== R)
    throw new Groth16Error('GROTH16_CURVE', 'the circuit is not over the scalar field of BN254')
  let given = 0
  for (const [name, value] of Object.entries(input)) {
    const [high, low] = signalHash(name)
    const values = flatten(value)
    const size = circuit.getInputSignalSize(high, low)
    if (size < 0) throw new Groth16Error('GROTH16_WITNESS', `the circuit has no input signal "${name}"`)
    if (values.length !== size)
      throw new Groth16Error(
        'GROTH16_WITNESS',
        `input "${name}" has ${values.length} values instead of ${size}`,
      )
    for (const [i, number] of values.entries()) {
      for (let w = 0; w < 8; w++)
        circuit.writeSharedRWMemory(w, Number((number >> BigInt(32 * w)) & 0xffffffffn))
      circuit.setInputSignal(high, low, i)
      given++
    }
  }
  if (given < circuit.getInputSize()) {
    throw new Groth16Error(
      'GROTH16_WITNESS',
      `the circuit wants ${circuit.getInputSize()} input values, not ${given}`,
    )
  }
  const count = circuit.getWitnessSize()
  const body = new Uint8Array(32 * count)
  const view = viewOf(body)
  for (let i = 0; i < count; i++) {
    circuit.getWitness(i)
    for (let w = 0; w < 8; w++) view.setUint32(32 * i + 4 * w, circuit.readSharedRWMemory(w) >>> 0, true)
  }
  const header = new Uint8Array(40)
  viewOf(header).setUint32(0, 32, true)
  writeLittleEndian(header, 4, R)
  viewOf(header).setUint32(36, count, true)
  return writeContainer('wtns', 2, [
    { type: 1, body: [header] },
    { type: 2, body: [body] },
  ])
}
