/** Programs in TypeScript to start from: examples/NAME/NAME.ts, with the input fields of those that are known. */
import { examples } from './examples/all.ts'
import type { Example } from './examples/example.ts'
import { own } from './examples/own.ts'

const sources = import.meta.glob<string>('../../examples/*/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** A program with its source. */
export type Start = Example & { readonly source: string; readonly sourceName: string }

const EMPTY = `/** Proves how long a private text is. Change it to what you want to prove. */
import { readPrivate, readPublic, writeText } from 'limpid/guest'

export function main(): i32 {
  readPublic()
  const secret = readPrivate()
  writeText('The private input has ' + secret.length.toString() + ' bytes.')
  return 0
}
`

export const blank: Start = {
  ...own,
  slug: 'program',
  name: 'Your own',
  claim: 'Prove what your own program writes, without showing what it reads.',
  sourceName: 'program.ts',
  source: EMPTY,
}

const ORDER = ['min-max', 'sealed-bid', 'lottery']

export const starts: readonly Start[] = [
  ...Object.entries(sources).flatMap(([path, source]): Start[] => {
    const [slug, file] = path.split('/').slice(-2) as [string, string]
    if (file !== `${slug}.ts`) return []
    const { elf: _, ...example } = examples.find((candidate) => candidate.slug === slug) ?? {
      ...own,
      slug,
      name: slug,
    }
    return [{ ...example, source, sourceName: file }]
  }),
  blank,
].sort((a, b) => rank(a) - rank(b))

function rank({ slug }: Start): number {
  if (slug === blank.slug) return Number.POSITIVE_INFINITY
  const at = ORDER.indexOf(slug)
  return at < 0 ? ORDER.length : at
}
