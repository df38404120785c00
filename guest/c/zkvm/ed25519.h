/* Ed25519 (RFC 8032) by the precompile for modular arithmetic; SHA-512 is software. */
#ifndef ZKVM_ED25519_H
#define ZKVM_ED25519_H

#include <stdbool.h>

#include "zkvm/types.h"

/* Whether R || S is a signature of a message under a public key: S is below the order, the key is the canonical encoding
   of a point, and R is the encoding of S B - k A. There is no multiplication by the cofactor, and points of small
   order are points, as in OpenSSL and Go. */
bool limpid_ed25519_verify(const uint8_t *message, size_t length, const zkvm_bytes_64 *signature,
                           const zkvm_bytes_32 *public_key);

#endif
