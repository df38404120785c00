/* Shows that the holder of a secret is on a list, and gives a nullifier that is the same whenever the same
   secret is used in the same scope. Neither the secret nor the place in the list comes out.

   Public input: root of the list (32 bytes), scope (32 bytes).
   Private input: secret (32 bytes), number of the leaf (4 bytes, little endian), siblings from the leaf up
   (32 bytes each).
   Output: nullifier (32 bytes). Exit code 1 if the secret is not on the list, 2 if the input is too short.

   leaf = SHA-256("leaf" || secret), node = SHA-256("node" || left || right), nullifier = SHA-256("null" ||
   secret || scope) */
#include "merkle.h"

int main(void)
{
    uint32_t root[8];
    uint32_t message[17];
    uint32_t node[8];
    uint32_t index;
    uint32_t *const secret = message + 1;
    uint32_t *const scope = message + 9;
    read_digest(PUBLIC_INPUT, root);
    read_digest(PUBLIC_INPUT, scope);
    read_digest(PRIVATE_INPUT, secret);
    if (read(PRIVATE_INPUT, &index, 4) != 4)
        return 2;
    message[0] = 0x6c656166;
    sha256(node, message, 9);
    merkle_root(node, index);
    if (!same_digest(node, root))
        return 1;
    message[0] = 0x6e756c6c;
    sha256(node, message, 17);
    sha256_swap(node, 8);
    write(PUBLIC_OUTPUT, node, 32);
    return 0;
}
