/* Verifies ECDSA signatures: each is a digest, r and s, and a key, from the private input. The first byte of the public
   input chooses the curve. The output has a byte for each. */
#include "limpid.h"
#include "zkvm_accelerators.h"

typedef struct {
    zkvm_bytes_32 digest;
    zkvm_bytes_64 signature, key;
} claim;

int main(void)
{
    const uint8_t *bytes;
    size_t size;
    uint8_t curve;
    read_input(&bytes, &size);
    if (read(PUBLIC_INPUT, &curve, 1) != 1 || curve > 1)
        return 1;
    for (size_t at = 0; at + sizeof(claim) <= size; at += sizeof(claim)) {
        const claim *own = (const claim *)(bytes + at);
        bool verified;
        zkvm_status status =
            curve == 0 ? zkvm_secp256k1_verify(&own->digest, &own->signature, &own->key, &verified)
                       : zkvm_secp256r1_verify(&own->digest, &own->signature, &own->key, &verified);
        if (status != ZKVM_EOK)
            return 1;
        uint8_t answer = verified;
        write_output(&answer, 1);
    }
    return 0;
}
