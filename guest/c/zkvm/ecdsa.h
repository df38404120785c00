/* Verification of ECDSA signatures (FIPS 186-5, 6.4.2) on curves of prime order. */
#ifndef ZKVM_ECDSA_H
#define ZKVM_ECDSA_H

#include "zkvm/curve.h"

typedef struct {
    limpid_curve curve;
    /* The order of the curve. */
    limpid_ring scalars;
    limpid_point generator;
} limpid_ecdsa;

/* Whether r and s are a signature of a digest under a public key, all highest byte first. False also if r or s is not
   from 1 to the order less 1, or the key no point of the curve. */
bool limpid_ecdsa_verify(const uint8_t digest[32], const uint8_t r_and_s[64],
                         const uint8_t x_and_y[64], const limpid_ecdsa *ecdsa);

#endif
