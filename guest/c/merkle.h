/* Merkle trees over SHA-256 with tagged hashes. All words are numbers, as in sha256.h. */
#ifndef LIMPID_MERKLE_H
#define LIMPID_MERKLE_H

#include "limpid.h"
#include "sha256.h"

/* Reads one digest or secret of 32 bytes, or exits with code 2. */
static inline void read_digest(int descriptor, uint32_t digest[8])
{
    if (read(descriptor, digest, 32) != 32)
        exit(2);
    sha256_swap(digest, 8);
}

static inline void copy_digest(uint32_t target[8], const uint32_t source[8])
{
    for (int i = 0; i < 8; i++)
        target[i] = source[i];
}

static inline int same_digest(const uint32_t a[8], const uint32_t b[8])
{
    uint32_t difference = 0;
    for (int i = 0; i < 8; i++)
        difference |= a[i] ^ b[i];
    return difference == 0;
}

/* Climbs from leaf number `index` along the siblings that are left of the private input, in place. A node is
   SHA-256("node" || left || right). Exits with code 2 unless the input ends with a whole sibling. */
static inline void merkle_root(uint32_t node[8], uint32_t index)
{
    uint32_t message[17];
    uint32_t sibling[8];
    uint32_t size;
    message[0] = 0x6e6f6465;
    while ((size = read(PRIVATE_INPUT, sibling, 32)) == 32) {
        sha256_swap(sibling, 8);
        uint32_t right = index & 1;
        copy_digest(message + 1, right ? sibling : node);
        copy_digest(message + 9, right ? node : sibling);
        sha256(node, message, 17);
        index >>= 1;
    }
    if (size != 0)
        exit(2);
}

#endif
