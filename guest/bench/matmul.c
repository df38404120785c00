#include "guest.h"

enum { N = 24 };
static int8_t a[N * N], b[N * N];
static int32_t c[N * N];

MAIN
{
    read(PRIVATE_INPUT, a, sizeof a);
    read(PRIVATE_INPUT, b, sizeof b);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            int32_t sum = 0;
#pragma clang loop unroll(disable)
            for (int k = 0; k < N; k++)
                sum += a[i * N + k] * b[j * N + k];
            c[i * N + j] = sum;
        }
    write(PUBLIC_OUTPUT, c, sizeof c);
    return 0;
}
