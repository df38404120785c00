/** The row tests of all tables whose rows can be judged one by one. */

import { familyRows } from './family.ts'
import { precompileTests } from './precompiles.ts'
import type { RowTest, Sample } from './rows.ts'
import { addTest } from './tables/add.ts'
import { addiTest } from './tables/addi.ts'
import { beqTest } from './tables/beq.ts'
import { beqzTest } from './tables/beqz.ts'
import { bltTest } from './tables/blt.ts'
import { bumpTest } from './tables/bump.ts'
import { callTest } from './tables/call.ts'
import { constantTest } from './tables/constant.ts'
import { divTest } from './tables/div.ts'
import { ecallTest } from './tables/ecall.ts'
import { exitTest } from './tables/exit.ts'
import { jalrTest } from './tables/jalr.ts'
import { jumpTest } from './tables/jump.ts'
import { loadTest } from './tables/load.ts'
import { logicTest } from './tables/logic.ts'
import { logiciTest } from './tables/logici.ts'
import { lwTest } from './tables/lw.ts'
import { mulTest } from './tables/mul.ts'
import { mulhTest } from './tables/mulh.ts'
import { shiftTest } from './tables/shift.ts'
import { slliTest } from './tables/slli.ts'
import { sltTest } from './tables/slt.ts'
import { storeTest } from './tables/store.ts'
import { swTest } from './tables/sw.ts'
import { transferTest } from './tables/transfer.ts'

export const rowTests: readonly RowTest<Sample>[] = [
  familyRows(addTest),
  familyRows(addiTest),
  familyRows(beqTest),
  familyRows(beqzTest),
  familyRows(bltTest),
  bumpTest,
  callTest,
  familyRows(constantTest),
  familyRows(divTest),
  ecallTest,
  exitTest,
  familyRows(jalrTest),
  familyRows(jumpTest),
  familyRows(loadTest),
  familyRows(logicTest),
  familyRows(logiciTest),
  familyRows(lwTest),
  familyRows(mulTest),
  familyRows(mulhTest),
  familyRows(shiftTest),
  familyRows(slliTest),
  familyRows(sltTest),
  familyRows(storeTest),
  familyRows(swTest),
  transferTest,
  ...precompileTests.flatMap((own) => own.rowTests),
]
