/** limpid id: the program id. */
import type { Command } from '../command.ts'
import { loadProgram, PROFILE, profileOf } from '../common.ts'
import { EXIT } from '../errors.ts'
import { printJson, printLine } from '../files.ts'

export const id: Command = {
  name: 'id',
  summary: 'print the id of a program: what a verifier needs to know of it',
  positionals: 'PROGRAM',
  arity: [1, 1],
  options: [PROFILE],
  details: ['The id depends on the profile of the proofs.'],
  examples: ['limpid id program.elf', 'limpid id program.elf --profile compact'],
  async run(args) {
    const program = await loadProgram(args.positionals[0]!, profileOf(args))
    if (args.has('json')) await printJson({ programId: program.id, profile: program.key.parameters.name })
    else await printLine(program.id)
    return EXIT.ok
  },
}
