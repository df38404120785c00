/** Chooses the kernels for this machine: what it can run, what is exact on it, and what is faster in a short race. */
import { kernelBytes, type Variant } from './kernels.ts'

interface RaceKernels {
  prepareConstants(): void
  mul(z: number, x: number, y: number): void
  fusedProbe(z: number, operands: number, unused: number): void
}

/** Elements that one product handles. */
const LANES: Readonly<Record<Variant, number>> = { simd: 5, relaxed: 4 }
/** Rounds of the race: optimised code arrives in the midst of it, on a busy machine late. */
const LEAST_ROUNDS = 10
const MOST_ROUNDS = 40
/** Rounds without a better time after which the race is over. */
const PATIENCE = 6
const PRODUCTS = 500

let chosen: Promise<Variant> | undefined

/** The variant to use here; found once. */
export function chooseVariant(): Promise<Variant> {
  chosen ??= race()
  return chosen
}

/** Whether relaxed SIMD runs here and its multiply-adds round once. */
export async function relaxedWorks(): Promise<boolean> {
  const kernels = await load('relaxed')
  return kernels !== undefined && isFused(kernels)
}

interface Loaded {
  readonly kernels: RaceKernels
  readonly memory: WebAssembly.Memory
}

async function load(variant: Variant): Promise<Loaded | undefined> {
  const bytes = kernelBytes(variant, false)
  if (!WebAssembly.validate(bytes)) return undefined
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } })
  const kernels = instance.exports as unknown as RaceKernels
  kernels.prepareConstants()
  return { kernels, memory }
}

function isFused({ kernels, memory }: Loaded): boolean {
  const view = new DataView(memory.buffer)
  for (const [x, y] of [
    [2 ** 51 - 1, 2 ** 51 - 3],
    [2 ** 50 + 12345, 2 ** 51 - 987654321],
    [3, 5],
  ] as const) {
    view.setFloat64(4096, x, true)
    view.setFloat64(4104, y, true)
    kernels.fusedProbe(4112, 4096, 0)
    if (view.getUint32(4112, true) !== 1) return false
  }
  return true
}

async function race(): Promise<Variant> {
  const relaxed = await load('relaxed')
  if (relaxed === undefined || !isFused(relaxed)) return 'simd'
  const simd = (await load('simd'))!
  const times = { simd: Number.POSITIVE_INFINITY, relaxed: Number.POSITIVE_INFINITY }
  let better = 0
  for (let round = 0; round < MOST_ROUNDS && round < Math.max(LEAST_ROUNDS, better + PATIENCE); round++) {
    for (const [variant, { kernels }] of [
      ['simd', simd],
      ['relaxed', relaxed],
    ] as const) {
      const start = performance.now()
      for (let i = 0; i < PRODUCTS; i++) kernels.mul(4096, 4608, 5120)
      const time = (performance.now() - start) / LANES[variant]
      if (time < 0.9 * times[variant]) better = round
      times[variant] = Math.min(times[variant], time)
      // optimised code arrives between turns
      await new Promise<void>((resolve) => setTimeout(resolve))
    }
  }
  return times.relaxed < times.simd ? 'relaxed' : 'simd'
}
