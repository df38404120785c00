/* Verifies an Ed25519 signature: key, signature and message are the private input. The output is a byte. */
#include "limpid.h"
#include "zkvm_accelerators.h"

int main(void)
{
    const uint8_t *bytes;
    size_t size;
    read_input(&bytes, &size);
    if (size < 96)
        return 1;
    uint8_t answer = limpid_ed25519_verify(bytes + 96, size - 96, (const zkvm_bytes_64 *)(bytes + 32),
                                           (const zkvm_bytes_32 *)bytes);
    write_output(&answer, 1);
    return 0;
}
