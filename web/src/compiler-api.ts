/** What crosses between the playground and the compiler's worker. */

/** A message of the compiler about the source. */
export interface Flaw {
  readonly message: string
  /** Or a warning. */
  readonly isError: boolean
  /** Where in the source, as offsets; undefined if it concerns no place. */
  readonly range: readonly [start: number, end: number] | undefined
}

export interface Compilation {
  /** The executable; undefined if the source has errors. */
  readonly elf: Uint8Array | undefined
  readonly instructions: number
  readonly flaws: readonly Flaw[]
  readonly milliseconds: number
}

export interface CompilerApi {
  /** Fetches the compiler; false if that failed. */
  load(): Promise<boolean>
  /** @param name of the file: it is part of what assertions say, and so of the program */
  compile(name: string, source: string): Promise<Compilation>
}
