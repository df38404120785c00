/* SHA-256 (FIPS 180-4) by the precompile. */
#ifndef ZKVM_SHA256_H
#define ZKVM_SHA256_H

#include "limpid.h"
#include "zkvm/types.h"

enum { LIMPID_SHA256 = 0x1000 };

typedef zkvm_bytes_32 zkvm_sha256_hash;

/* Takes the next 64 bytes of a message into a state. Both are aligned to words, and may overlap. */
static inline void limpid_sha256_compress(uint32_t state[8], const void *block)
{
    limpid_call(LIMPID_SHA256, (uint32_t)state, (uint32_t)block, 0);
}

/* The digest of `length` bytes, which need not be aligned. */
zkvm_status zkvm_sha256(const uint8_t *data, size_t length, zkvm_sha256_hash *output);

#endif
