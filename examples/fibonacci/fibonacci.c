/* The n-th Fibonacci number modulo 2^32, 4 bytes, little endian; n is decimal text in the public input. */
#include "text.h"

int main(void)
{
    struct text text = {PUBLIC_INPUT, 0, 0};
    uint32_t count;
    if (!next_number(&text, &count))
        return 1;
    uint32_t a = 0;
    uint32_t b = 1;
#pragma clang loop unroll(disable)
    for (; count > 0; count--) {
        uint32_t sum = a + b;
        a = b;
        b = sum;
    }
    write(PUBLIC_OUTPUT, &a, 4);
    return 0;
}
