/* System calls of the machine, and the portable interface of zkVM guests on top of them. */
#ifndef LIMPID_H
#define LIMPID_H

#include <stddef.h>
#include <stdint.h>

enum { PUBLIC_INPUT = 0, PUBLIC_OUTPUT = 1, DEBUG = 2, PRIVATE_INPUT = 3 };

static inline uint32_t limpid_call(uint32_t number, uint32_t a, uint32_t b, uint32_t c)
{
    register uint32_t a0 __asm__("a0") = a;
    register uint32_t a1 __asm__("a1") = b;
    register uint32_t a2 __asm__("a2") = c;
    register uint32_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

/* Reads exactly the smaller of `length` and what is left of an input, and returns how many bytes that is. */
static inline size_t read(int descriptor, void *buffer, size_t length)
{
    return limpid_call(63, (uint32_t)descriptor, (uint32_t)buffer, length);
}

/* Writes all bytes to the public output or the debug text. */
static inline size_t write(int descriptor, const void *bytes, size_t length)
{
    return limpid_call(64, (uint32_t)descriptor, (uint32_t)bytes, length);
}

/* Ends the program. The code is public. */
static inline _Noreturn void exit(int code)
{
    limpid_call(93, (uint32_t)code, 0, 0);
    __builtin_unreachable();
}

/* All of the private input, at most 1 MiB. Every call gives the same. */
void read_input(const uint8_t **bytes, size_t *size);

/* Appends to the public output. */
void write_output(const uint8_t *bytes, size_t size);

/* Ends the program; 0 is success. */
_Noreturn void zkvm_halt(int code);

#endif
