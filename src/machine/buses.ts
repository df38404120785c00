/** The buses of the machine. Fingerprints contain the id, so tuples of different buses never cancel. */
import { defineBus } from '../air/bus.ts'

/** Who runs next: every instruction consumes its state and produces the next one. */
export const STATE = defineBus(2, 'state', ['pc', 'clk'])

/** The decoded program. What the operands mean depends on the instruction family. */
export const PROGRAM = defineBus(3, 'program', ['pc', 'op', 'x0', 'x1', 'x2', 'x3', 'x4', 'x5'])

/** Offline memory checking: an access consumes what the last one to the same address produced. */
export const MEMORY = defineBus(4, 'memory', ['address', 'time', 'lo', 'hi'])

/** 0 <= value < size, size a power of two up to 2^16. */
export const BITS = defineBus(5, 'bits', ['value', 'size'])

/** a, b bytes, x = a xor b. */
export const XOR = defineBus(6, 'xor', ['a', 'b', 'x'])

/** A byte of x; `left` counts down from |x| to 1. Sent by the verifier. */
export const PUBLIC_IN = defineBus(7, 'public in', ['left', 'byte'])

/** A byte of z; `index` counts up from 0. Received by the verifier. */
export const PUBLIC_OUT = defineBus(8, 'public out', ['index', 'byte'])

/** The exit code and the number of bytes written to z. Received by the verifier. */
export const EXIT = defineBus(9, 'exit', ['code lo', 'code hi', 'written lo', 'written hi'])

/** The chain of touched memory words, strictly increasing, which makes each address start once. */
export const ORDER = defineBus(10, 'order', ['word'])

/** A read or write that is still moving bytes. */
export const TRANSFER = defineBus(11, 'transfer', ['clk', 'descriptor', 'address', 'left', 'position', 'pc'])

/** A call of a precompile: its number and 2^16 times its pointers, what it takes, and its pointers, 0 if unused. */
export const CALL = defineBus(12, 'call', ['clk', 'call', 'steps', 'p0', 'p1', 'p2', 'p3'])
