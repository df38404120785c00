/*
 * Digests of the private input. The public input chooses: nothing for Keccak-256 by the precompile, 3 for SHA3-256 in
 * two parts, 1 for Keccak-256 in software.
 */
#include "limpid.h"
#include "string.h"
#include "zkvm_accelerators.h"

static const uint64_t CONSTANTS[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};
/* Lanes in the order in which rho and pi go through them, and by how much they are rotated. */
static const uint8_t PLACES[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                   15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
static const uint8_t ROTATIONS[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                      27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};

static uint64_t rotate(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

static void permute(uint64_t a[25])
{
    for (int round = 0; round < 24; round++) {
        uint64_t c[5], last;
        for (int x = 0; x < 5; x++)
            c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (int x = 0; x < 5; x++) {
            uint64_t d = c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1);
            for (int y = 0; y < 25; y += 5)
                a[y + x] ^= d;
        }
        last = a[1];
        for (int i = 0; i < 24; i++) {
            uint64_t next = a[PLACES[i]];
            a[PLACES[i]] = rotate(last, ROTATIONS[i]);
            last = next;
        }
        for (int y = 0; y < 25; y += 5) {
            for (int x = 0; x < 5; x++)
                c[x] = a[y + x];
            for (int x = 0; x < 5; x++)
                a[y + x] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
        }
        a[0] ^= CONSTANTS[round];
    }
}

static void keccak256(const uint8_t *data, size_t length, uint8_t digest[32])
{
    uint64_t state[25] = {0};
    uint32_t *words = (uint32_t *)state;
    uint8_t *bytes = (uint8_t *)state;
    for (; length >= 136; length -= 136, data += 136) {
        for (int i = 0; i < 34; i++)
            words[i] ^= ((const uint32_t *)data)[i];
        permute(state);
    }
    for (size_t i = 0; i < length; i++)
        bytes[i] ^= data[i];
    bytes[length] ^= 1;
    bytes[135] ^= 0x80;
    permute(state);
    memcpy(digest, bytes, 32);
}

int main(void)
{
    const uint8_t *bytes;
    size_t size;
    uint8_t choice = 0;
    zkvm_keccak256_hash hash;
    read_input(&bytes, &size);
    read(PUBLIC_INPUT, &choice, 1);
    if (choice == 1) {
        keccak256(bytes, size, hash.data);
    } else if (choice == 3) {
        limpid_keccak own;
        limpid_keccak_init(&own);
        limpid_keccak_update(&own, bytes, size / 3);
        limpid_keccak_update(&own, bytes + size / 3, size - size / 3);
        limpid_keccak_final(&own, 6, hash.data);
    } else if (zkvm_keccak256(bytes, size, &hash) != ZKVM_EOK) {
        return 1;
    }
    write_output(hash.data, sizeof hash.data);
    return 0;
}
