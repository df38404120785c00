/* Shows that an issuer signed a birth date at least 18 years before a public date, and nothing else about it.

   Public input: the issuer's public key (32 bytes), the date (4 bytes, little endian number YYYYMMDD).
   Private input: birth date (as the date), number of the one-time key (4 bytes), signature (16 * 32 bytes),
   siblings of the one-time key's leaf (32 bytes each).
   Output: "over 18". Exit code 1 if the holder is younger or the signature is wrong, 2 if the input is too
   short.

   The signature is Winternitz with base 4: the birth date is 13 digits, least first, and 3 more are the sum
   of (3 - digit). Chain i of a one-time key starts at a secret and has 3 steps, step(x) = SHA-256("step" ||
   x); the signature reveals chain i after digit i steps. leaf = SHA-256("leaf" || ends of the 16 chains), and
   the issuer's public key is the Merkle root of all one-time keys. */
#include "merkle.h"

enum { DATE_DIGITS = 13, CHAINS = 16, BASE = 4 };

int main(void)
{
    uint32_t key[8];
    uint32_t date;
    uint32_t birth;
    uint32_t index;
    uint32_t step[9];
    uint32_t leaf[1 + 8 * CHAINS];
    read_digest(PUBLIC_INPUT, key);
    if (read(PUBLIC_INPUT, &date, 4) != 4)
        return 2;
    if (read(PRIVATE_INPUT, &birth, 4) != 4 || read(PRIVATE_INPUT, &index, 4) != 4)
        return 2;
    if (birth >> (2 * DATE_DIGITS) != 0 || date < birth || date - birth < 18 * 10000)
        return 1;

    uint32_t digits = birth;
    uint32_t sum = 0;
    step[0] = 0x73746570;
    leaf[0] = 0x6c656166;
    uint32_t *end = leaf + 1;
    for (int chain = 0; chain < CHAINS; chain++) {
        if (chain == DATE_DIGITS)
            digits = sum;
        uint32_t left = BASE - 1 - (digits & (BASE - 1));
        digits >>= 2;
        sum += left;
        read_digest(PRIVATE_INPUT, step + 1);
        for (; left > 0; left--)
            sha256(step + 1, step, 9);
        copy_digest(end, step + 1);
        end += 8;
    }
    uint32_t node[8];
    sha256(node, leaf, 1 + 8 * CHAINS);
    merkle_root(node, index);
    if (!same_digest(node, key))
        return 1;
    write(PUBLIC_OUTPUT, "over 18", 7);
    return 0;
}
