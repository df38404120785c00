/* Keccak-256 and SHA3-256 (FIPS 202) by the precompile for Keccak-f[1600]. */
#ifndef ZKVM_KECCAK_H
#define ZKVM_KECCAK_H

#include "limpid.h"
#include "zkvm/types.h"

enum { LIMPID_KECCAK = 0x1001 };

typedef zkvm_bytes_32 zkvm_keccak256_hash;

/* Permutes 25 lanes of 64 bits. */
static inline void limpid_keccak_f(uint64_t state[25])
{
    limpid_call(LIMPID_KECCAK, (uint32_t)state, 0, 0);
}

/* A digest of 32 bytes in the making. */
typedef struct {
    uint64_t state[25];
    uint32_t used; /* bytes of the block that are taken in */
} limpid_keccak;

void limpid_keccak_init(limpid_keccak *hash);
/* Takes in more of the message, which need not be aligned. */
void limpid_keccak_update(limpid_keccak *hash, const uint8_t *data, size_t length);
/* Ends the message: `domain` is 1 for Keccak-256 and 6 for SHA3-256. */
void limpid_keccak_final(limpid_keccak *hash, uint8_t domain, uint8_t digest[32]);

/* The digest of Keccak-256, which Ethereum uses, of `length` bytes. */
zkvm_status zkvm_keccak256(const uint8_t *data, size_t length, zkvm_keccak256_hash *output);

/* The digest of SHA3-256. */
void limpid_sha3_256(const uint8_t *data, size_t length, uint8_t digest[32]);

#endif
