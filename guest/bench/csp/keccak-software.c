/* The Keccak-256 digest of the private input, in software. All of a round is unrolled, so that lanes have fixed places. */
#include "limpid.h"

enum { ROUNDS = 24, RATE = 136 };

static const uint64_t constants[ROUNDS] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};
/* Lanes in the order in which rho and pi go through them, and by how much they are rotated. */
static const uint8_t places[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                   15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
static const uint8_t rotations[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                      27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};

static inline uint64_t rotate(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

#define UNROLLED _Pragma("clang loop unroll(full)") for

static void permute(uint64_t a[25])
{
#pragma clang loop unroll(disable)
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t c[5], last;
        UNROLLED (int x = 0; x < 5; x++)
            c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        UNROLLED (int x = 0; x < 5; x++) {
            uint64_t d = c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1);
            UNROLLED (int y = 0; y < 25; y += 5)
                a[y + x] ^= d;
        }
        last = a[1];
        UNROLLED (int i = 0; i < 24; i++) {
            uint64_t next = a[places[i]];
            a[places[i]] = rotate(last, rotations[i]);
            last = next;
        }
        UNROLLED (int y = 0; y < 25; y += 5) {
            UNROLLED (int x = 0; x < 5; x++)
                c[x] = a[y + x];
            UNROLLED (int x = 0; x < 5; x++)
                a[y + x] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
        }
        a[0] ^= constants[round];
    }
}

int main(void)
{
    uint64_t state[25] = {0};
    uint8_t *bytes = (uint8_t *)state;
    uint32_t *words = (uint32_t *)state;
    const uint8_t *message;
    size_t size;
    read_input(&message, &size);
    for (; size >= RATE; size -= RATE, message += RATE) {
        for (int i = 0; i < RATE / 4; i++)
            words[i] ^= ((const uint32_t *)message)[i];
        permute(state);
    }
    for (size_t i = 0; i < size; i++)
        bytes[i] ^= message[i];
    bytes[size] ^= 1;
    bytes[RATE - 1] ^= 0x80;
    permute(state);
    write_output(bytes, 32);
    return 0;
}
