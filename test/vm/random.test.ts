/**
 * Random programs: the kernel's executor against the interpreter, and their records against the meaning of a
 * record.
 */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import { INITIAL_REGISTERS } from '../../src/vm/abi.ts'
import type { PlainExecution } from '../../src/vm/interpreter.ts'
import { ACCESS } from '../../src/vm/plan.ts'
import { type Executable, loadElf } from '../../src/vm/program.ts'
import { BUMP_GAP, FIELD, RECORD_WORDS } from '../../src/vm/record.ts'
import { encode, exit, loadConstant, systemCall } from './support/assembler.ts'
import { DATA, programOf } from './support/elf.ts'
import { randomProgram } from './support/random.ts'
import { runBoth, spreadPlan, wasmEngine } from './support/run.ts'

let engine: Engine
beforeAll(async () => {
  engine = await wasmEngine()
})

interface Access {
  readonly cell: string
  readonly time: number
  readonly gap: number
  readonly before: number
  readonly after: number
}

/** All accesses that the records tell of, in order of time. */
function accessesOf(executable: Executable, { records, bumps }: PlainExecution): Access[] {
  const { access } = spreadPlan(executable)
  const accesses: Access[] = []
  const add = (cell: string, time: number, gap: number, before: number, after: number) =>
    accesses.push({ cell, time, gap, before, after })
  const fields = (words: Uint32Array) => (field: number) => words[field]!
  records.forEach((words, cls) => {
    for (let at = 0; at < words.length; at += RECORD_WORDS) {
      const field = fields(words.subarray(at, at + RECORD_WORDS))
      const clk = field(FIELD.clk)
      const memory = () =>
        add(`m${field(FIELD.address) & ~3}`, clk + 2, field(FIELD.mGap), field(FIELD.mOld), field(FIELD.m))
      if (cls === 31) {
        memory()
        continue
      }
      const slot = field(FIELD.slot)
      const { mnemonic, rd, rs1, rs2 } = executable.instruction(slot)
      const register = (x: number, time: number, gap: number, before: number, after = before) =>
        add(`x${x}`, time, field(gap), field(before), field(after))
      if (mnemonic === 'ecall') {
        register(17, clk, FIELD.bGap, FIELD.b)
        register(11, clk + 1, FIELD.cGap, FIELD.c)
        register(12, clk + 1, FIELD.dGap, FIELD.d)
        register(10, clk + 3, FIELD.aGap, FIELD.aOld, FIELD.a)
        continue
      }
      if ((access[slot]! & ACCESS.b) !== 0) register(rs1, clk, FIELD.bGap, FIELD.b)
      if ((access[slot]! & ACCESS.c) !== 0) register(rs2, clk + 1, FIELD.cGap, FIELD.c)
      if ((access[slot]! & ACCESS.m) !== 0) memory()
      if ((access[slot]! & ACCESS.a) !== 0)
        register(rd === 0 ? 32 : rd, clk + 3, FIELD.aGap, FIELD.aOld, FIELD.a)
    }
  })
  for (let at = 0; at < bumps.length; at += 4) {
    const [register, last, value] = bumps.subarray(at, at + 3) as unknown as [number, number, number]
    add(`x${register}`, last + BUMP_GAP, BUMP_GAP - 1, value, value)
  }
  return accesses.sort((a, b) => a.time - b.time)
}

/** Every cell goes from its initial state to its final one, each access taking over from the one before. */
function checkAccesses(executable: Executable, execution: PlainExecution): void {
  const cells = new Map<string, { value: number; time: number }>()
  const cellOf = (name: string) => {
    const number = Number(name.slice(1))
    const value = name.startsWith('x') ? INITIAL_REGISTERS[number]! : executable.initialWord(number)
    const cell = cells.get(name) ?? { value, time: 0 }
    cells.set(name, cell)
    return cell
  }
  for (const { cell: name, time, gap, before, after } of accessesOf(executable, execution)) {
    const cell = cellOf(name)
    if (time - 1 - gap !== cell.time || before !== cell.value || (name.startsWith('x') && gap >= BUMP_GAP)) {
      expect.fail(`${name} at ${time}: gap ${gap} and value ${before} after ${cell.value} at ${cell.time}`)
    }
    cell.value = after
    cell.time = time
  }
  const { registers, touched } = execution
  registers.value.forEach((value, i) => {
    expect({ i, value, time: registers.time[i] }).toEqual({ i, ...cellOf(`x${i}`) })
  })
  const words = [...touched.address].map((address, i) => [`m${address}`, touched.value[i], touched.time[i]])
  const last = [...cells]
    .filter(([name]) => name.startsWith('m'))
    .map(([name, { value, time }]) => [name, value, time])
  expect(words).toEqual(last.sort(([a], [b]) => Number(String(a).slice(1)) - Number(String(b).slice(1))))
}

/** The records of the instructions form one chain of pc and clk from the entry to the exit. */
function checkChain(executable: Executable, { records, clock }: PlainExecution): void {
  const steps = records
    .flatMap((words, cls) =>
      Array.from({ length: words.length / RECORD_WORDS }, (_, i) => ({
        cls,
        record: words.subarray(RECORD_WORDS * i),
      })),
    )
    .sort((a, b) => a.record[FIELD.clk]! - b.record[FIELD.clk]!)
  let pc = executable.entry
  steps.forEach(({ cls, record }, i) => {
    if (record[FIELD.clk] !== 4 + 4 * i) expect.fail(`step ${i} has clk ${record[FIELD.clk]}`)
    const at = cls === 31 ? pc : executable.slots[record[FIELD.slot]!]
    if (at !== pc) expect.fail(`step ${i} is at ${at}, not at ${pc}`)
    pc = record[FIELD.next]!
  })
  expect(pc).toBe(0)
  expect(clock).toBe(4 + 4 * steps.length)
}

async function check(elf: Uint8Array): Promise<PlainExecution> {
  const executable = loadElf(elf)
  const execution = await runBoth(engine, elf)
  checkAccesses(executable, execution)
  checkChain(executable, execution)
  return execution
}

describe('records', () => {
  test('of random programs agree and are consistent', async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, async (elf) => {
        await check(elf)
      }),
      { numRuns: 25 },
    )
  })

  test('of a long loop, with bumps of registers that it leaves alone', async () => {
    const elf = programOf([
      ...loadConstant(5, 50_000),
      encode('addi', { rd: 5, rs1: 5, imm: -1 }),
      encode('bne', { rs1: 5, rs2: 0, imm: -4 }),
      encode('addi', { rd: 0, imm: 1 }),
      ...exit(0),
    ])
    const { bumpCount, cycles } = await check(elf)
    expect(cycles).toBe(100_006)
    // The sink and a0, a1, a2, a7 wait for 400 000 ticks, which are 6 bumps each.
    expect(bumpCount).toBe(5 * 6)
  })

  test('of programs that read and write more than one call of the kernel', async () => {
    const length = 70_000
    const input = Uint8Array.from({ length }, (_, i) => (i * i) >>> 3)
    const elf = programOf([
      ...loadConstant(11, DATA + 0x10001),
      ...loadConstant(12, length),
      encode('addi', { rd: 10, imm: 3 }),
      ...systemCall(63),
      encode('addi', { rd: 10, imm: 1 }),
      ...systemCall(64),
      ...exit(0),
    ])
    const execution = await runBoth(engine, elf, { privateInput: input })
    expect(execution.output).toEqual(input)
    checkAccesses(loadElf(elf), execution)
    checkChain(loadElf(elf), execution)
    expect([execution.cycles, execution.steps]).toEqual([13, 13 + 2 * length])
  })

  test('of words far apart', async () => {
    const elf = programOf([
      ...loadConstant(5, 2 ** 30 - 4),
      ...loadConstant(6, 1 << 22),
      encode('sw', { rs1: 5, rs2: 5 }),
      encode('sub', { rd: 5, rs1: 5, rs2: 6 }),
      encode('bge', { rs1: 5, rs2: 0, imm: -8 }),
      ...exit(0),
    ])
    expect((await check(elf)).touched.address.length).toBe(256)
  })
})
