/** Public door: WebAssembly and AssemblyScript to RV32IM executables. */
export { TRAP_EXIT } from './compile/abi.ts'
export { type CompiledProgram, type CompileOptions, compileWasm } from './compile/compile.ts'
export { CompileError, type CompileErrorCode } from './compile/errors.ts'
export {
  type AssemblyScript,
  compileTypeScript,
  type Diagnostic,
  type ReadSource,
  SourceError,
  type TypeScriptOptions,
  type TypeScriptProgram,
} from './compile/typescript.ts'
