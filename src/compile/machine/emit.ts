/** Machine code with registers assigned to instructions. */
import type { Mnemonic } from '../../vm/isa.ts'
import { TRAP_EXIT } from '../abi.ts'
import type { Allocation, Location } from './allocate.ts'
import type { Assembler, Label } from './assembler.ts'
import {
  type Branch,
  INVERSE_BRANCH,
  type MachineBlock,
  type MachineFunction,
  type MachineInstruction,
  targetsOf,
} from './mir.ts'
import { type Move, type Place, sequence } from './moves.ts'
import { A0, A7, ARGUMENTS, GP, RA, SAVED, SP, T5, T6 } from './registers.ts'
import type { Shared } from './shared.ts'

export interface EmitOptions {
  /** Whether the function can call itself, so that it has to look after the stack. */
  readonly recursive: boolean
}

const register = (number: number): Place => ({ kind: 'register', number })

/** Emits a function. Returns the bytes of its frame. */
export function emitFunction(
  assembler: Assembler,
  code: MachineFunction,
  allocation: Allocation,
  shared: Shared,
  options: EmitOptions,
): number {
  return new FunctionEmitter(assembler, code, allocation, shared).run(options)
}

class FunctionEmitter {
  readonly #assembler: Assembler
  readonly #code: MachineFunction
  readonly #allocation: Allocation
  readonly #shared: Shared
  #labels = new Map<MachineBlock, Label>()
  /** Where the careful copy goes on after each alignment test. */
  readonly #afterTests = new Map<MachineInstruction, Label>()
  #isCareful = false
  readonly #traps = new Map<number, Label>()
  readonly #late: (() => void)[] = []
  readonly #saved: readonly number[]
  readonly #outgoing: number
  readonly #frame: number

  constructor(assembler: Assembler, code: MachineFunction, allocation: Allocation, shared: Shared) {
    this.#assembler = assembler
    this.#code = code
    this.#allocation = allocation
    this.#shared = shared
    this.#saved = [RA, ...SAVED].filter((number) => (allocation.changed >>> number) & 1)
    this.#outgoing =
      4 * Math.max(0, ...code.blocks.flatMap(({ instructions }) => instructions.map(stackWords)))
    this.#frame = this.#outgoing + 4 * (allocation.slots + this.#saved.length)
  }

  run({ recursive }: EmitOptions): number {
    const blocks = this.#code.blocks
    this.#setLabels(new Map(blocks.map((block) => [block, this.#assembler.label()])))
    this.#prologue(recursive)
    this.#emitBlocks(blocks.filter((block, i) => i === 0 || !this.#isEmpty(block)))
    if (this.#afterTests.size > 0) this.#emitCarefulCopy()
    while (this.#late.length > 0) this.#late.shift()!()
    return this.#frame
  }

  #emitBlocks(blocks: readonly MachineBlock[]): undefined {
    for (const [i, block] of blocks.entries()) {
      this.#assembler.place(this.#labels.get(block)!)
      for (const instruction of block.instructions) this.#instruction(instruction, blocks[i + 1])
    }
  }

  /** Blocks that lead to no access that was tested elsewhere are the same in both copies. */
  #emitCarefulCopy(): undefined {
    const blocks = this.#code.blocks
    const differs = blocksThatReach(blocks, ({ care }) => care === 'tested')
    const labels = new Map(this.#labels)
    for (const block of differs) labels.set(block, this.#assembler.label())
    this.#setLabels(labels)
    this.#isCareful = true
    this.#emitBlocks(blocks.filter((block) => differs.has(block) && !this.#isEmpty(block)))
  }

  /** Blocks that only jump on have the label of where they go. */
  #setLabels(labels: Map<MachineBlock, Label>): undefined {
    this.#labels = labels
    const final = (block: MachineBlock) => {
      let at = block
      for (let steps = 0; this.#isEmpty(at) && steps < this.#code.blocks.length; steps++)
        at = targetsOf(at)[0]
      return at
    }
    for (const block of this.#code.blocks) {
      if (!this.#isEmpty(block)) continue
      const end = final(block)
      if (this.#isEmpty(end)) this.#cycles.add(block)
    }
    for (const block of this.#code.blocks) {
      if (this.#isEmpty(block)) this.#labels.set(block, this.#labels.get(final(block))!)
    }
  }

  /** Empty blocks that lead to each other for ever: they stay. */
  readonly #cycles = new Set<MachineBlock>()

  #isEmpty(block: MachineBlock): boolean {
    const last = block.instructions.length - 1
    if (block.instructions[last].op !== 'jump' || this.#cycles.has(block)) return false
    for (let i = 0; i < last; i++) {
      const { op, defs, uses } = block.instructions[i]
      if (op === 'constant' && this.#at(defs[0])?.kind !== 'register') continue
      if (op !== 'moves') return false
      if (defs.some((to, k) => !this.#isSame(to, uses[k]))) return false
    }
    return true
  }

  #isSame(a: number, b: number): boolean {
    const [left, right] = [this.#at(a), this.#from(b)]
    if (left === undefined || left === right) return true
    if (left.kind === 'register') return right.kind === 'register' && left.number === right.number
    return left.kind === 'slot' && right.kind === 'slot' && left.index === right.index
  }

  /** Whether a value that is written goes where one that is read is: registers and slots are free after a last use. */
  #sharePlace(written: number, read: number): boolean {
    const [left, right] = [this.#at(written), this.#at(read)]
    if (left?.kind === 'register') return right?.kind === 'register' && left.number === right.number
    return left?.kind === 'slot' && right?.kind === 'slot' && left.index === right.index
  }

  #at(virtual: number): Location | undefined {
    return this.#allocation.locations[virtual]
  }

  /** Where a value that is moved comes from: constants come from nowhere. */
  #from(virtual: number): Location {
    const value = this.#code.constants.get(virtual)
    return value === undefined ? this.#at(virtual)! : { kind: 'constant', value }
  }

  #offset(place: Place): number {
    return place.kind === 'slot'
      ? this.#outgoing + 4 * place.index
      : place.kind === 'argument'
        ? place.offset
        : 0
  }

  #frameAccess(mnemonic: 'lw' | 'sw', value: number, offset: number): undefined {
    if (offset <= 2047) {
      if (mnemonic === 'lw') this.#assembler.emit('lw', { rd: value, rs1: SP, imm: offset })
      else this.#assembler.emit('sw', { rs1: SP, rs2: value, imm: offset })
      return
    }
    // gp is made again after it served as an address.
    const lower = (offset << 20) >> 20
    this.#assembler.emit('lui', { rd: GP, imm: offset - lower })
    this.#assembler.emit('add', { rd: GP, rs1: GP, rs2: SP })
    if (mnemonic === 'lw') this.#assembler.emit('lw', { rd: value, rs1: GP, imm: lower })
    else this.#assembler.emit('sw', { rs1: GP, rs2: value, imm: lower })
    this.#shared.loadLimit(this.#assembler)
  }

  /** One move; `spare` is for what cannot move directly. */
  #copy(to: Place, from: Place, spare: number): undefined {
    if (to.kind === 'register') {
      if (from.kind === 'register') this.#assembler.move(to.number, from.number)
      else if (from.kind === 'constant') this.#assembler.loadImmediate(to.number, from.value)
      else this.#frameAccess('lw', to.number, this.#offset(from))
      return
    }
    let source = spare
    if (from.kind === 'register') source = from.number
    else if (from.kind === 'constant' && from.value === 0) source = 0
    else this.#copy(register(spare), from, spare)
    this.#frameAccess('sw', source, this.#offset(to))
  }

  #moves(moves: readonly Move[], spare: number): undefined {
    sequence(moves, T5, { copy: (to, from) => this.#copy(to, from, spare) })
  }

  /** The machine register of an operand, loaded into a scratch register if need be. */
  #use(virtual: number, scratch: number): number {
    const location = this.#at(virtual)!
    if (location.kind === 'register') return location.number
    this.#copy(register(scratch), location, scratch)
    return scratch
  }

  /** Calls `make` with the register to write, and stores it where it belongs. */
  #define(virtual: number, make: (rd: number) => void): undefined {
    const location = virtual < 0 ? undefined : this.#at(virtual)
    if (location === undefined) make(0)
    else if (location.kind === 'register') make(location.number)
    else {
      make(T5)
      this.#copy(location, register(T5), T5)
    }
  }

  #trap(code: number): Label {
    let label = this.#traps.get(code)
    if (label === undefined) {
      const stub = this.#assembler.label()
      label = stub
      this.#traps.set(code, stub)
      this.#late.push(() => {
        this.#assembler.place(stub)
        this.#assembler.jump(this.#shared.trap(code))
      })
    }
    return label
  }

  #prologue(recursive: boolean): undefined {
    this.#moveStack(-this.#frame)
    if (recursive) {
      this.#shared.stackLimit(this.#assembler, T6)
      this.#assembler.branch('bltu', SP, T6, this.#trap(TRAP_EXIT.stackOverflow))
    }
    const first = this.#outgoing + 4 * this.#allocation.slots
    for (const [i, number] of this.#saved.entries()) this.#frameAccess('sw', number, first + 4 * i)
  }

  #moveStack(bytes: number): undefined {
    if (bytes === 0) return
    if (bytes >= -2048 && bytes <= 2047) return this.#assembler.emit('addi', { rd: SP, rs1: SP, imm: bytes })
    this.#assembler.loadImmediate(T6, bytes)
    this.#assembler.emit('add', { rd: SP, rs1: SP, rs2: T6 })
  }

  #return(values: readonly number[]): undefined {
    this.#moves(
      values.map((value, i) => ({ to: register(ARGUMENTS[i]), from: this.#from(value) })),
      T6,
    )
    const first = this.#outgoing + 4 * this.#allocation.slots
    for (const [i, number] of this.#saved.entries()) this.#frameAccess('lw', number, first + 4 * i)
    this.#moveStack(this.#frame)
    this.#assembler.emit('jalr', { rs1: RA })
  }

  #instruction(instruction: MachineInstruction, next: MachineBlock | undefined): undefined {
    const { op, defs, uses, imm, targets } = instruction
    switch (op) {
      case 'constant': {
        const location = this.#at(defs[0])
        if (location?.kind === 'register') this.#assembler.loadImmediate(location.number, imm)
        return
      }
      case 'moves':
        return this.#moves(
          defs.flatMap((to, i) => {
            const location = this.#at(to)
            return location === undefined ? [] : [{ to: location, from: this.#from(uses[i]) }]
          }),
          T6,
        )
      case 'select':
        return this.#select(instruction)
      case 'check':
        return this.#check(instruction)
      case 'test alignment':
        return this.#testAlignment(instruction)
      case 'trap if zero':
        return this.#assembler.branch('beq', this.#use(uses[0], T5), 0, this.#trap(imm))
      case 'trap unless below':
        return this.#assembler.branch('bgeu', this.#use(uses[0], T5), this.#use(uses[1], T6), this.#trap(imm))
      case 'trap if overflow':
        return this.#trapIfOverflow(instruction)
      case 'entry':
        return this.#entry(defs)
      case 'call':
        return this.#call(defs, uses, () => this.#assembler.jump(this.#shared.functionLabel(imm), RA))
      case 'grow':
        return this.#call(defs, uses, () => this.#assembler.jump(this.#shared.growLabel, RA))
      case 'call address':
        this.#copy(register(T6), this.#at(uses[0])!, T6)
        return this.#call(defs, uses.slice(1), () => this.#assembler.emit('jalr', { rd: RA, rs1: T6 }))
      case 'system':
        return this.#system(instruction)
      case 'jump':
        if (!this.#follows(targets[0], next)) this.#assembler.jump(this.#labels.get(targets[0])!)
        return
      case 'branch':
        return this.#branch(instruction, next)
      case 'switch':
        return this.#switch(instruction)
      case 'return':
        return this.#return(uses)
      case 'trap':
        return this.#assembler.jump(this.#shared.trap(imm))
      default:
        if (instruction.care === 'test' || (instruction.care === 'tested' && this.#isCareful)) {
          return this.#careful(op, defs, uses, imm)
        }
        return this.#plain(op, defs, uses, imm)
    }
  }

  #follows(target: MachineBlock, next: MachineBlock | undefined): boolean {
    return next !== undefined && this.#labels.get(target) === this.#labels.get(next)
  }

  #plain(op: Mnemonic, defs: readonly number[], uses: readonly number[], imm: number): undefined {
    const rs1 = this.#use(uses[0], T5)
    const rs2 = uses.length > 1 ? this.#use(uses[1], T6) : 0
    if (defs.length === 0) return this.#assembler.emit(op, { rs1, rs2, imm })
    // What nobody uses is not computed: no instruction that defines something has another effect.
    if (this.#at(defs[0]) === undefined) return
    this.#define(defs[0], (rd) => this.#assembler.emit(op, { rd, rs1, rs2, imm }))
  }

  /** A load or store of 2 or 4 bytes: a test, and single bytes elsewhere if the address is misaligned. */
  #careful(op: Mnemonic, defs: readonly number[], uses: readonly number[], imm: number): undefined {
    const bytes = op === 'lw' || op === 'sw' ? 4 : 2
    const [slow, back] = [this.#assembler.label(), this.#assembler.label()]
    const base = this.#use(uses[0], T5)
    this.#assembler.emit('andi', { rd: T6, rs1: base, imm: bytes - 1 })
    this.#assembler.branch('bne', T6, 0, slow)
    this.#plain(op, defs, uses, imm)
    this.#assembler.place(back)
    this.#late.push(() => {
      this.#assembler.place(slow)
      const from = this.#use(uses[0], T5)
      if (defs.length === 0) this.#storeBytes(bytes, from, this.#use(uses[1], T6), imm)
      else {
        this.#loadBytes(op, bytes, from, imm)
        this.#define(defs[0], (rd) => this.#assembler.move(rd, T6))
      }
      this.#shared.loadLimit(this.#assembler)
      this.#assembler.jump(back)
    })
  }

  /** x31 = bytes at base + offset, with gp in between. */
  #loadBytes(op: Mnemonic, bytes: number, base: number, offset: number): undefined {
    const last = bytes - 1
    this.#assembler.emit(op === 'lh' ? 'lb' : 'lbu', { rd: T6, rs1: base, imm: offset + last })
    for (let i = last - 1; i >= 0; i--) {
      this.#assembler.emit('slli', { rd: T6, rs1: T6, imm: 8 })
      this.#assembler.emit('lbu', { rd: GP, rs1: base, imm: offset + i })
      this.#assembler.emit('or', { rd: T6, rs1: T6, rs2: GP })
    }
  }

  #storeBytes(bytes: number, base: number, value: number, offset: number): undefined {
    this.#assembler.emit('sb', { rs1: base, rs2: value, imm: offset })
    for (let i = 1; i < bytes; i++) {
      this.#assembler.emit('srli', { rd: GP, rs1: value, imm: 8 * i })
      this.#assembler.emit('sb', { rs1: base, rs2: GP, imm: offset + i })
    }
  }

  #branch({ branch, uses, targets }: MachineInstruction, next: MachineBlock | undefined): undefined {
    const [a, b] = [this.#use(uses[0], T5), this.#use(uses[1], T6)]
    const [then, otherwise] = targets
    if (this.#follows(then, next)) {
      return this.#assembler.branch(INVERSE_BRANCH[branch], a, b, this.#labels.get(otherwise)!)
    }
    this.#assembler.branch(branch, a, b, this.#labels.get(then)!)
    if (!this.#follows(otherwise, next)) this.#assembler.jump(this.#labels.get(otherwise)!)
  }

  /** A branch around a move. */
  #select({ branch, defs, uses }: MachineInstruction): undefined {
    const to = this.#at(defs[0])
    if (to === undefined) return
    const [then, otherwise] = [this.#from(uses[2]), this.#from(uses[3])]
    const end = this.#assembler.label()
    const compare = (condition: Branch, label: Label) =>
      this.#assembler.branch(condition, this.#use(uses[0], T5), this.#use(uses[1], T6), label)
    const skip = (condition: Branch, move: Location) => {
      compare(condition, end)
      this.#copy(to, move, T5)
    }
    if (this.#isSame(defs[0], uses[2])) skip(branch, otherwise)
    else if (this.#isSame(defs[0], uses[3])) skip(INVERSE_BRANCH[branch], then)
    else if (this.#sharePlace(defs[0], uses[0]) || this.#sharePlace(defs[0], uses[1])) {
      const other = this.#assembler.label()
      compare(branch, other)
      this.#copy(to, otherwise, T5)
      this.#assembler.jump(end)
      this.#assembler.place(other)
      this.#copy(to, then, T5)
    } else {
      this.#copy(to, then, T5)
      skip(branch, otherwise)
    }
    this.#assembler.place(end)
  }

  /** Both copies keep all values in the same places, so going from one to the other is a jump. */
  #testAlignment(instruction: MachineInstruction): undefined {
    if (this.#isCareful) {
      this.#assembler.place(this.#afterTests.get(instruction)!)
      return
    }
    const [first, ...rest] = instruction.uses
    let bits = this.#use(first, T6)
    for (const other of rest) {
      this.#assembler.emit('or', { rd: T6, rs1: bits, rs2: this.#use(other, T5) })
      bits = T6
    }
    this.#assembler.emit('andi', { rd: T6, rs1: bits, imm: instruction.imm - 1 })
    const label = this.#assembler.label()
    this.#afterTests.set(instruction, label)
    this.#assembler.branch('bne', T6, 0, label)
  }

  /** One comparison if all is well; what fails it is looked at exactly. */
  #check({ uses, members }: MachineInstruction): undefined {
    const [slow, back] = [this.#assembler.label(), this.#assembler.label()]
    this.#assembler.branch('bgeu', this.#use(uses[0], T5), GP, slow)
    this.#assembler.place(back)
    this.#late.push(() => {
      this.#assembler.place(slow)
      for (const { displacement, extent } of members) {
        const base = this.#use(uses[0], T5)
        if (displacement <= 2047) this.#assembler.emit('addi', { rd: T5, rs1: base, imm: displacement })
        else {
          this.#assembler.loadImmediate(T6, displacement)
          this.#assembler.emit('add', { rd: T5, rs1: base, rs2: T6 })
        }
        this.#assembler.jump(this.#shared.exactCheck(extent), T6)
      }
      this.#assembler.jump(back)
    })
  }

  #trapIfOverflow({ uses, imm }: MachineInstruction): undefined {
    const end = this.#assembler.label()
    const divisor = this.#use(uses[1], T5)
    this.#assembler.emit('addi', { rd: T5, rs1: divisor, imm: 1 })
    this.#assembler.branch('bne', T5, 0, end)
    const dividend = this.#use(uses[0], T5)
    this.#assembler.emit('lui', { rd: T6, imm: -0x80000000 })
    this.#assembler.branch('beq', dividend, T6, this.#trap(imm))
    this.#assembler.place(end)
  }

  #entry(params: readonly number[]): undefined {
    const moves = params.flatMap((param, i): Move[] => {
      const to = this.#at(param)
      if (to === undefined) return []
      if (i < ARGUMENTS.length) return [{ to, from: register(ARGUMENTS[i]) }]
      return [{ to, from: { kind: 'argument', offset: this.#frame + 4 * (i - ARGUMENTS.length) } }]
    })
    this.#moves(moves, T6)
  }

  #call(defs: readonly number[], args: readonly number[], jump: () => void): undefined {
    const moves = args.map((arg, i): Move => {
      const from = this.#from(arg)
      if (i < ARGUMENTS.length) return { to: register(ARGUMENTS[i]), from }
      return { to: { kind: 'argument', offset: 4 * (i - ARGUMENTS.length) }, from }
    })
    // x31 may hold the address to call.
    this.#moves(moves, T5)
    jump()
    this.#results(defs)
  }

  #results(defs: readonly number[]): undefined {
    const results = defs.flatMap((def, i): Move[] => {
      const to = def < 0 ? undefined : this.#at(def)
      return to === undefined ? [] : [{ to, from: register(ARGUMENTS[i]) }]
    })
    this.#moves(results, T6)
  }

  #system({ defs, uses }: MachineInstruction): undefined {
    const targets = [A7, A0, A0 + 1, A0 + 2, A0 + 3]
    this.#moves(
      uses.map((use, i) => ({ to: register(targets[i]), from: this.#from(use) })),
      T6,
    )
    this.#assembler.emit('ecall', {})
    this.#results(defs)
  }

  /** A table of jumps right behind the jump into it. */
  #switch({ uses, targets }: MachineInstruction): undefined {
    const cases = targets.length - 1
    const labels = targets.map((target) => this.#labels.get(target)!)
    const index = this.#use(uses[0], T5)
    this.#assembler.branch('bgeu', index, this.#use(uses[1], T6), labels[cases])
    this.#assembler.emit('slli', { rd: T5, rs1: index, imm: 2 })
    this.#assembler.emit('auipc', { rd: T6 })
    this.#assembler.emit('add', { rd: T6, rs1: T6, rs2: T5 })
    this.#assembler.emit('jalr', { rs1: T6, imm: 12 })
    for (const label of labels.slice(0, cases)) this.#assembler.tableEntry(label)
  }
}

/** The blocks from whose start control can get to an instruction that is asked for. */
function blocksThatReach(
  blocks: readonly MachineBlock[],
  isWanted: (instruction: MachineInstruction) => boolean,
): Set<MachineBlock> {
  const predecessors = new Map<MachineBlock, MachineBlock[]>(blocks.map((block) => [block, []]))
  for (const block of blocks) for (const target of targetsOf(block)) predecessors.get(target)!.push(block)
  const work = blocks.filter(({ instructions }) => instructions.some(isWanted))
  const found = new Set(work)
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    for (const pred of predecessors.get(block)!) {
      if (found.has(pred)) continue
      found.add(pred)
      work.push(pred)
    }
  }
  return found
}

/** Words of arguments that a call passes on the stack. */
function stackWords({ op, uses }: MachineInstruction): number {
  if (op !== 'call' && op !== 'call address') return 0
  return uses.length - (op === 'call' ? 0 : 1) - ARGUMENTS.length
}
