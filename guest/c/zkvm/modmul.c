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
