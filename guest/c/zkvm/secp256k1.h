/* ECDSA on secp256k1 (SEC 2, 2.4.1). */
#ifndef ZKVM_SECP256K1_H
#define ZKVM_SECP256K1_H

#include <stdbool.h>

#include "zkvm/types.h"

typedef zkvm_bytes_32 zkvm_secp256k1_hash;
typedef zkvm_bytes_64 zkvm_secp256k1_signature;
typedef zkvm_bytes_64 zkvm_secp256k1_pubkey;

/* Whether r || s is a signature of a digest under the public key x || y, all highest byte first. Always ZKVM_EOK: bad
   values are no signature. s may be above half of the order. */
zkvm_status zkvm_secp256k1_verify(const zkvm_secp256k1_hash *msg, const zkvm_secp256k1_signature *sig,
                                  const zkvm_secp256k1_pubkey *pubkey, bool *verified);

#endif
