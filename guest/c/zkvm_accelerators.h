/* Accelerated functions under the names that guests of other zkVMs know them by: one header for each precompile. */
#ifndef ZKVM_ACCELERATORS_H
#define ZKVM_ACCELERATORS_H

#include "zkvm/keccak.h"
#include "zkvm/poseidon2.h"
#include "zkvm/sha256.h"

#endif
