/* The SHA-256 digest of the private input, by the precompile. Its form in software is examples/sha256. */
#include "limpid.h"
#include "zkvm_accelerators.h"

int main(void)
{
    const uint8_t *message;
    size_t size;
    zkvm_sha256_hash digest;
    read_input(&message, &size);
    if (zkvm_sha256(message, size, &digest) != ZKVM_EOK)
        return 1;
    write_output(digest.data, sizeof digest.data);
    return 0;
}
