#include "zkvm/keccak.h"

#include "string.h"

/* Bytes of a block: the rest of the state, 64 bytes, is twice the digest. */
enum { RATE = 136 };

/* Adds whole words of a message, from a place that is a multiple of 4. */
static void add_words(uint32_t *state, const uint8_t *data, size_t words)
{
    if (((uint32_t)data & 3) == 0) {
        const uint32_t *from = (const uint32_t *)data;
        for (size_t i = 0; i < words; i++)
            state[i] ^= from[i];
        return;
    }
    for (size_t i = 0; i < words; i++) {
        uint32_t word;
        memcpy(&word, data + 4 * i, 4);
        state[i] ^= word;
    }
}

void limpid_keccak_init(limpid_keccak *hash)
{
    memset(hash, 0, sizeof *hash);
}

void limpid_keccak_update(limpid_keccak *hash, const uint8_t *data, size_t length)
{
    uint8_t *bytes = (uint8_t *)hash->state;
    while (length > 0) {
        size_t part = RATE - hash->used < length ? RATE - hash->used : length;
        size_t i = 0;
        if ((hash->used & 3) == 0) {
            add_words((uint32_t *)(bytes + hash->used), data, part / 4);
            i = part & ~3u;
        }
        for (; i < part; i++)
            bytes[hash->used + i] ^= data[i];
        data += part;
        length -= part;
        hash->used += part;
        if (hash->used == RATE) {
            limpid_keccak_f(hash->state);
            hash->used = 0;
        }
    }
}

void limpid_keccak_final(limpid_keccak *hash, uint8_t domain, uint8_t digest[32])
{
    uint8_t *bytes = (uint8_t *)hash->state;
    bytes[hash->used] ^= domain;
    bytes[RATE - 1] ^= 0x80;
    limpid_keccak_f(hash->state);
    memcpy(digest, bytes, 32);
}

static void hash(const uint8_t *data, size_t length, uint8_t domain, uint8_t digest[32])
{
    limpid_keccak own;
    limpid_keccak_init(&own);
    limpid_keccak_update(&own, data, length);
    limpid_keccak_final(&own, domain, digest);
}

zkvm_status zkvm_keccak256(const uint8_t *data, size_t length, zkvm_keccak256_hash *output)
{
    hash(data, length, 1, output->data);
    return ZKVM_EOK;
}

void limpid_sha3_256(const uint8_t *data, size_t length, uint8_t digest[32])
{
    hash(data, length, 6, digest);
}
