/** A credential that an issuer signed once; nobody has the issuer's key any more. */
import source from '../../../examples/ecdsa-credential/ecdsa-credential.c?raw'
import elf from '../../../examples/ecdsa-credential/ecdsa-credential.elf?url'
import { concat, fromHex, fromText, toText } from '../bytes.ts'
import { bytesOf, type Example, FieldError, textOf, type Values } from './example.ts'
import { hash } from './merkle.ts'

const ISSUER =
  '7b16d57c4769372a3eba8febae314b55775ad289250285496c3b60e1a949120f6ff3f550bbb81872749c4cfb1d5bc354e8c93e3175ff364fb1e6cc3f2f133f3b'
const DOCUMENT = `name: Ada Example
birth: 1999-01-31
country: AT
number: P1234567
expires: 2099-12-31
holder: f9a06358b9331fbb8479dbcba39bdf2c096b9c39170c31581b4fca29dd3aad11
`
const SIGNATURE =
  '9d32422604f83bd42a0a1086f05c63a7bf2dc5419d4ad981693cace55fd9feef243f3608cb407b6d1d7f2260ddd173abf9c29a191d4eb27fb661d9fbd3ae5dba'
const SECRET = '734c53540b7abc2667014801fdea05d974afaa8f6599b1a01ab395c230a87a2a'

/** Where the question begins in the public input: behind key and scope. */
const QUESTION = 64 + 32
const LONGEST_QUESTION = 256
const LONGEST_DOCUMENT = 512

function hexOf(values: Values, name: string, length: number): Uint8Array {
  const bytes = fromHex(textOf(values, name))
  if (bytes?.length !== length) throw new FieldError(name, `Give ${2 * length} hexadecimal digits.`)
  return bytes
}

/** The lines of the question that the fields ask. */
function questionOf(values: Values): string {
  const [date, age, countries] = ['date', 'age', 'countries'].map((name) => textOf(values, name).trim())
  if (!/^\d{4}-\d\d-\d\d$/.test(date!)) throw new FieldError('date', 'Give a date.')
  if (!/^\d{0,3}$/.test(age!)) throw new FieldError('age', 'Give a number of years, or nothing.')
  if (!/^([A-Z]{2}([ ,]+|$))*$/.test(countries!))
    throw new FieldError('countries', 'Give codes of two capital letters, or nothing.')
  const lines = [`on ${date}`]
  if (age !== '') lines.push(`over ${age}`)
  if (countries !== '') lines.push(`country in ${countries!.match(/[A-Z]+/g)!.join(' ')}`)
  if (lines.length === 1) throw new FieldError('age', 'Ask for an age or for countries.')
  const question = lines.map((line) => line + '\n').join('')
  if (question.length > LONGEST_QUESTION) throw new FieldError('countries', 'Give fewer countries.')
  return question
}

const today = () => new Date().toISOString().slice(0, 10)

export const credential: Example = {
  slug: 'ecdsa-credential',
  name: 'Signed credential',
  claim:
    'Prove that an issuer signed a document of which something holds, without showing it or the signature.',
  sourceName: 'ecdsa-credential.c',
  source,
  elf,
  fields: [
    {
      name: 'document',
      label: 'Document',
      visibility: 'private',
      kind: 'bytes',
      value: DOCUMENT,
      hint: 'Change anything, and the signature fits no more.',
    },
    {
      name: 'signature',
      label: 'Signature, ECDSA P-256 over SHA-256',
      visibility: 'private',
      kind: 'text',
      value: SIGNATURE,
      hint: 'examples/ecdsa-credential/input.mjs signs other documents.',
    },
    {
      name: 'secret',
      label: 'Secret of the holder',
      visibility: 'private',
      kind: 'text',
      value: SECRET,
      hint: 'Its hash is in the document. The nullifier is made of it and of the occasion.',
    },
    { name: 'issuer', label: 'Public key of the issuer', visibility: 'public', kind: 'text', value: ISSUER },
    { name: 'date', label: 'Date of the check', visibility: 'public', kind: 'date', value: today() },
    { name: 'age', label: 'At least this old, in years', visibility: 'public', kind: 'number', value: '18' },
    {
      name: 'countries',
      label: 'Of one of these countries',
      visibility: 'public',
      kind: 'text',
      value: 'AT DE FR',
    },
    {
      name: 'occasion',
      label: 'Occasion',
      visibility: 'public',
      kind: 'text',
      value: 'A vote',
      hint: 'One holder has one nullifier for each.',
    },
  ],
  encode(values) {
    const document = bytesOf(values, 'document')
    if (document.length > LONGEST_DOCUMENT)
      throw new FieldError('document', `Give at most ${LONGEST_DOCUMENT} bytes.`)
    return {
      publicInput: concat(
        hexOf(values, 'issuer', 64),
        hash('', fromText(textOf(values, 'occasion'))),
        fromText(questionOf(values)),
      ),
      privateInput: concat(hexOf(values, 'signature', 64), hexOf(values, 'secret', 32), document),
    }
  },
  explain(output, exitCode, publicInput) {
    if (exitCode !== 0)
      return 'The issuer did not sign this, it has expired, or what was asked does not hold.'
    const [on, ...conditions] = (toText(publicInput.subarray(QUESTION)) ?? '').trim().split('\n')
    const nullifier = /nullifier ([0-9a-f]{8})/.exec(toText(output) ?? '')?.[1]
    const holds = conditions.join(', ').replaceAll('country in', 'of a country in')
    return `The issuer signed a document that is valid ${on}; the holder is ${holds}, with nullifier ${nullifier}….`
  },
}
