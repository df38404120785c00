/* Accelerated functions under the names that guests of other zkVMs know them by: one header for each precompile. */
#ifndef ZKVM_ACCELERATORS_H
#define ZKVM_ACCELERATORS_H

#include "zkvm/ed25519.h"
#include "zkvm/keccak.h"
#include "zkvm/modmul.h"
#include "zkvm/poseidon2.h"
#include "zkvm/secp256k1.h"
#include "zkvm/secp256r1.h"
#include "zkvm/keccak.h"
#include "zkvm/poseidon2.h"
#include "zkvm/sha256.h"

#endif
