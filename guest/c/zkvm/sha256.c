#include "zkvm/sha256.h"

#include "string.h"

enum { BLOCK = 64 };

static void absorb(uint32_t state[8], const uint8_t *block)
{
    uint32_t aligned[BLOCK / 4];
    if (((uint32_t)block & 3) != 0) {
        memcpy(aligned, block, BLOCK);
        block = (const uint8_t *)aligned;
    }
    limpid_sha256_compress(state, block);
}

zkvm_status zkvm_sha256(const uint8_t *data, size_t length, zkvm_sha256_hash *output)
{
    uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    uint32_t tail[2 * BLOCK / 4];
    uint8_t *bytes = (uint8_t *)tail;
    size_t left = length;
    for (; left >= BLOCK; left -= BLOCK, data += BLOCK)
        absorb(state, data);
    size_t end = left < BLOCK - 8 ? BLOCK : 2 * BLOCK;
    memset(bytes, 0, end);
    memcpy(bytes, data, left);
    bytes[left] = 0x80;
    tail[end / 4 - 2] = __builtin_bswap32(length >> 29);
    tail[end / 4 - 1] = __builtin_bswap32(length << 3);
    for (size_t at = 0; at < end; at += BLOCK)
        limpid_sha256_compress(state, bytes + at);
    for (int i = 0; i < 8; i++) {
        uint32_t word = __builtin_bswap32(state[i]);
        memcpy(output->data + 4 * i, &word, 4);
    }
    return ZKVM_EOK;
}
