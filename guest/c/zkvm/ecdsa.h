/* Verification of ECDSA signatures (FIPS 186-5, 6.4.2) on curves of prime order, and recovery of keys (SEC 1, 4.1.6). */
#ifndef ZKVM_ECDSA_H
#define ZKVM_ECDSA_H

#include "zkvm/curve.h"

typedef struct {
    limpid_curve curve;
    /* The order of the curve. */
    limpid_ring scalars;
    limpid_point generator;
} limpid_ecdsa;

/* Whether a number is from 1 to the order less 1. */
static inline bool limpid_is_scalar(const limpid_u256 *number, const limpid_ring *scalars)
{
    return !limpid_is_zero(number) && limpid_less(number, &scalars->multiply.modulus);
}

/* Whether r and s are a signature of a digest under a public key, all highest byte first. False also if r or s is not
   from 1 to the order less 1, or the key no point of the curve. */
bool limpid_ecdsa_verify(const uint8_t digest[32], const uint8_t r_and_s[64],
                         const uint8_t x_and_y[64], const limpid_ecdsa *ecdsa);

/* The public key under which scalars r and s are a signature of a digest, made with a nonce whose point is given; r is
   its x modulo the order. False if the key would be at infinity. */
bool limpid_ecdsa_recover(uint8_t x_and_y[64], const uint8_t digest[32], const limpid_u256 *r,
                          const limpid_u256 *s, const limpid_point *nonce, const limpid_ecdsa *ecdsa);

#endif
