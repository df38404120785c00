/* The SHA-256 digest of the private input: by the precompile, or in software if there is public input. */
#include "limpid.h"
#include "sha256.h"
#include "string.h"
#include "zkvm_accelerators.h"

int main(void)
{
    const uint8_t *bytes;
    size_t size;
    uint8_t choice;
    read_input(&bytes, &size);
    if (read(PUBLIC_INPUT, &choice, 1) == 0) {
        zkvm_sha256_hash hash;
        if (zkvm_sha256(bytes, size, &hash) != ZKVM_EOK)
            return 1;
        write_output(hash.data, sizeof hash.data);
    } else {
        uint32_t *words = (uint32_t *)bytes;
        uint32_t digest[8];
        sha256_swap(words, size / 4);
        sha256(digest, words, size / 4);
        sha256_swap(digest, 8);
        write_output((const uint8_t *)digest, sizeof digest);
    }
    return 0;
}
