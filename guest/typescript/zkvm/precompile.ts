/** Calls of precompiles by number, for those that have no library here. */

// @ts-ignore: decorator
@external('limpid', 'precompile')
declare function call(number: u32, a0: usize, a1: usize, a2: usize, a3: usize): void

/**
 * Calls precompile `number`, from 0x1000 to 0xffff, with pointers, all multiples of 4. The program ends if a pointer is
 * beyond its memory; that what a pointer points to is in memory as a whole is up to the caller.
 */
export function precompile(number: u32, a0: usize = 0, a1: usize = 0, a2: usize = 0, a3: usize = 0): void {
  call(number, a0, a1, a2, a3)
}
