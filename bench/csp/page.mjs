// docs/benchmarks/csp.md, from the rows that were measured.

/** Published for an Apple M1 with 8 cores, 16 GB, native code. Seconds, and GB of memory where they are known. */
const PUBLISHED = [
  ['stark-v', 'sha256-2048', 2.18, 2.16],
  ['Jolt', 'sha256-2048', 3.4],
  ['RISC Zero', 'sha256-2048', 18.5],
  ['stark-v', 'keccak-2048', 2.33],
  ['Jolt', 'keccak-2048', 2.83],
  ['Jolt', 'ecdsa-secp256k1', 5.4],
  ['RISC Zero', 'ecdsa-secp256k1', 87.6],
]

const count = (value) => value.toLocaleString('en-US')
const seconds = (milliseconds) => (milliseconds / 1000).toFixed(2)

/** Titles of the table and the cells of a row that has a proof. */
export const COLUMNS = [
  ['target', ({ target }) => target],
  ['input', ({ input }) => input],
  ['form', ({ form }) => form],
  ['threads', ({ threads }) => String(threads)],
  ['cycles', ({ cycles }) => count(cycles)],
  ['prove s', ({ proveMs }) => seconds(proveMs)],
  ['verify ms', ({ verifyMs }) => verifyMs.toFixed(0)],
  ['proof bytes', ({ proofBytes }) => count(proofBytes)],
  ['resident MB', ({ residentMB }) => count(Math.round(residentMB))],
  ['engine MB', ({ engineMB }) => count(Math.round(engineMB))],
  ['bits', ({ provenBits }) => provenBits.toFixed(1)],
]
const KNOWN_WITHOUT_PROOF = 5

/** The cells of a row; one without a proof names its error. */
export const cellsOf = (row) =>
  COLUMNS.map(([, cell], k) => {
    if (row.error === undefined || k < KNOWN_WITHOUT_PROOF) return cell(row)
    return k === KNOWN_WITHOUT_PROOF ? row.error.code : '-'
  })

const line = (cells) => `| ${cells.join(' | ')} |`
const table = (titles, rows) => [line(titles), `|${'---|'.repeat(titles.length)}`, ...rows.map(line)]

function refusals(rows) {
  const refused = rows.filter(({ error }) => error !== undefined)
  if (refused.length === 0) return []
  const lines = refused.map(
    ({ target, form, error }) => `* ${target}, ${form}: \`${error.name}\`: ${error.message}`,
  )
  return [
    '',
    'No proof was made where the execution does not fit one, and the prover says so before it begins:',
    '',
    ...lines,
  ]
}

function comparison(rows) {
  const own = (id, form) => {
    const row = rows.find((candidate) => candidate.id === `${id}-${form}`)
    if (row === undefined) return 'not measured'
    return row.error === undefined
      ? `${seconds(row.proveMs)} s, ${(row.residentMB / 1000).toFixed(2)} GB`
      : row.error.code
  }
  const titleOf = (id) => {
    const { target, input } = rows.find((row) => row.id.startsWith(`${id}-`)) ?? { target: id, input: '' }
    return `${target}, ${input}`
  }
  const shown = PUBLISHED.filter(([, id]) => rows.some((row) => row.id.startsWith(`${id}-`)))
  if (shown.length === 0) return []
  return [
    '',
    '## Beside published figures',
    '',
    'The published ones are of native code on an Apple M1 with 8 cores, ECDSA on secp256k1; those of limpid are of WebAssembly on the',
    'machine above.',
    'Different machines, and proofs of different security and zero knowledge: an order of magnitude, not a ranking.',
    '',
    ...table(
      ['target', 'published', 'limpid, software', 'limpid, precompile'],
      shown.map(([system, id, time, memory]) => [
        titleOf(id),
        `${system} ${time} s${memory === undefined ? '' : `, ${memory} GB`}`,
        own(id, 'software'),
        own(id, 'precompile'),
      ]),
    ),
  ]
}

/** The page. `identity` says what it was measured on; all rows are of it. */
export function page({ machine, cores, memoryGB, node, threads, profile }, rows) {
  const days = [...new Set(rows.map(({ date }) => date))].sort()
  const when = days.length === 1 ? days[0] : `${days[0]} to ${days.at(-1)}`
  const threadsText = threads === 1 ? 'one thread' : `${threads} threads`
  return [
    '# Client-side proving',
    '',
    'The targets of the [client-side-proving benchmark](https://github.com/privacy-ethereum/csp-benchmarks), each in software and by a',
    '[precompile](../precompiles.md). This page is written by `npm run bench:csp`; in parts, each of which keeps the rows of the',
    'others:',
    '',
    '    npm run bench:csp -- --only sha256',
    '    npm run bench:csp -- --only keccak',
    '    npm run bench:csp -- --only ecdsa,poseidon2',
    '',
    `${when}, ${machine}, ${cores} cores, ${memoryGB} GB, Node ${node}, ${threadsText}, profile ${profile}.`,
    '',
    ...table(
      COLUMNS.map(([title]) => title),
      rows.map(cellsOf),
    ),
    ...refusals(rows),
    '',
    '| figure | is |',
    '|---|---|',
    '| prove | wall time of `prover.prove`, execution included: the median of three proofs after a first one in the same process |',
    '| verify | the median of their verifications, on one thread |',
    '| resident | most memory of the process at any time, Node included |',
    '| engine | most memory of the WebAssembly engine in use at any time |',
    '| bits | proven security of the proof |',
    '',
    'Each row is of a process of its own; each proof is verified, and refused for another output. Outputs are those of @noble/hashes',
    "and @noble/curves, and for Poseidon2 of the project's own permutation, which has the published vectors.",
    '',
    'Messages are private and digests public. Of a signature, the digest and the key are public and the signature is private. The',
    'software is C, compiled by clang 14 with `-O2`; for ECDSA it has Montgomery multiplication and Jacobian coordinates, and no',
    "endomorphism. Poseidon2 is over KoalaBear: its elements have 31 bits, where most systems' have 254. A table that is present has",
    'at least 2^12 rows, so that short messages take fewer cells in software.',
    ...comparison(rows),
    '',
  ].join('\n')
}
