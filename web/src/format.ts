/** Numbers for people. */
export { formatBytes, formatCount, formatTime } from '../../src/cli/format.ts'

/** A duration to expect, without false precision: "1.4 s", "12 s", "3 min". */
export function roughTime(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 10) return `${Math.max(0.1, seconds).toFixed(1)} s`
  return seconds < 100 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}

/** Cycles proved per millisecond of wall time. */
export const formatSpeed = (cycles: number, milliseconds: number): string => {
  const kilohertz = cycles / milliseconds
  return `${kilohertz < 10 ? kilohertz.toFixed(2) : kilohertz.toFixed(1)} kHz`
}

/** An identifier with its middle left out. */
export const shorten = (id: string): string => (id.length > 24 ? `${id.slice(0, 10)}…${id.slice(-8)}` : id)
