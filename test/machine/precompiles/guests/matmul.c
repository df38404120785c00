/*
 * The product of the two matrices of the private input, after a byte of public input: 0 by the precompile, 1 in software.
 * Private input: three words, the rows of a, the rows of b, and their length; then a and b. Rows with another length than a
 * multiple of 16 are filled up.
 */
#include "string.h"
#include "zkvm/matmul.h"

enum { LIMIT = 1 << 16 };

static int8_t a[LIMIT], b[LIMIT];
static int32_t c[LIMIT];

static __attribute__((noinline)) void software(uint32_t rows, uint32_t columns, uint32_t length)
{
    for (uint32_t i = 0; i < rows; i++)
        for (uint32_t j = 0; j < columns; j++) {
            int32_t sum = 0;
            for (uint32_t k = 0; k < length; k++)
                sum += a[i * length + k] * b[j * length + k];
            c[i * columns + j] = sum;
        }
}

int main(void)
{
    uint8_t choice;
    uint32_t size[3];
    read(PUBLIC_INPUT, &choice, 1);
    read(PRIVATE_INPUT, size, sizeof size);
    uint32_t rows = size[0], columns = size[1], length = size[2], full = LIMPID_MATMUL_ROW(length);
    if (choice == 1)
        full = length;
    for (uint32_t i = 0; i < rows; i++)
        read(PRIVATE_INPUT, a + i * full, length);
    for (uint32_t j = 0; j < columns; j++)
        read(PRIVATE_INPUT, b + j * full, length);
    if (choice == 1)
        software(rows, columns, length);
    else if (limpid_matmul(c, a, b, rows, columns, full, 0) != ZKVM_EOK)
        return 1;
    write(PUBLIC_OUTPUT, c, 4 * rows * columns);
    return 0;
}
