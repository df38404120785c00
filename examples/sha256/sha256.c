/* The SHA-256 digest, 32 bytes, of the private input. */
#include "limpid.h"
#include "sha256.h"

int main(void)
{
    static const uint32_t end_marks[4] = {0x80, 0x8000, 0x800000, 0x80000000};
    uint32_t state[8];
    uint32_t w[64];
    uint32_t length = 0;
    uint32_t size;
    sha256_init(state);
    do {
        for (int i = 0; i < 16; i++)
            w[i] = 0;
        size = read(PRIVATE_INPUT, w, 64);
        length += size;
        if (size < 64) {
            w[size / 4] |= end_marks[size % 4];
            if (size >= 56) {
                sha256_swap(w, 16);
                sha256_block(state, w);
                for (int i = 0; i < 14; i++)
                    w[i] = 0;
            }
        }
        sha256_swap(w, 16);
        if (size < 64) {
            w[14] = length >> 29;
            w[15] = length << 3;
        }
        sha256_block(state, w);
    } while (size == 64);
    sha256_swap(state, 8);
    write(PUBLIC_OUTPUT, state, 32);
    return 0;
}
