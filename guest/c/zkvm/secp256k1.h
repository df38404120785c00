/* ECDSA on secp256k1 (SEC 2, 2.4.1). Numbers are highest byte first. */
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

/* The public key x || y under which r || s is a signature of a digest. Bit 0 of the recovery id is the lowest bit of y of
   the nonce's point, and bit 1 says that its x is r plus the order, which almost no signature has; Ethereum has 0 and 1
   only. ZKVM_EFAIL, and no output, if the id is above 3, r or s not from 1 to the order less 1, or there is no such point
   or key. */
zkvm_status zkvm_secp256k1_ecrecover(const zkvm_secp256k1_hash *msg, const zkvm_secp256k1_signature *sig,
                                     uint8_t recid, zkvm_secp256k1_pubkey *output);

#endif
