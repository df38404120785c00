/** The driver of the kernel: progress, abort, memory, the two passes. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import { OutOfMemoryError } from '../../src/util/errors.ts'
import { executor } from '../../src/vm/execute.ts'
import { defaultPlan } from '../../src/vm/plan.ts'
import { type Executable, loadElf } from '../../src/vm/program.ts'
import { referenceExecutor } from '../../src/vm/reference.ts'
import { encode, exit, loadConstant, systemCall } from './support/assembler.ts'
import { DATA, programOf } from './support/elf.ts'
import { wasmEngine } from './support/run.ts'

let engine: Engine
beforeAll(async () => {
  engine = await wasmEngine()
})

const loop = (times: number) =>
  loadElf(
    programOf([
      ...loadConstant(5, times),
      encode('addi', { rd: 5, rs1: 5, imm: -1 }),
      encode('bne', { rs1: 5, rs2: 0, imm: -4 }),
      ...exit(0),
    ]),
  )

const echo = (length: number) =>
  loadElf(
    programOf([
      ...loadConstant(11, DATA),
      ...loadConstant(12, length),
      encode('addi', { rd: 10, imm: 3 }),
      ...systemCall(63),
      encode('addi', { rd: 10, imm: 1 }),
      ...systemCall(64),
      ...exit(0),
    ]),
  )

const count = (executable: Executable, options = {}) =>
  executor.count(engine, executable, defaultPlan(executable), options)

test('progress counts up to all steps', async () => {
  const seen: number[] = []
  const { steps } = await count(loop(200_000), { onProgress: (done: number) => seen.push(done) })
  expect(seen.length).toBeGreaterThan(5)
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(seen.at(-1)).toBe(steps)
})

describe('abort', () => {
  test('before the start', async () => {
    const { used } = engine.memory
    const reason = new Error('no longer wanted')
    await expect(count(loop(5), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(engine.memory.used).toBe(used)
  })

  test('by a timer while the program runs for ever', async () => {
    const { used } = engine.memory
    const endless = loadElf(programOf([encode('jal')]))
    const start = performance.now()
    await expect(count(endless, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
      name: 'TimeoutError',
    })
    expect(performance.now() - start).toBeLessThan(2000)
    expect(engine.memory.used).toBe(used)
  })
})

describe('memory', () => {
  test('that is not enough gives an OutOfMemoryError and is freed', async () => {
    const executable = loadElf(
      programOf([
        ...loadConstant(5, 1 << 20),
        ...loadConstant(6, 4096),
        encode('sw', { rs1: 5, rs2: 6 }),
        encode('add', { rd: 5, rs1: 5, rs2: 6 }),
        encode('jal', { imm: -8 }),
      ]),
    )
    const limit = 64 * 2 ** 20
    const alloc = (bytes: number) => {
      const { used } = engine.memory
      if (used + bytes > limit) throw new OutOfMemoryError(bytes, used, limit)
      return engine.memory.alloc(bytes)
    }
    const memory = new Proxy(engine.memory, {
      get(target, name) {
        if (name === 'alloc') return alloc
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const small: Engine = { ...engine, memory }
    const { used } = engine.memory
    await expect(executor.count(small, executable, defaultPlan(executable), {})).rejects.toThrow(
      OutOfMemoryError,
    )
    expect(engine.memory.used).toBe(used)
  })

  test('is the same after 20 executions as after one', async () => {
    const executable = echo(9000)
    const options = { privateInput: new Uint8Array(9000) }
    await count(executable, options)
    const bytes = engine.memory.u8.length
    for (let i = 0; i < 20; i++) await count(executable, options)
    expect(engine.memory.u8.length).toBe(bytes)
  })
})

describe('record', () => {
  test('refuses an execution that has more records than were counted', async () => {
    const executable = echo(100)
    const plan = defaultPlan(executable)
    const { used } = engine.memory
    const counted = await executor.count(engine, executable, plan, { privateInput: new Uint8Array(10) })
    const recorded = executor.record(engine, executable, plan, { privateInput: new Uint8Array(11) }, counted)
    await expect(recorded).rejects.toThrow(RangeError)
    expect(engine.memory.used).toBe(used)
  })

  test('refuses one that has fewer', async () => {
    const executable = echo(100)
    const plan = defaultPlan(executable)
    const counted = await executor.count(engine, executable, plan, { privateInput: new Uint8Array(10) })
    const recorded = executor.record(engine, executable, plan, { privateInput: new Uint8Array(9) }, counted)
    await expect(recorded).rejects.toThrow(RangeError)
  })

  test('gives null pointers where there is nothing', async () => {
    const executable = loadElf(programOf(exit(0)))
    const plan = defaultPlan(executable)
    const counted = await executor.count(engine, executable, plan, {})
    const { records, bumps, release } = await executor.record(engine, executable, plan, {}, counted)
    expect(records.map((pointer) => pointer !== 0)).toEqual(records.map((_, cls) => cls === 0))
    expect(bumps).toBe(0)
    release()
  })
})

test('the reference executor places the same records', async () => {
  const executable = echo(50)
  const plan = defaultPlan(executable)
  const options = { privateInput: Uint8Array.from({ length: 30 }, (_, i) => i) }
  const { used } = engine.memory
  const read = async (by: typeof executor) => {
    const counted = await by.count(engine, executable, plan, options)
    const { records, release } = await by.record(engine, executable, plan, options, counted)
    const words = records.map((pointer, cls) => [
      ...engine.memory.u32.slice(pointer / 4, pointer / 4 + 16 * counted.classCounts[cls]!),
    ])
    release()
    return words
  }
  expect(await read(referenceExecutor)).toEqual(await read(executor))
  expect(engine.memory.used).toBe(used)
})

test('a private input appears in no error, even if the program prints it', async () => {
  const executable = loadElf(
    programOf([
      ...loadConstant(11, DATA),
      encode('addi', { rd: 12, imm: 6 }),
      encode('addi', { rd: 10, imm: 3 }),
      ...systemCall(63),
      encode('ebreak'),
    ]),
  )
  const error = await count(executable, { privateInput: new TextEncoder().encode('secret') }).catch(
    (caught: Error) => caught,
  )
  expect(JSON.stringify(error) + String(error)).not.toContain('secret')
})
