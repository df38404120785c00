/** Documents with ECDSA signatures, and questions about them: answers, and everything that must not give one. */
import { p256 } from '@noble/curves/nist.js'
import {
  type ExampleCase,
  type Inputs,
  inputsOf,
  one,
  pseudorandom,
  type Random,
  sha256,
} from './example-case.ts'

interface Question {
  readonly publicKey: Uint8Array
  readonly scope: Uint8Array
  readonly date: string
  readonly conditions: readonly string[]
  readonly document: string
  readonly signature: Uint8Array
  readonly secret: Uint8Array
}

interface Credential {
  issuerKey(random: Random): { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array }
  documentOf(person: Readonly<Record<string, string>>, secret: Uint8Array): string
  signDocument(secretKey: Uint8Array, document: string): Uint8Array
  credentialInput(question: Question): Inputs & { readonly output: Uint8Array }
}

const { credentialInput, documentOf, issuerKey, signDocument } = (await inputsOf(
  'ecdsa-credential',
)) as Credential

export function credentialCases(): ExampleCase[] {
  const [issuer, other] = ['issuer', 'other issuer'].map((seed) =>
    issuerKey((length) => pseudorandom(seed, length)),
  ) as [ReturnType<typeof issuerKey>, ReturnType<typeof issuerKey>]
  const secret = sha256('holder of a credential')
  const ada = {
    name: 'Ada Example',
    birth: '2008-11-22',
    country: 'AT',
    number: 'P1234567',
    expires: '2026-11-22',
  }
  const signed = (document: string) => ({ document, signature: signDocument(issuer.secretKey, document) })
  const honest: Question = {
    publicKey: issuer.publicKey,
    scope: sha256('scope'),
    date: '2026-11-22',
    conditions: ['over 18', 'country in DE AT'],
    ...signed(documentOf(ada, secret)),
    secret,
  }
  const holds = (name: string, change: Partial<Question>) => {
    const { publicInput, privateInput, output } = credentialInput({ ...honest, ...change })
    return { ...one('ecdsa-credential', name, publicInput, privateInput, output), message: '' }
  }
  const fails = (name: string, exitCode: number, message: string, { publicInput, privateInput }: Inputs) => ({
    ...one('ecdsa-credential', name, publicInput, privateInput, '', exitCode),
    message: `${message}\n`,
  })
  const refused = (name: string, message: string, change: Partial<Question>) =>
    fails(name, 1, message, credentialInput({ ...honest, ...change }))
  const malformed = (name: string, message: string, change: Partial<Question>) =>
    fails(name, 2, message, credentialInput({ ...honest, ...change }))
  const flipped = (data: Uint8Array, at: number) => data.map((byte, k) => (k === at ? byte ^ 1 : byte))
  const { document, signature } = honest
  const { publicInput, privateInput } = credentialInput(honest)
  const [unsigned, badDocument] = ['The issuer did not sign this document.', 'The document is malformed.']
  const [younger, elsewhere] = ['The holder is younger.', 'The country is none of those.']
  const [badPublic, badPrivate] = ['public', 'private'].map(
    (which) => `The ${which} input is too short or too long.`,
  ) as [string, string]
  const written = (name: string, text: string) => malformed(name, badDocument, signed(text))
  const asked = (name: string, message: string, ...conditions: string[]) =>
    malformed(name, message, { conditions })
  return [
    holds('18 today and of a country', {}),
    holds('of age alone', { conditions: ['over 18'] }),
    holds('of a country alone', { conditions: ['country in AT'] }),
    holds('over 0 and over 5', { conditions: ['over 0', 'over 5'] }),
    holds('another scope', { scope: sha256('another scope') }),
    holds('a signature with the other s', { signature: otherSignature(signature) }),
    holds('the longest name', signed(documentOf({ ...ada, name: 'A'.repeat(365) }, secret))),
    refused('18 tomorrow', younger, signed(documentOf({ ...ada, birth: '2008-11-23' }, secret))),
    refused('over 19', younger, { conditions: ['country in AT', 'over 19'] }),
    refused('over 999', younger, { conditions: ['over 999'] }),
    refused('another country', elsewhere, { conditions: ['over 18', 'country in DE FR TA'] }),
    refused('of one list and not of the other', elsewhere, {
      conditions: ['country in AT', 'country in DE'],
    }),
    refused('no country', elsewhere, { conditions: ['country in'] }),
    refused('expired', 'The document has expired.', { date: '2026-11-23' }),
    refused('another secret', 'The document is of another holder.', { secret: sha256('thief') }),
    refused('another issuer', unsigned, { publicKey: other.publicKey }),
    refused('signed by another issuer', unsigned, { signature: signDocument(other.secretKey, document) }),
    refused('a key that is no point', unsigned, { publicKey: flipped(issuer.publicKey, 63) }),
    refused('another r', unsigned, { signature: flipped(signature, 31) }),
    refused('another s', unsigned, { signature: flipped(signature, 63) }),
    refused('a signature of zeros', unsigned, { signature: new Uint8Array(64) }),
    ...[0, 9, 24, 46, 59, 90, document.length - 1].map((at) =>
      fails(`a document with a bit of byte ${at} flipped`, 1, unsigned, {
        publicInput,
        privateInput: flipped(privateInput, 96 + at),
      }),
    ),
    refused('a document that ends early', unsigned, { document: document.slice(0, -1) }),
    refused('no document', unsigned, { document: '' }),
    refused('an older document', unsigned, { document: documentOf({ ...ada, birth: '1998-11-22' }, secret) }),
    written('signed nonsense', 'nonsense'),
    written('a signed document of nothing', ''),
    written('a line too many', `${document}over: 18\n`),
    written('a line left out', document.replace(/number.*\n/, '')),
    written('a name in two lines', document.replace('Ada ', 'Ada\n')),
    written('no name', document.replace('Ada Example', '')),
    written('a birth date in the 13th month', document.replace('2008-11', '2008-13')),
    written('a birth date of no digits', document.replace('2008', '20 8')),
    written('a country in lower case', document.replace('AT', 'at')),
    written('a country of three letters', document.replace('AT', 'AUT')),
    written('half a holder', document.slice(0, -2)),
    written('a holder that goes on', `${document.slice(0, -1)}0`),
    asked('no condition', 'The question has no condition.'),
    asked('an unknown condition', 'The question has an unknown condition.', 'over 18', 'under 30'),
    asked('an age of no digits', 'The question has an unknown condition.', 'over x'),
    asked('an age of 4 digits', 'A line of the question does not end.', 'over 0018'),
    asked('half a country', 'A country in the question has not two letters.', 'country in AT A'),
    malformed('no date', 'The question begins with no date.', { date: '2026-11-00' }),
    malformed('a question that does not fit', badPublic, { conditions: ['over 18'.padEnd(242)] }),
    malformed(
      'a document that does not fit',
      badPrivate,
      signed(documentOf({ ...ada, name: 'A'.repeat(366) }, secret)),
    ),
    fails('half a question', 2, 'A line of the question does not end.', {
      publicInput: publicInput.subarray(0, -1),
      privateInput,
    }),
    fails('half a key', 2, badPublic, { publicInput: publicInput.subarray(0, 32), privateInput }),
    fails('half a signature', 2, badPrivate, { publicInput, privateInput: privateInput.subarray(0, 32) }),
  ]
}

/** The signature (r, -s), which is as good as (r, s). */
function otherSignature(signature: Uint8Array): Uint8Array {
  const { n } = p256.Point.CURVE()
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`)
  const negated = (n - s).toString(16).padStart(64, '0')
  return Uint8Array.of(...signature.subarray(0, 32), ...Buffer.from(negated, 'hex'))
}
