/* Verifies a signature of ECDSA on secp256r1 by the precompile for modular arithmetic. */
#include "ecdsa.h"
#include "zkvm_accelerators.h"

int main(void)
{
    static claim own;
    bool verified;
    if (!read_claim(&own))
        return 2;
    zkvm_status status = zkvm_secp256r1_verify(
        (const zkvm_secp256r1_hash *)own.digest, (const zkvm_secp256r1_signature *)own.signature,
        (const zkvm_secp256r1_pubkey *)own.key, &verified);
    return status == ZKVM_EOK ? answer(verified) : 1;
}
