/** Numbers for people. */

/** A measured duration: "77 ms", "1.42 s", "12.3 s". */
export function formatTime(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`
}

/** A duration to expect, without false precision: "1.4 s", "12 s", "3 min". */
export function roughTime(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 10) return `${Math.max(0.1, seconds).toFixed(1)} s`
  return seconds < 100 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}

/** Decimal units, as for files: "584 kB", "1.2 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte')
  const [value, unit] =
    bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB']
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`
}

export const formatCount = (value: number): string => value.toLocaleString('en-US')

/** A number with its noun: "1 byte", "2 bytes". */
export const counted = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`

/** A part of a whole in percent; what is there is never "0 %". */
export function formatShare(part: number, whole: number): string {
  const percent = (100 * part) / whole
  return percent > 0 && percent < 0.5 ? '< 1 %' : `${Math.round(percent)} %`
}

/** Cycles proved per millisecond of wall time. */
export const formatSpeed = (cycles: number, milliseconds: number): string => {
  const kilohertz = cycles / milliseconds
  return `${kilohertz < 10 ? kilohertz.toFixed(2) : kilohertz.toFixed(1)} kHz`
}

/** An identifier with its middle left out. */
export const shorten = (id: string): string => (id.length > 24 ? `${id.slice(0, 10)}…${id.slice(-8)}` : id)
