/** Calls of precompiles as imports, under the names of `limpid/guest/zkvm`. */

/** An import: the call's number, and the sizes in bytes of what its pointers point to, at most four. */
interface PrecompileImport {
  readonly name: string
  readonly number: number
  readonly sizes: readonly number[]
}

const IMPORTS: readonly PrecompileImport[] = [
  { name: 'sha256_compress', number: 0x1000, sizes: [32, 64] },
  { name: 'keccak_f', number: 0x1001, sizes: [200] },
  { name: 'poseidon2', number: 0x1002, sizes: [64] },
  { name: 'modmul', number: 0x1003, sizes: [32, 32, 32, 36] },
]

export const PRECOMPILES: string = IMPORTS.map(({ name, number, sizes }) => {
  const count = Math.max(3, sizes.length)
  const pointers = Array.from({ length: count }, (_, k) => (k < sizes.length ? `$p${k}` : '0'))
  const checks = sizes.map(
    (size, k) => `(if (i32.gt_u $p${k} (i32.sub $bytes (i32.const ${size}))) (then (call $trap_memory)))`,
  )
  return `
(func $limpid.${name} ${sizes.map((_, k) => `(param $p${k} i32)`).join(' ')} (local $bytes i32)
  (local.set $bytes (call $memory_bytes))
  (if (i32.lt_u $bytes (i32.const ${Math.max(...sizes)})) (then (call $trap_memory)))
  ${checks.join('\n  ')}
  (drop (call $ecall${count === 3 ? '' : count} ${number} ${pointers.join(' ')})))
`
}).join('')
