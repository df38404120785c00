/* Multiplies modulo the order of P-256, as often as the first byte of the private input says: by the precompile, or in
   software if there is public input. The output is the last product. The software is Montgomery's multiplication, for
   any odd modulus, without the conversions that it needs besides. */
#include "limpid.h"
#include "zkvm_accelerators.h"

static const limpid_ring ring = LIMPID_RING(0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad,
                                            0xffffffff, 0xffffffff, 0x00000000, 0xffffffff);
/* -1 / modulus, modulo 2^32. */
static const uint32_t inverse = 0xee00bc4f;

/* result = a b / 2^256, with a, b and the result below the modulus. */
static __attribute__((noinline)) void montgomery(limpid_u256 *result, const limpid_u256 *a,
                                                 const limpid_u256 *b, const limpid_u256 *modulus)
{
    uint32_t t[10] = {0};
    for (int i = 0; i < 8; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < 8; j++) {
            carry += (uint64_t)a->words[j] * b->words[i] + t[j];
            t[j] = (uint32_t)carry;
            carry >>= 32;
        }
        carry += t[8];
        t[8] = (uint32_t)carry;
        t[9] = (uint32_t)(carry >> 32);
        uint32_t times = t[0] * inverse;
        carry = ((uint64_t)times * modulus->words[0] + t[0]) >> 32;
        for (int j = 1; j < 8; j++) {
            carry += (uint64_t)times * modulus->words[j] + t[j];
            t[j - 1] = (uint32_t)carry;
            carry >>= 32;
        }
        carry += t[8];
        t[7] = (uint32_t)carry;
        t[8] = t[9] + (uint32_t)(carry >> 32);
    }
    uint32_t difference[8];
    uint32_t borrow = 0;
    for (int j = 0; j < 8; j++) {
        uint64_t x = (uint64_t)t[j] - modulus->words[j] - borrow;
        difference[j] = (uint32_t)x;
        borrow = (uint32_t)(x >> 32) & 1;
    }
    const uint32_t *reduced = t[8] < borrow ? t : difference;
    memcpy(result->words, reduced, sizeof result->words);
}

int main(void)
{
    limpid_u256 x = {{3, 1, 4, 1, 5, 9, 2, 6}}, y = {{2, 7, 1, 8, 2, 8, 1, 8}};
    uint8_t count, choice;
    if (read(PRIVATE_INPUT, &count, 1) != 1)
        return 1;
    if (read(PUBLIC_INPUT, &choice, 1) == 0)
        for (int i = 0; i < count; i++)
            limpid_multiply(&x, &x, &y, &ring);
    else
        for (int i = 0; i < count; i++)
            montgomery(&x, &x, &y, &ring.multiply.modulus);
    write_output((const uint8_t *)&x, sizeof x);
    return 0;
}
