/** Claims about divisions that a single constraint or lookup refutes. */
import { test } from 'vitest'
import { refute } from '../../support/division.ts'
import { claims } from '../../support/division-claims.ts'

test.each(claims)('div: rejects: $name', ({ execution, claim }) => {
  refute(execution, claim)
})
