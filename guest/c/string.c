/* By words where both pointers are aligned, because every access costs the prover the same. */
#include "string.h"

#include <stdint.h>

static int aligned(const void *a, const void *b)
{
    return (((uintptr_t)a | (uintptr_t)b) & 3) == 0;
}

void *memcpy(void *restrict target, const void *restrict source, size_t size)
{
    return memmove(target, source, size);
}

void *memmove(void *target, const void *source, size_t size)
{
    uint8_t *to = target;
    const uint8_t *from = source;
    size_t words = aligned(to, from) ? size / 4 : 0;
    if ((uintptr_t)to - (uintptr_t)from >= size) {
        for (size_t i = 0; i < words; i++)
            ((uint32_t *)to)[i] = ((const uint32_t *)from)[i];
        for (size_t i = 4 * words; i < size; i++)
            to[i] = from[i];
    } else {
        for (size_t i = size; i > 4 * words; i--)
            to[i - 1] = from[i - 1];
        for (size_t i = words; i > 0; i--)
            ((uint32_t *)to)[i - 1] = ((const uint32_t *)from)[i - 1];
    }
    return target;
}

void *memset(void *target, int byte, size_t size)
{
    uint8_t *to = target;
    uint32_t word = (uint8_t)byte;
    word |= word << 8;
    word |= word << 16;
    size_t words = aligned(to, to) ? size / 4 : 0;
    for (size_t i = 0; i < words; i++)
        ((uint32_t *)to)[i] = word;
    for (size_t i = 4 * words; i < size; i++)
        to[i] = (uint8_t)byte;
    return target;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const uint8_t *x = a;
    const uint8_t *y = b;
    size_t i = 0;
    if (aligned(x, y))
        while (i + 4 <= size && *(const uint32_t *)(x + i) == *(const uint32_t *)(y + i))
            i += 4;
    for (; i < size; i++)
        if (x[i] != y[i])
            return x[i] - y[i];
    return 0;
}

size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length] != 0)
        length++;
    return length;
}
