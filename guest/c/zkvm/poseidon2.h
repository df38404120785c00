/* Poseidon2 over KoalaBear (p = 2^31 - 2^24 + 1), width 16, with the constants of Plonky3. */
#ifndef ZKVM_POSEIDON2_H
#define ZKVM_POSEIDON2_H

#include "limpid.h"

enum { LIMPID_POSEIDON2 = 0x1002, LIMPID_KOALABEAR = 0x7f000001 };

/* Permutes 16 elements. The program traps if one is not below LIMPID_KOALABEAR. */
static inline void limpid_poseidon2(uint32_t state[16])
{
    limpid_call(LIMPID_POSEIDON2, (uint32_t)state, 0, 0);
}

/* The digest of two digests: the first 8 elements of the permutation of both. `out` may be one of them. */
static inline void limpid_poseidon2_compress(uint32_t out[8], const uint32_t left[8], const uint32_t right[8])
{
    uint32_t state[16];
    for (int i = 0; i < 8; i++) {
        state[i] = left[i];
        state[8 + i] = right[i];
    }
    limpid_poseidon2(state);
    for (int i = 0; i < 8; i++)
        out[i] = state[i];
}

/*
 * The digest of a number of elements that is fixed by what they are: each 8 replace the first elements of the state before
 * a permutation, and what is left replaces fewer.
 */
static inline void limpid_poseidon2_hash(uint32_t out[8], const uint32_t *elements, size_t count)
{
    uint32_t state[16] = {0};
    for (size_t at = 0; at < count; at += 8) {
        for (size_t i = 0; i < 8 && at + i < count; i++)
            state[i] = elements[at + i];
        limpid_poseidon2(state);
    }
    for (int i = 0; i < 8; i++)
        out[i] = state[i];
}

#endif
