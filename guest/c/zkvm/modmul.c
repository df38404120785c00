#include "zkvm/modmul.h"

limpid_u256 limpid_from_little_endian(const uint8_t bytes[32])
{
    limpid_u256 number;
    memcpy(&number, bytes, sizeof number);
    return number;
}

limpid_u256 limpid_from_big_endian(const uint8_t bytes[32])
{
    limpid_u256 number;
    for (int i = 0; i < 8; i++, bytes += 4)
        number.words[7 - i] = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
                              (uint32_t)bytes[2] << 8 | bytes[3];
    return number;
}

void limpid_to_big_endian(uint8_t bytes[32], const limpid_u256 *number)
{
    for (int i = 0; i < 32; i++)
        bytes[i] = (uint8_t)(number->words[7 - i / 4] >> (24 - 8 * (i % 4)));
}

void limpid_square(limpid_u256 *x, int times, const limpid_ring *ring)
{
    for (; times > 0; times--)
        limpid_multiply(x, x, x, ring);
}

limpid_u256 limpid_power_of_ones(const limpid_u256 *x, int length, const limpid_ring *ring)
{
    /* The exponent has as many ones as the bits of length say that were read. */
    limpid_u256 y = *x;
    int bit = 0;
    while (length >> (bit + 1) != 0)
        bit++;
    for (int ones = 1; bit > 0;) {
        limpid_u256 before = y;
        limpid_square(&y, ones, ring);
        limpid_multiply(&y, &y, &before, ring);
        ones = length >> --bit;
        if ((ones & 1) != 0) {
            limpid_square(&y, 1, ring);
            limpid_multiply(&y, &y, x, ring);
        }
    }
    return y;
}
