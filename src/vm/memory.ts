/**
 * The guest's memory as the kernel sees it: pages of cells in the engine's memory, made when first touched.
 */
import type { Memory } from '../engine/contract.ts'
import { MEMORY_BYTES } from './abi.ts'
import { PAGE_BYTES, PAGE_CHECK_READ, PAGE_CHECK_WRITE, PAGE_CODE } from './context.ts'
import type { Cells } from './execution.ts'
import type { Executable } from './program.ts'
import type { Scope } from './scope.ts'

const GUEST_PAGE = 4096
const PAGES = MEMORY_BYTES / GUEST_PAGE
const POINTER = ~63
/** u32 of a page's cells: two for every word. */
const CELL_WORDS = GUEST_PAGE / 2
const FIRST_POOL_PAGES = 16
const MAX_POOL_PAGES = 1024

export class PagedMemory {
  readonly #scope: Scope
  readonly #memory: Memory
  #pool = 0
  #poolEnd = 0
  #nextPages = FIRST_POOL_PAGES
  /** Pointer to the page table. */
  readonly table: number

  /** Empty but for the program's image. */
  constructor(scope: Scope, executable: Executable) {
    this.#scope = scope
    this.#memory = scope.memory
    this.table = scope.clear(4 * PAGES)
    for (const region of executable.regions) {
      let flags = region.readable ? 0 : PAGE_CHECK_READ
      if (!region.writable) flags |= PAGE_CHECK_WRITE
      else if (region.executable) flags |= PAGE_CHECK_WRITE | PAGE_CODE
      const [first, last] = [Math.floor(region.start / GUEST_PAGE), Math.floor((region.end - 1) / GUEST_PAGE)]
      const table = this.#memory.u32
      for (let page = first; flags !== 0 && page <= last; page++) table[this.table / 4 + page]! |= flags
    }
    this.#load(executable)
  }

  /** Unused cleared pages for the kernel, at least one; what it leaves is taken back by `returnPool`. */
  takePool(): { readonly start: number; readonly end: number } {
    if (this.#pool === this.#poolEnd) this.#grow()
    return { start: this.#pool, end: this.#poolEnd }
  }

  returnPool(start: number): void {
    this.#pool = start
  }

  /** The cell of a word, as an index of u32, and whether it is writable code; makes its page. */
  cellAt(address: number): { readonly cell: number; readonly isCode: boolean } {
    const entry = this.table / 4 + Math.floor(address / GUEST_PAGE)
    if ((this.#memory.u32[entry]! & POINTER) === 0) {
      if (this.#pool === this.#poolEnd) this.#grow()
      this.#memory.u32[entry]! |= this.#pool
      this.#pool += PAGE_BYTES
    }
    const found = this.#memory.u32[entry]!
    return {
      cell: ((found & POINTER) >>> 2) + 2 * ((address % GUEST_PAGE) >>> 2),
      isCode: (found & PAGE_CODE) !== 0,
    }
  }

  /** Bytes as the program would read them. */
  read(address: number, length: number): Uint8Array {
    const u32 = this.#memory.u32
    return Uint8Array.from({ length }, (_, i) => {
      const at = address + i
      const page = u32[this.table / 4 + Math.floor(at / GUEST_PAGE)]! & POINTER
      if (page === 0) return 0
      return u32[(page >>> 2) + 2 * ((at % GUEST_PAGE) >>> 2)]! >>> (8 * (at & 3))
    })
  }

  /** All words with a time. */
  touched(): Cells & { readonly address: Uint32Array } {
    const u32 = this.#memory.u32
    const pages = this.#pages(u32)
    let count = 0
    for (const { cells } of pages)
      for (let cell = cells; cell < cells + CELL_WORDS; cell += 2) if (u32[cell + 1] !== 0) count++
    const list = {
      address: new Uint32Array(count),
      value: new Uint32Array(count),
      time: new Uint32Array(count),
    }
    let next = 0
    for (const { address, cells } of pages) {
      for (let cell = cells; cell < cells + CELL_WORDS; cell += 2) {
        if (u32[cell + 1] === 0) continue
        list.address[next] = address + 2 * (cell - cells)
        list.value[next] = u32[cell]!
        list.time[next++] = u32[cell + 1]!
      }
    }
    return list
  }

  /** The pages that there are: their first byte's address, and the u32 offset of their cells. */
  #pages(u32: Uint32Array): { readonly address: number; readonly cells: number }[] {
    const table = u32.subarray(this.table / 4, this.table / 4 + PAGES)
    const pages: { address: number; cells: number }[] = []
    for (let page = 0; page < table.length; page++) {
      const pointer = table[page]! & POINTER
      if (pointer !== 0) pages.push({ address: page * GUEST_PAGE, cells: pointer >>> 2 })
    }
    return pages
  }

  #load({ image }: Executable): void {
    for (let i = 0; i < image.address.length; i++) {
      const { cell } = this.cellAt(image.address[i]!)
      this.#memory.u32[cell] = image.value[i]!
    }
  }

  #grow(): void {
    this.#pool = this.#scope.clear(this.#nextPages * PAGE_BYTES)
    this.#poolEnd = this.#pool + this.#nextPages * PAGE_BYTES
    this.#nextPages = Math.min(2 * this.#nextPages, MAX_POOL_PAGES)
  }
}
