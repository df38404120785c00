/** Instruction selection: the intermediate representation to machine code with virtual registers. */
import { TRAP_EXIT } from '../abi.ts'
import { commonDominator } from '../ir/analyse.ts'
import {
  type Block,
  type Comparison,
  type Graph,
  isComparison,
  isLoad,
  isStore,
  LOAD_BYTES,
  type Member,
  STORE_BYTES,
  successors,
  type Value,
} from '../ir/ir.ts'
import { splitEdge } from '../ir/optimise.ts'
import {
  type Branch,
  type MachineBlock,
  type MachineFunction,
  type MachineInstruction,
  type MachineOp,
  ZERO,
} from './mir.ts'

const NO_MEMBERS: readonly Member[] = []
const BRANCHES: Readonly<Record<Comparison, Branch>> = {
  eq: 'beq',
  ne: 'bne',
  lt: 'blt',
  ltu: 'bltu',
  ge: 'bge',
  geu: 'bgeu',
}
const IMMEDIATE = {
  add: 'addi',
  and: 'andi',
  or: 'ori',
  xor: 'xori',
  sll: 'slli',
  srl: 'srli',
  sra: 'srai',
} as const

export const isSmall = (value: number) => value >= -2048 && value <= 2047

interface Condition {
  readonly branch: Branch
  readonly left: number
  readonly right: number
}

/** What the calls of a function go through: the tables of code addresses, by type number. */
export interface Tables {
  readonly size: number
  readonly addresses: readonly number[]
}

/** Selects instructions for an analysed graph. Splits critical edges of it. */
export function selectInstructions(graph: Graph, tables: Tables): MachineFunction {
  return new Selector(graph, tables).run()
}

class Selector {
  readonly #graph: Graph
  readonly #tables: Tables
  readonly #blocks = new Map<Block, MachineBlock>()
  readonly #registers = new Map<Value, number>()
  readonly #constants = new Map<number, number>()
  /** Blocks where a constant has to be in a register. */
  readonly #constantUses = new Map<number, Block>()
  /** Values that something else than a condition uses. */
  readonly #needed = new Set<Value>()
  readonly #results = new Map<Value, Value[]>()
  #count = 1
  #block: Block
  #out: MachineInstruction[] = []

  constructor(graph: Graph, tables: Tables) {
    this.#graph = graph
    this.#tables = tables
    this.#block = graph.entry
  }

  run(): MachineFunction {
    this.#splitEdges()
    this.#findNeeded()
    for (const block of this.#graph.blocks) {
      this.#blocks.set(block, { id: block.id, instructions: [], loops: block.loops })
    }
    for (const block of this.#graph.blocks) this.#select(block)
    this.#placeConstants()
    return {
      name: this.#graph.name,
      blocks: this.#graph.blocks.map((block) => this.#blocks.get(block)!),
      registers: this.#count,
      constants: new Map([...this.#constants].map(([value, register]) => [register, value])),
    }
  }

  #splitEdges(): undefined {
    for (const block of [...this.#graph.blocks]) {
      if (block.phis.length === 0) continue
      for (const pred of [...block.preds]) {
        if (successors(pred.exit).length > 1) splitEdge(this.#graph, pred, block)
      }
    }
  }

  /** Comparisons that are only conditions need no register. */
  #findNeeded(): undefined {
    for (const { phis, body, exit } of this.#graph.blocks) {
      for (const phi of phis) for (const arg of phi.args) this.#needed.add(arg)
      for (const value of body) {
        const conditions = value.op === 'select' ? 1 : 0
        for (const arg of value.args.slice(conditions)) this.#needed.add(arg)
        if (value.op === 'result') {
          const list = this.#results.get(value.args[0]) ?? []
          list[value.imm] = value
          this.#results.set(value.args[0], list)
        }
      }
      if (exit.kind === 'return') for (const value of exit.values) this.#needed.add(value)
      if (exit.kind === 'switch') this.#needed.add(exit.index)
    }
  }

  #emit(
    op: MachineOp,
    defs: readonly number[],
    uses: readonly number[],
    imm = 0,
    more: Partial<Pick<MachineInstruction, 'branch' | 'members' | 'targets' | 'care'>> = {},
  ): undefined {
    const { branch = 'beq', members = NO_MEMBERS, targets = [], care = 'none' } = more
    this.#out.push({ op, defs, uses, imm, branch, members, targets, care })
  }

  #fresh(): number {
    return this.#count++
  }

  #constant(value: number): number {
    if (value === 0) return ZERO
    let register = this.#constants.get(value)
    if (register === undefined) {
      register = this.#fresh()
      this.#constants.set(value, register)
    }
    return register
  }

  /** The register of a value that a move may take from anywhere. */
  #from(value: Value): number {
    if (value.op === 'const') return this.#constant(value.imm)
    let register = this.#registers.get(value)
    if (register === undefined) {
      register = this.#fresh()
      this.#registers.set(value, register)
    }
    return register
  }

  /** The register of a value that an instruction needs in one. */
  #in(value: Value): number {
    return value.op === 'const' ? this.#number(value.imm) : this.#from(value)
  }

  /** A constant in a register. */
  #number(value: number): number {
    const register = this.#constant(value)
    if (register === ZERO) return ZERO
    const before = this.#constantUses.get(register)
    this.#constantUses.set(
      register,
      before === undefined ? this.#block : commonDominator(before, this.#block),
    )
    return register
  }

  #select(block: Block): undefined {
    const target = this.#blocks.get(block)!
    this.#block = block
    this.#out = target.instructions
    if (block === this.#graph.entry) {
      this.#emit(
        'entry',
        this.#graph.params.map((param) => this.#from(param)),
        [],
      )
    }
    for (const value of block.body) this.#value(value)
    this.#exit(block)
  }

  #exit(block: Block): undefined {
    const { exit } = block
    const to = (target: Block) => this.#blocks.get(target)!
    switch (exit.kind) {
      case 'jump': {
        const at = exit.to.preds.indexOf(block)
        const moves = exit.to.phis.map((phi) => [this.#from(phi), this.#from(phi.args[at])] as const)
        if (moves.length > 0)
          this.#emit(
            'moves',
            moves.map(([d]) => d),
            moves.map(([, s]) => s),
          )
        return this.#emit('jump', [], [], 0, { targets: [to(exit.to)] })
      }
      case 'branch': {
        const { branch, left, right } = this.#condition(exit.condition)
        const targets = [to(exit.taken), to(exit.otherwise)]
        return this.#emit('branch', [], [left, right], 0, { branch, targets })
      }
      case 'switch': {
        const cases = this.#number(exit.targets.length - 1)
        const uses = [this.#in(exit.index), cases]
        return this.#emit('switch', [], uses, 0, { targets: exit.targets.map(to) })
      }
      case 'return':
        return this.#emit(
          'return',
          [],
          exit.values.map((value) => this.#from(value)),
        )
      case 'trap':
        return this.#emit('trap', [], [], exit.code)
    }
  }

  #condition(value: Value): Condition {
    if (!isComparison(value.op)) return { branch: 'bne', left: this.#in(value), right: ZERO }
    const [a, b] = value.args
    return { branch: BRANCHES[value.op], left: this.#in(a), right: this.#in(b) }
  }

  #value(value: Value): undefined {
    const { op, args, imm } = value
    if (isComparison(op)) {
      if (this.#needed.has(value)) this.#compare(op, args, this.#from(value))
      return
    }
    if (isLoad(op)) {
      const { care } = value
      const [base, displacement] = this.#address(args[0], imm, care === 'none' ? 0 : LOAD_BYTES[op])
      return this.#emit(op, [this.#from(value)], [base], displacement, { care })
    }
    if (isStore(op)) {
      const { care } = value
      const [base, displacement] = this.#address(args[0], imm, care === 'none' ? 0 : STORE_BYTES[op])
      return this.#emit(op, [], [base, this.#in(args[1])], displacement, { care })
    }
    switch (op) {
      case 'result':
        return
      case 'select': {
        const { branch, left, right } = this.#condition(args[0])
        const uses = [left, right, this.#from(args[1]), this.#from(args[2])]
        return this.#emit('select', [this.#from(value)], uses, 0, { branch })
      }
      case 'check':
        return this.#emit('check', [], [this.#in(args[0])], 0, { members: value.members })
      case 'test alignment':
        return this.#emit(
          'test alignment',
          [],
          args.map((arg) => this.#in(arg)),
          imm,
        )
      case 'trap if zero':
        return this.#emit('trap if zero', [], [this.#in(args[0])], imm)
      case 'trap if overflow':
        return this.#emit(
          'trap if overflow',
          [],
          args.map((arg) => this.#in(arg)),
          imm,
        )
      case 'get':
        return this.#runtimeWord('lw', imm, value)
      case 'set':
        return this.#runtimeWord('sw', imm, args[0])
      case 'call':
        return this.#emit(
          'call',
          this.#resultsOf(value),
          args.map((arg) => this.#from(arg)),
          imm,
        )
      case 'grow':
        return this.#emit('grow', [this.#from(value)], [this.#from(args[0])])
      case 'ecall':
        return this.#emit(
          'system',
          [this.#from(value)],
          args.map((arg) => this.#from(arg)),
        )
      case 'call indirect':
        return this.#callIndirect(value)
      default:
        return this.#arithmetic(value)
    }
  }

  /** Result registers of a call; -1 where nobody uses the word. */
  #resultsOf(call: Value): number[] {
    return Array.from(this.#results.get(call) ?? [], (result) =>
      result === undefined ? -1 : this.#from(result),
    )
  }

  #runtimeWord(op: 'lw' | 'sw', address: number, value: Value): undefined {
    const [upper, lower] = splitAddress(address)
    const base = this.#number(upper)
    if (op === 'lw') this.#emit('lw', [this.#from(value)], [base], lower)
    else this.#emit('sw', [], [base, this.#in(value)], lower)
  }

  /** Register and displacement; `test` is the size of an access that tests the register for its alignment, or 0. */
  #address(base: Value, displacement: number, test: number): readonly [number, number] {
    const isPlain = base.op !== 'const' && displacement % test === 0 && Math.abs(displacement) <= 2044
    if (test > 0 && displacement !== 0 && !isPlain) {
      const sum = this.#fresh()
      this.#emit('add', [sum], [this.#in(base), this.#number(displacement | 0)])
      return [sum, 0]
    }
    if (test > 0) return [this.#in(base), displacement]
    if (base.op === 'const') {
      const [upper, lower] = splitAddress((base.imm + displacement) | 0)
      return [this.#number(upper), lower]
    }
    if (isSmall(displacement)) return [this.#in(base), displacement]
    const [upper, lower] = splitAddress(displacement | 0)
    const sum = this.#fresh()
    this.#emit('add', [sum], [this.#in(base), this.#number(upper)])
    return [sum, lower]
  }

  #compare(op: Comparison, [a, b]: readonly Value[], to: number): undefined {
    const constant = b.op === 'const' ? b.imm : undefined
    switch (op) {
      case 'eq':
      case 'ne': {
        let difference = this.#in(a)
        if (constant !== 0) {
          difference = this.#fresh()
          if (constant !== undefined && isSmall(-constant)) {
            this.#emit('addi', [difference], [this.#in(a)], -constant)
          } else this.#emit('xor', [difference], [this.#in(a), this.#in(b)])
        }
        if (op === 'eq') this.#emit('sltiu', [to], [difference], 1)
        else this.#emit('sltu', [to], [ZERO, difference])
        return
      }
      case 'lt':
      case 'ltu':
        if (constant !== undefined && constant !== 0 && isSmall(constant)) {
          return this.#emit(op === 'lt' ? 'slti' : 'sltiu', [to], [this.#in(a)], constant)
        }
        return this.#emit(op === 'lt' ? 'slt' : 'sltu', [to], [this.#in(a), this.#in(b)])
      default: {
        const less = this.#fresh()
        this.#compare(op === 'ge' ? 'lt' : 'ltu', [a, b], less)
        this.#emit('xori', [to], [less], 1)
      }
    }
  }

  #arithmetic(value: Value): undefined {
    const { op, args } = value
    const [a, b] = args
    const to = this.#from(value)
    if (b.op === 'const' && isSmall(b.imm) && op in IMMEDIATE) {
      const mnemonic = IMMEDIATE[op as keyof typeof IMMEDIATE]
      return this.#emit(mnemonic, [to], [this.#in(a)], b.imm)
    }
    this.#emit(op as MachineOp, [to], [this.#in(a), this.#in(b)])
  }

  #callIndirect(call: Value): undefined {
    const [index, ...args] = call.args
    const { size, addresses } = this.#tables
    const at = this.#in(index)
    this.#emit('trap unless below', [], [at, this.#number(size)], TRAP_EXIT.tableOutOfBounds)
    const [offset, place, target] = [this.#fresh(), this.#fresh(), this.#fresh()]
    const [upper, lower] = splitAddress(addresses[call.imm])
    this.#emit('slli', [offset], [at], 2)
    this.#emit('add', [place], [offset, this.#number(upper)])
    this.#emit('lw', [target], [place], lower)
    this.#emit('call address', this.#resultsOf(call), [target, ...args.map((arg) => this.#from(arg))])
  }

  /** Constants come to be where all their uses see them, outside of loops. */
  #placeConstants(): undefined {
    const values = new Map([...this.#constants].map(([value, register]) => [register, value]))
    for (const [register, block] of this.#constantUses) {
      let place = block
      while (place.loops > 0 && place.idom !== undefined) place = place.idom
      const { instructions } = this.#blocks.get(place)!
      const first = instructions.findIndex(({ uses }) => uses.includes(register))
      const at = first < 0 ? instructions.length - 1 : first
      // A jump that moves values to phis has to stay behind its moves.
      const before = at > 0 && first < 0 && instructions[at - 1].op === 'moves' ? at - 1 : at
      const imm = values.get(register)!
      const constant: MachineInstruction = {
        op: 'constant',
        defs: [register],
        uses: [],
        imm,
        branch: 'beq',
        members: NO_MEMBERS,
        care: 'none',
        targets: [],
      }
      instructions.splice(before, 0, constant)
    }
  }
}

/** Upper part for lui or a register, lower part for an immediate. */
export function splitAddress(address: number): readonly [upper: number, lower: number] {
  const lower = (address << 20) >> 20
  return [(address - lower) | 0, lower]
}
