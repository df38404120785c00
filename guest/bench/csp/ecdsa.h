/* The claim of both curves: digest and key are public, the signature is private. The output is a byte: 1 if it is right. */
#ifndef BENCH_ECDSA_H
#define BENCH_ECDSA_H

#include <stdbool.h>

#include "limpid.h"

typedef struct {
    uint8_t digest[32], key[64], signature[64];
} claim;

static inline bool read_claim(claim *own)
{
    return read(PUBLIC_INPUT, own->digest, 32) == 32 && read(PUBLIC_INPUT, own->key, 64) == 64 &&
           read(PRIVATE_INPUT, own->signature, 64) == 64;
}

static inline int answer(bool is_right)
{
    uint8_t byte = is_right;
    write_output(&byte, 1);
    return 0;
}

#endif
