#include "guest.h"

static int32_t values[4096];

static void sort(int32_t *left, int32_t *right)
{
    while (left < right) {
        int32_t pivot = left[(right - left) >> 1];
        int32_t *i = left, *j = right;
        while (i <= j) {
            while (*i < pivot)
                i++;
            while (*j > pivot)
                j--;
            if (i <= j) {
                int32_t t = *i;
                *i++ = *j;
                *j-- = t;
            }
        }
        sort(left, j);
        left = i;
    }
}

MAIN
{
    uint32_t bytes = read(PRIVATE_INPUT, values, sizeof values);
    sort(values, values + bytes / 4 - 1);
    write(PUBLIC_OUTPUT, values, bytes);
    return 0;
}
