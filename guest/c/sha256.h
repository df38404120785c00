/* SHA-256 (FIPS 180-4) of messages made of whole words. All words are numbers: the first byte is the highest.
   */
#ifndef LIMPID_SHA256_H
#define LIMPID_SHA256_H

#include <stdint.h>

void sha256_init(uint32_t state[8]);

/* Absorbs the block in the first 16 words of `w`; the others are overwritten. */
void sha256_block(uint32_t state[8], uint32_t w[64]);

/* The hash of `count` words. The digest may overlap the message. */
void sha256(uint32_t digest[8], const uint32_t *message, uint32_t count);

/* Between memory order and numbers, both ways. */
void sha256_swap(uint32_t *words, uint32_t count);

#endif
