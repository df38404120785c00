/** Calls of precompiles as imports, under the names of `limpid/guest/zkvm`. */

/** An import: the call's number, and the sizes in bytes of what its pointers point to, at most three. */
interface PrecompileImport {
  readonly name: string
  readonly number: number
  readonly sizes: readonly number[]
}

const IMPORTS: readonly PrecompileImport[] = [
  { name: 'sha256_compress', number: 0x1000, sizes: [32, 64] },
  { name: 'matmul', number: 0x1004, sizes: [28] },
]

export const PRECOMPILES: string = IMPORTS.map(({ name, number, sizes }) => {
  const pointers = [0, 1, 2].map((k) => (k < sizes.length ? `$p${k}` : '0'))
  return `
(func $limpid.${name} ${sizes.map((_, k) => `(param $p${k} i32)`).join(' ')}
  ${sizes.map((size, k) => `(call $check_range $p${k} ${size})`).join(' ')}
  (drop (call $ecall ${number} ${pointers.join(' ')})))
`
}).join('')
