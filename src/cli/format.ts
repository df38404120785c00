/** Numbers and tables for people. */

export function formatTime(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`
}

export const formatCount = (value: number): string => value.toLocaleString('en-US')

export const address = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`

/** Rows of cells as aligned text; numbers to the right. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const text = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? formatCount(cell) : cell)))
  const right = header.map((_, k) => rows.length > 0 && rows.every((row) => typeof row[k] === 'number'))
  const widths = header.map((title, k) => Math.max(title.length, ...text.map((row) => row[k]!.length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, k) => (right[k] ? cell.padStart(widths[k]!) : cell.padEnd(widths[k]!)))
      .join('  ')
      .trimEnd()
  return [line(header), ...text.map(line)].join('\n')
}
