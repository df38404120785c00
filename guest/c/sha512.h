/* SHA-512 (FIPS 180-4). */
#ifndef LIMPID_SHA512_H
#define LIMPID_SHA512_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t state[8];
    uint64_t length;
    uint8_t block[128];
} sha512_context;

void sha512_init(sha512_context *context);

/* Takes in bytes of the message, which need not be aligned. */
void sha512_update(sha512_context *context, const uint8_t *bytes, size_t length);

void sha512_final(sha512_context *context, uint8_t digest[64]);

#endif
