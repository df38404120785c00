// An issuer signs a document: `node input.mjs 1999-01-31 AT` writes public.bin and private.bin for the question of
// `node input.mjs 1999-01-31 AT 2026-11-22 'over 18' 'country in AT DE FR'`.
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { p256 } from '@noble/curves/nist.js'

const sha256 = (...parts) => {
  const state = createHash('sha256')
  for (const part of parts) state.update(part)
  return state.digest()
}

/** An issuer's key pair; the public key is x and y. */
export function issuerKey(random = randomBytes) {
  const { secretKey } = p256.keygen(Uint8Array.from(random(48)))
  return { secretKey, publicKey: p256.getPublicKey(secretKey, false).subarray(1) }
}

/** The text of a document that belongs to the holder of a secret of 32 bytes. */
export const documentOf = ({ name, birth, country, number, expires }, secret) =>
  [
    `name: ${name}`,
    `birth: ${birth}`,
    `country: ${country}`,
    `number: ${number}`,
    `expires: ${expires}`,
    `holder: ${sha256('holder', secret).toString('hex')}`,
    '',
  ].join('\n')

/** The issuer's signature, r and s. */
export const signDocument = (secretKey, document) => p256.sign(Buffer.from(document), secretKey)

/** The inputs of a holder who answers a question, and the output they give if the answer is yes. */
export function credentialInput({ publicKey, scope, date, conditions, document, signature, secret }) {
  const question = [`on ${date}`, ...conditions, ''].join('\n')
  const nullifier = sha256('nullifier', secret, scope).toString('hex')
  return {
    publicInput: Buffer.concat([publicKey, scope, Buffer.from(question)]),
    privateInput: Buffer.concat([signature, secret, Buffer.from(document)]),
    output: Buffer.from(`${question}nullifier ${nullifier}\n`),
  }
}

if (basename(process.argv[1] ?? '') === 'input.mjs') {
  const [birth, country, date = '2026-11-22', ...given] = process.argv.slice(2)
  const conditions = given.length > 0 ? given : ['over 18', 'country in AT DE FR']
  const { secretKey, publicKey } = issuerKey()
  const secret = randomBytes(32)
  const person = { name: 'Ada Example', birth, country, number: 'P1234567', expires: '2036-05-31' }
  const document = documentOf(person, secret)
  const signature = signDocument(secretKey, document)
  const scope = sha256('an example')
  const inputs = credentialInput({ publicKey, scope, date, conditions, document, signature, secret })
  writeFileSync('public.bin', inputs.publicInput)
  writeFileSync('private.bin', inputs.privateInput)
}
