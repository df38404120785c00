#include "guest.h"

static uint32_t fibonacci(uint32_t n)
{
    uint32_t a = 0, b = 1;
    for (; n > 0; n--) {
        uint32_t sum = a + b;
        a = b;
        b = sum;
        __asm__ volatile("" : "+r"(n));
    }
    return a;
}

MAIN
{
    uint32_t n;
    read(PRIVATE_INPUT, &n, 4);
    uint32_t result = fibonacci(n);
    write(PUBLIC_OUTPUT, &result, 4);
    return 0;
}
