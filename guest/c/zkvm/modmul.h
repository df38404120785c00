/* Modular arithmetic on numbers of 256 bits by the precompile. */
#ifndef ZKVM_MODMUL_H
#define ZKVM_MODMUL_H

#include <stdbool.h>
#include <stdint.h>

#include "string.h"

enum { LIMPID_MODMUL = 0x1003 };

/* A number, lowest word first. */
typedef struct {
    uint32_t words[8];
} limpid_u256;

/* A modulus, and what a call computes. */
typedef struct {
    limpid_u256 modulus;
    uint32_t operation;
} limpid_modulus;

/* A modulus with each operation. */
typedef struct {
    limpid_modulus multiply, add_product, divide, divide_difference;
} limpid_ring;

#define LIMPID_RING(...)                                                                           \
    {                                                                                              \
        {{{__VA_ARGS__}}, 0}, {{{__VA_ARGS__}}, 1}, {{{__VA_ARGS__}}, 2}, {{{__VA_ARGS__}}, 3}     \
    }

/* The call. Any operands may be the same. Traps if the modulus is 0, or if neither factor is below it and the quotient
   too large. */
static inline void limpid_modmul(limpid_u256 *result, const limpid_u256 *a, const limpid_u256 *b,
                                 const limpid_modulus *modulus)
{
    register uint32_t a0 __asm__("a0") = (uint32_t)result;
    register uint32_t a1 __asm__("a1") = (uint32_t)a;
    register uint32_t a2 __asm__("a2") = (uint32_t)b;
    register uint32_t a3 __asm__("a3") = (uint32_t)modulus;
    register uint32_t a7 __asm__("a7") = LIMPID_MODMUL;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a7) : "memory");
}

/* result = a b */
static inline void limpid_multiply(limpid_u256 *result, const limpid_u256 *a, const limpid_u256 *b,
                                   const limpid_ring *ring)
{
    limpid_modmul(result, a, b, &ring->multiply);
}

/* result += a b */
static inline void limpid_add_product(limpid_u256 *result, const limpid_u256 *a,
                                      const limpid_u256 *b, const limpid_ring *ring)
{
    limpid_modmul(result, a, b, &ring->add_product);
}

/* result = a / b, with a below the modulus. The caller must know that b is invertible: a proof does not show it, and
   could have any result with the right product for a b that is not. */
static inline void limpid_divide(limpid_u256 *result, const limpid_u256 *a, const limpid_u256 *b,
                                 const limpid_ring *ring)
{
    limpid_modmul(result, a, b, &ring->divide);
}

/* result = (a - result) / b, likewise */
static inline void limpid_divide_difference(limpid_u256 *result, const limpid_u256 *a,
                                            const limpid_u256 *b, const limpid_ring *ring)
{
    limpid_modmul(result, a, b, &ring->divide_difference);
}

static inline bool limpid_equal(const limpid_u256 *a, const limpid_u256 *b)
{
    for (int i = 0; i < 8; i++)
        if (a->words[i] != b->words[i])
            return false;
    return true;
}

static inline bool limpid_is_zero(const limpid_u256 *a)
{
    for (int i = 0; i < 8; i++)
        if (a->words[i] != 0)
            return false;
    return true;
}

static inline bool limpid_less(const limpid_u256 *a, const limpid_u256 *b)
{
    for (int i = 7; i >= 0; i--)
        if (a->words[i] != b->words[i])
            return a->words[i] < b->words[i];
    return false;
}

/* The number that 32 bytes are, highest byte first or last. They need not be aligned. */
limpid_u256 limpid_from_big_endian(const uint8_t bytes[32]);
limpid_u256 limpid_from_little_endian(const uint8_t bytes[32]);

void limpid_to_big_endian(uint8_t bytes[32], const limpid_u256 *number);

/* x = x^(2^times) */
void limpid_square(limpid_u256 *x, int times, const limpid_ring *ring);

/* x^(2^length - 1), with length from 1 on. */
limpid_u256 limpid_power_of_ones(const limpid_u256 *x, int length, const limpid_ring *ring);

#endif
