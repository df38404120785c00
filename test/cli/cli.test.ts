/** The command line as a user meets it: files, streams, exit codes, messages. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MIN_MAX = 'examples/min-max/min-max.elf'
const SHA256 = 'examples/sha256/sha256.elf'
const FIBONACCI = 'examples/fibonacci/fibonacci.elf'
const SECRET = '83547219'

const folder = mkdtempSync(join(tmpdir(), 'limpid-cli-'))
const file = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

function limpid(args: readonly string[], input: string | Uint8Array = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli/main.js', ...args], {
    cwd: ROOT,
    input,
    maxBuffer: 1 << 26,
  })
  return { status, stdout: stdout.toString(), bytes: new Uint8Array(stdout), stderr: stderr.toString() }
}

const json = (args: readonly string[], input?: string | Uint8Array) => {
  const { status, stdout, stderr } = limpid([...args, '--json'], input)
  expect(stderr).toBe('')
  return { status, value: JSON.parse(stdout) }
}

const failure = (args: readonly string[], input?: string | Uint8Array) => {
  const { status, value } = json(args, input)
  return { status, code: value.error.code as string, message: value.error.message as string }
}

describe('help', () => {
  test('lists the commands', () => {
    const { status, stdout } = limpid(['--help'])
    expect(status).toBe(0)
    for (const name of ['run', 'prove', 'verify', 'id', 'inspect', 'demo', 'bench', 'completions'])
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
    expect(limpid([]).status).toBe(2)
  })

  test.each(['run', 'prove', 'verify', 'id', 'inspect', 'demo', 'bench', 'completions'])(
    'explains %s, with examples',
    (name) => {
      const { status, stdout } = limpid([name, '--help'])
      expect(status).toBe(0)
      expect(stdout).toContain(`usage: limpid ${name}`)
      expect(stdout).toContain('--json')
      expect(stdout).toMatch(new RegExp(`examples:(\n  .*)*limpid ${name}`))
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110)
    },
  )
})

describe('wrong usage is explained in one sentence, with exit code 2', () => {
  test.each([
    [['prove', MIN_MAX, '--shape', 'huge', '-o', '-'], 'use tiny, small, medium, large or auto'],
    [['prov'], 'did you mean prove?'],
    [['nonsense'], 'see limpid --help'],
    [['run', MIN_MAX, '--pubic', 'text:1'], 'did you mean --public?'],
    [['run', MIN_MAX, '--qqqqqqqq'], 'see limpid run --help'],
    [['run'], 'usage: limpid run PROGRAM'],
    [['run', MIN_MAX, '--public'], '--public needs a value'],
    [['run', MIN_MAX, '--public', '--private'], '--public needs a value'],
    [['run', MIN_MAX, '--public', 'text:1', '--public', 'text:2'], '--public is given twice'],
    [['run', MIN_MAX, '--json=yes'], '--json takes no value'],
    [['run', MIN_MAX, '--public', '12'], 'must be @file, hex:…, text:… or -'],
    [['run', MIN_MAX, '--public', 'hex:123'], 'odd number of hexadecimal digits'],
    [['run', MIN_MAX, '--public', 'hex:12x4'], 'position 3'],
    [['run', MIN_MAX, '--max-cycles', '0'], '--max-cycles takes a whole number from 1'],
    [['run', MIN_MAX, '--max-cycles', '1e3'], '--max-cycles takes a whole number'],
    [['run', MIN_MAX, '--public', '-', '--private', '-'], 'cannot both be read from stdin'],
    [
      ['run', MIN_MAX, '--public', '@no-such-file'],
      'cannot read the file of --public no-such-file: there is no such file',
    ],
    [['run', 'no-such.elf'], 'cannot read the program no-such.elf: there is no such file'],
    [['run', 'examples'], 'it is a folder'],
    [['prove', MIN_MAX], 'add -o FILE'],
    [['prove', MIN_MAX, '-o', 'p', '--profile', 'fast'], 'use standard or compact'],
    [['prove', MIN_MAX, '-o', 'p', '--threads', '0'], '--threads takes a whole number from 1'],
    [
      ['prove', MIN_MAX, '-o', 'p', '--max-memory', '9999'],
      '--max-memory takes a whole number from 1 to 4096',
    ],
    [['completions', 'tcsh'], 'use bash, zsh or fish'],
    [['verify', MIN_MAX], 'limpid verify PROGRAM PROOF'],
    [['verify', '--id', 'abc', 'p'], '64 hexadecimal digits'],
    [['verify', '--id', '0'.repeat(64), MIN_MAX, 'p'], 'either PROGRAM or --id'],
    [['verify', MIN_MAX, 'p', '--exit-code', '-1'], '--exit-code needs a value'],
    [['verify', MIN_MAX, 'p', '--exit-code', '4294967296'], '--exit-code takes a whole number'],
  ])('%j', (args, message) => {
    const { status, stdout, stderr } = limpid(args)
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n').length).toBe(1)
    expect([status, stdout]).toEqual([2, ''])
  })

  test('as one object with --json', () => {
    const { status, code, message } = failure(['run', 'no-such.elf'])
    expect([status, code]).toEqual([2, 'FILE'])
    expect(message).toContain('no-such.elf')
  })
})

describe('the private input is never repeated', () => {
  test.each([
    [['run', MIN_MAX, '--private', SECRET]],
    [['run', MIN_MAX, '--private', `hex:${SECRET}x`]],
    [['run', MIN_MAX, '--private', 'text:[1,', SECRET]],
    [['run', MIN_MAX, '--privat', SECRET]],
    [['run', MIN_MAX, '--private', `text:${SECRET}`, '--json', `--max-cycles=x`]],
  ])('%j', (args) => {
    const { status, stdout, stderr } = limpid(args)
    expect(status).toBe(2)
    expect(stdout + stderr).not.toContain(SECRET)
  })
})

describe('run', () => {
  test('writes the output of the program and nothing else', () => {
    const { status, stdout, stderr } = limpid(['run', MIN_MAX, '--private', 'text:[1,5,7,0]'])
    expect([status, stdout, stderr]).toEqual([0, '[0,7]', ''])
  })

  test('takes the public input from stdin', () => {
    expect(limpid(['run', MIN_MAX], '3 4 5').stdout).toBe('[3,5]')
    expect(limpid(['run', MIN_MAX, '--public', '-'], '3 4 5').stdout).toBe('[3,5]')
    expect(limpid(['run', MIN_MAX, '--public', 'text:9'], '3 4 5').stdout).toBe('[9,9]')
    expect(limpid(['run', MIN_MAX, '--private', '-'], '3 4 5').stdout).toBe('[3,5]')
  })

  test('takes the program from stdin', () => {
    expect(limpid(['run', '-', '--public', 'text:1 2'], readFileSync(join(ROOT, MIN_MAX))).stdout).toBe(
      '[1,2]',
    )
  })

  test('reads files and hexadecimal digits, and writes bytes as they are', () => {
    writeFileSync(file('abc'), 'abc')
    const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    for (const value of [`@${file('abc')}`, 'hex:616263', 'text:abc']) {
      expect(Buffer.from(limpid(['run', SHA256, '--private', value]).bytes).toString('hex')).toBe(digest)
    }
  })

  test('exits with the exit code of the program', () => {
    expect(limpid(['run', MIN_MAX]).status).toBe(1)
  })

  test('tells all with --json', () => {
    const { status, value } = json(['run', FIBONACCI, '--public', 'text:10'])
    expect(status).toBe(0)
    expect(value).toEqual({ exitCode: 0, cycles: expect.any(Number), output: '37000000', stderr: '' })
  })

  test('a program that reaches the limit of cycles fails', () => {
    const { status, code, message } = failure([
      'run',
      FIBONACCI,
      '--public',
      'text:100000',
      '--max-cycles',
      '1000',
    ])
    expect([status, code]).toEqual([3, 'CYCLE_LIMIT'])
    expect(message).toMatch(/at 0x[0-9a-f]{8} <main/)
  })

  test('a file that is no program is refused with its name', () => {
    const { status, message } = failure(['run', 'package.json'])
    expect(status).toBe(2)
    expect(message).toContain('package.json: ')
  })
})

test('run --report shows where the cycles went, on stderr', () => {
  const { status, stdout, stderr } = limpid(['run', MIN_MAX, '--public', 'text:4 2', '--report'])
  expect([status, stdout]).toEqual([0, '[2,4]'])
  expect(stderr).toMatch(/instruction +cycles +share\n(\w+ +\d+ +\d+\.\d %\n)+/)
  expect(stderr).toMatch(/function +cycles +share\n(.*\n)*main /)
  const { value } = json(['run', MIN_MAX, '--public', 'text:4 2', '--report'])
  const sum = (uses: { count: number }[]) => uses.reduce((total, { count }) => total + count, 0)
  expect([sum(value.instructions), sum(value.symbols)]).toEqual([value.cycles, value.cycles])
})

test('bench verifies what it proves and compares threads', () => {
  const { status, stdout } = limpid(['bench', '--cycles', '12', '--runs', '1', '--threads', '2'])
  expect(status).toBe(0)
  expect(stdout).toMatch(/^built-in loop: 4,0\d\d cycles, profile standard\n/)
  expect(stdout).toMatch(/threads +first +median +kHz +speedup +MiB\n +1 .* 1\.00 .*\n +2 /)
  const { value } = json(['bench', MIN_MAX, '--public', 'text:1', '--runs', '1', '--threads', '1'])
  expect(value.results).toEqual([
    expect.objectContaining({ threads: 1, cycles: expect.any(Number), median: expect.any(Number) }),
  ])
})

test('completions are scripts that the shell accepts', () => {
  for (const shell of ['bash', 'zsh']) {
    const script = limpid(['completions', shell]).stdout
    expect(script).toContain('--max-memory')
    expect(spawnSync('bash', ['-n'], { input: script }).status).toBe(0)
  }
  const complete = `${limpid(['completions', 'bash']).stdout}
COMP_WORDS=(limpid prove --thr); COMP_CWORD=2; _limpid; echo "\${COMPREPLY[0]}"`
  expect(spawnSync('bash', ['-c', complete]).stdout.toString()).toBe('--threads\n')
  expect(limpid(['completions', 'fish']).stdout).toMatch(/^complete -c limpid .* -l threads -r -d /m)
})

describe('prove and verify', () => {
  const proof = file('min-max.proof')
  const claim = ['--output', 'text:[0,7]']
  let id: string

  beforeAll(() => {
    const { status, stdout, stderr } = limpid(['prove', MIN_MAX, '--private', 'text:[1,5,7,0]', '-o', proof])
    expect([status, stdout]).toEqual([0, '[0,7]'])
    expect(stderr).toMatch(/^exit code 0; \d+ cycles proved in .*; proof of \d+\.\d kB\n$/)
    id = limpid(['id', MIN_MAX]).stdout.trim()
  })

  test('the id has 64 digits', () => {
    expect(id).toMatch(/^[0-9a-f]{64}$/)
    expect(json(['id', MIN_MAX]).value).toEqual({ programId: id, profile: 'standard' })
    expect(json(['id', MIN_MAX, '--profile', 'compact']).value.programId).not.toBe(id)
  })

  test('the proof is verified with the program or its id, and the bits are shown', () => {
    const { status, stdout } = limpid(['verify', MIN_MAX, ...claim, proof])
    expect(status).toBe(0)
    expect(stdout).toMatch(/proven security: 1\d\d\.\d bits \(unique decoding\)/)
    expect(stdout).toContain('queries')
    expect(limpid(['verify', '--id', id, ...claim, proof]).status).toBe(0)
    expect(limpid(['verify', MIN_MAX, ...claim, '-'], readFileSync(proof)).status).toBe(0)
    const { value } = json(['verify', MIN_MAX, proof, ...claim, '--exit-code', '0', '--profile', 'standard'])
    expect(value).toMatchObject({ ok: true, profile: 'standard' })
    expect(value.security.bits).toBeGreaterThanOrEqual(100)
  })

  test.each([
    ['another output', ['--output', 'text:[0,8]']],
    ['no output', []],
    ['another exit code', [...claim, '--exit-code', '1']],
    ['another public input', [...claim, '--public', 'hex:00']],
  ])('%s: exit code 1', (_, args) => {
    const { status, stdout, stderr } = limpid(['verify', MIN_MAX, ...args, proof])
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^limpid: refused: /)
  })

  test('another program, another id, another profile: exit code 1', () => {
    for (const program of [[SHA256], ['--id', '0'.repeat(64)], [MIN_MAX, '--profile', 'compact']]) {
      const { status, value } = json(['verify', ...program, ...claim, proof])
      expect([status, value.ok, value.error.code]).toEqual([1, false, 'WRONG_PROGRAM'])
    }
  })

  test('bytes that are no proof: exit code 1; no file: exit code 2', () => {
    writeFileSync(file('cut'), readFileSync(proof).subarray(0, 1000))
    expect(json(['verify', MIN_MAX, ...claim, file('cut')]).value.error.code).toBe('FORMAT')
    expect(limpid(['verify', MIN_MAX, ...claim, MIN_MAX]).status).toBe(1)
    expect(limpid(['verify', MIN_MAX, ...claim, file('missing')]).status).toBe(2)
  })

  test('inspect shows the parts of the proof, which add up', () => {
    const { value } = json(['inspect', proof])
    expect(value).toMatchObject({ programId: id, profile: 'standard', bytes: readFileSync(proof).length })
    expect(Object.values(value.parts as Record<string, number>).reduce((sum, bytes) => sum + bytes, 0)).toBe(
      value.bytes,
    )
    expect(limpid(['inspect', proof]).stdout).toContain('proven security')
    expect(limpid(['inspect', proof, '--cost']).status).toBe(2)
  })

  test('inspect --security shows every term with formula, bits and source', () => {
    const { value } = json(['inspect', '--security', proof])
    expect(value).toMatchObject({ programId: id, profile: 'standard' })
    const { terms, quantities, bits } = value.security
    expect(terms.map(({ name }: { name: string }) => name)).toContain('queries')
    expect(Math.min(...terms.map((term: { bits: number; work: number }) => term.bits + term.work))).toBe(bits)
    const { stdout } = limpid(['inspect', '--security', proof])
    expect(stdout).toMatch(/proven security: 1\d\d\.\d bits/)
    for (const { name, formula, source } of terms)
      for (const text of [name, formula, source]) expect(stdout).toContain(text)
    for (const { symbol, meaning } of quantities)
      for (const text of [symbol, meaning]) expect(stdout).toContain(text)
    const { status, stderr } = limpid(['inspect', MIN_MAX, '--security'])
    expect([status, stderr]).toEqual([2, expect.stringContaining('--security takes a proof')])
  })

  test('a proof goes to stdout, and an exit code other than 0 is proved too', () => {
    const { status, bytes, stderr } = limpid(['prove', MIN_MAX, '-o', '-'])
    expect(status).toBe(0)
    expect(stderr).toContain('exit code 1;')
    expect(limpid(['verify', MIN_MAX, '--exit-code', '1', '-'], bytes).status).toBe(0)
    expect(limpid(['verify', MIN_MAX, '-'], bytes).status).toBe(1)
  })

  test('with --json and profile compact', () => {
    const { status, value } = json([
      'prove',
      MIN_MAX,
      '--private',
      'text:4 2',
      '-o',
      file('compact'),
      '--profile',
      'compact',
    ])
    expect(status).toBe(0)
    expect(value).toMatchObject({
      exitCode: 0,
      output: Buffer.from('[2,4]').toString('hex'),
      profile: 'compact',
    })
    expect(value.proofBytes).toBe(readFileSync(file('compact')).length)
    const verified = json(['verify', MIN_MAX, '--output', 'text:[2,4]', file('compact')])
    expect(verified.status).toBe(0)
    expect(verified.value.security.regime.name).toBe('johnson')
  })

  test('public input that the program does not read has no proof', () => {
    const { status, code, message } = failure(['prove', SHA256, '--public', 'text:abc', '-o', file('none')])
    expect([status, code]).toEqual([3, 'UNREAD_PUBLIC_INPUT'])
    expect(message).toContain('3 bytes')
  })

  test('too little memory is refused before the work, with what is needed', () => {
    const args = ['prove', MIN_MAX, '--public', 'text:1', '-o', file('none'), '--max-memory', '50']
    const { status, code, message } = failure(args)
    expect([status, code]).toEqual([3, 'OUT_OF_MEMORY'])
    expect(message).toMatch(/needs about \d+ MiB of memory, but the limit is 50 MiB: .* raise --max-memory$/)
  })

  test('a proof that cannot be written is an error', () => {
    expect(failure(['prove', MIN_MAX, '-o', file('no/such/folder')])).toMatchObject({
      status: 2,
      code: 'FILE',
    })
  })
})

describe('inspect', () => {
  test('shows a program', () => {
    const { status, value } = json(['inspect', MIN_MAX])
    expect(status).toBe(0)
    expect(value.segments.length).toBeGreaterThan(1)
    expect(value.instructions.addi).toBeGreaterThan(0)
    expect(limpid(['inspect', MIN_MAX]).stdout).toMatch(/entry +0x[0-9a-f]{8} _start/)
  })

  test('says why there cannot be a proof', () => {
    const { value } = json(['inspect', '--cost', SHA256, '--public', 'text:abc'])
    expect(value.obstacle.code).toBe('UNREAD_PUBLIC_INPUT')
    expect(limpid(['inspect', '--cost', SHA256, '--public', 'text:abc']).stdout).toContain(
      'there is no proof of this run: the program exited without reading 3 bytes',
    )
  })

  test('shows what a proof costs', () => {
    const { value } = json(['inspect', '--cost', FIBONACCI, '--public', 'text:20000'])
    expect(value.cycles).toBeGreaterThan(100_000)
    expect(value.cellsPerCycle).toBeGreaterThan(value.usedCellsPerCycle)
    expect(value.tables.length).toBeGreaterThan(5)
    expect(limpid(['inspect', '--cost', MIN_MAX, '--public', 'text:1']).stdout).toContain('committed cells')
  })
})

test('demo proves, verifies and shows refusals, in less than a few seconds', () => {
  const start = performance.now()
  const { status, stdout } = limpid(['demo'])
  expect(status).toBe(0)
  expect(performance.now() - start).toBeLessThan(30_000)
  expect(stdout).toContain('valid')
  expect(stdout.match(/refused/g)?.length).toBe(2)
  expect(json(['demo']).value).toMatchObject({
    ok: true,
    output: '[0,7]',
    exitCode: 0,
    tamperedProof: { ok: false },
  })
})
