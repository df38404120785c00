/* Recovers public keys: each claim is a digest, r and s, and a recovery id, from the private input. The output has 0 or 1
   and the key for each. */
#include "limpid.h"
#include "zkvm_accelerators.h"

typedef struct {
    zkvm_bytes_32 digest;
    zkvm_bytes_64 signature;
    uint8_t recid;
} claim;

int main(void)
{
    const uint8_t *bytes;
    size_t size;
    read_input(&bytes, &size);
    for (size_t at = 0; at + sizeof(claim) <= size; at += sizeof(claim)) {
        const claim *own = (const claim *)(bytes + at);
        zkvm_secp256k1_pubkey key = {{0}};
        uint8_t recovered =
            zkvm_secp256k1_ecrecover(&own->digest, &own->signature, own->recid, &key) == ZKVM_EOK;
        write_output(&recovered, 1);
        write_output(key.data, sizeof key.data);
    }
    return 0;
}
