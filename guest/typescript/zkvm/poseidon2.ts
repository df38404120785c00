/** Poseidon2 over KoalaBear (p = 2^31 - 2^24 + 1), width 16, with the constants of Plonky3. */

// @ts-ignore: decorator
@external('limpid', 'poseidon2')
declare function permute(state: usize): void

const state = new StaticArray<u32>(16)

/** Permutes 16 elements. The program traps if one is not below p. */
export function poseidon2(elements: StaticArray<u32>): void {
  assert(elements.length == 16)
  permute(changetype<usize>(elements))
}

/** The digest of two digests of 8 elements each: the first 8 elements of the permutation of both. */
export function compress(left: StaticArray<u32>, right: StaticArray<u32>): StaticArray<u32> {
  assert(left.length == 8 && right.length == 8)
  memory.copy(changetype<usize>(state), changetype<usize>(left), 32)
  memory.copy(changetype<usize>(state) + 32, changetype<usize>(right), 32)
  permute(changetype<usize>(state))
  return digest()
}

/**
 * The digest of a number of elements that is fixed by what they are: each 8 replace the first elements of the state
 * before a permutation, and what is left replaces fewer.
 */
export function hash(elements: StaticArray<u32>): StaticArray<u32> {
  memory.fill(changetype<usize>(state), 0, 64)
  for (let at = 0; at < elements.length; at += 8) {
    const count = min(8, elements.length - at)
    memory.copy(changetype<usize>(state), changetype<usize>(elements) + 4 * at, 4 * count)
    permute(changetype<usize>(state))
  }
  return digest()
}

function digest(): StaticArray<u32> {
  const result = new StaticArray<u32>(8)
  memory.copy(changetype<usize>(result), changetype<usize>(state), 32)
  return result
}
