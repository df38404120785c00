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
  { name: 'matmul', number: 0x1004, sizes: [28] },
]

/** A call by number: what its pointers point to is up to the caller. */
const ANY = `
(func $limpid.precompile (param $number i32) (param $p0 i32) (param $p1 i32) (param $p2 i32) (param $p3 i32)
  (local $bytes i32)
  (local.set $bytes (call $memory_bytes))
  (if (i32.ge_u (i32.sub $number (i32.const 0x1000)) (i32.const 0xf000)) (then (call $trap_abort)))
  (if (i32.gt_u $p0 $bytes) (then (call $trap_memory)))
  (if (i32.gt_u $p1 $bytes) (then (call $trap_memory)))
  (if (i32.gt_u $p2 $bytes) (then (call $trap_memory)))
  (if (i32.gt_u $p3 $bytes) (then (call $trap_memory)))
  (drop (call $ecall4 $number $p0 $p1 $p2 $p3)))
`

const OWN = IMPORTS.map(({ name, number, sizes }) => {
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
})

export const PRECOMPILES: string = ANY + OWN.join('')
