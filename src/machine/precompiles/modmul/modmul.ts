/**
 * Modular arithmetic on numbers of 256 bits, call 0x1003. a0 points to the result, a1 and a2 to the operands a and b, 8
 * words each, lowest first; a3 points to the modulus m, 8 words, and behind it to a word that says what is computed:
 *
 *   0  result = a b         2  result = a / b
 *   1  result += a b        3  result = (a - result) / b
 *
 * modulo m, and fully reduced. Operands may be any numbers and may overlap. The result replaces what it is added to or
 * subtracts, so that a call has four pointers and accesses no word twice for it. Which of the four is computed depends
 * on memory, so that a program has each modulus with each operation as a constant and no work to choose.
 *
 * The call traps, and cannot be proved, if m is 0, the word is above 3, or the quotient q in a b + result = q m + r is
 * above 2^256 - 1. That is no concern if a or b is below m: a b + result is below m 2^256 then, whatever the other
 * operands are. A division traps likewise if its own q is negative, which takes an a that is not below m.
 *
 * A division costs what a product does, because the executor finds the quotient and the table checks the product. It
 * traps if b is not invertible. This is not proved: for such a b a proof could have any number for which the product is
 * right. So programs must divide only by what they know to be invertible: not 0, if m is a prime.
 */
import { definePrecompile } from '../precompile.ts'
import { integerOf, NUMBER, resultOf, STEPS, TICK, WORDS, wordsOf } from './operation.ts'
import { fillModmul, modmulTable } from './table.ts'

export const modmul = definePrecompile({
  name: 'modmul',
  number: NUMBER,
  pointers: 4,
  tables: [{ table: modmulTable, fill: fillModmul }],
  clock: { table: 0, steps: STEPS },
  run(memory, [to, atA, atB, atModulus]) {
    const read = (at: number, tick: number) =>
      integerOf(Array.from({ length: WORDS }, (_, k) => memory.read(at + 4 * k, tick)))
    const a = read(atA!, TICK.a)
    const b = read(atB!, TICK.b)
    const modulus = read(atModulus!, TICK.modulus)
    const operation = memory.read(atModulus! + 4 * WORDS, TICK.modulus)
    const replaced = integerOf(Array.from({ length: WORDS }, (_, k) => memory.peek(to! + 4 * k)))
    const result = resultOf(operation, a, b, replaced, modulus) ?? memory.refuse()
    for (const [k, word] of wordsOf(result).entries()) memory.write(to! + 4 * k, TICK.result, word)
    return { steps: STEPS, rows: [1] }
  },
})
