/** Public door: load and run RV32IM programs. */

export { FD, INITIAL_STACK_POINTER, MEMORY_BYTES, SYSCALL } from './vm/abi.ts'
export type { Accelerator, CallMemory, CallResult } from './vm/accelerator.ts'
export { decode, type Instruction } from './vm/decode.ts'
export { disassemble } from './vm/disassemble.ts'
export { type ElfFile, type ElfSymbol, parseElf, type Segment } from './vm/elf.ts'
export { ElfError, type ElfErrorCode, type TrapCode, TrapError } from './vm/errors.ts'
export { executor } from './vm/execute.ts'
export type { Cells, Execution, ExecutionOptions, Executor, RecordedExecution } from './vm/execution.ts'
export { interpret, type PlainExecution } from './vm/interpreter.ts'
export { type InstructionSpec, ISA, type Mnemonic } from './vm/isa.ts'
export { defaultPlan, type SlotPlan } from './vm/plan.ts'
export { type Executable, loadElf, type Region, type WordList } from './vm/program.ts'
