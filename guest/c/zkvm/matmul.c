#include "zkvm/matmul.h"

#include "string.h"

enum { MAX_SIDE = 65535, MAX_LENGTH = 32768 };

zkvm_status limpid_matmul(int32_t *c, const int8_t *a, const int8_t *b, size_t rows, size_t columns, size_t length,
                          int accumulate)
{
    if (rows > MAX_SIDE || columns > MAX_SIDE || length > MAX_LENGTH || length % 16 != 0)
        return ZKVM_EFAIL;
    if ((((uint32_t)c | (uint32_t)a | (uint32_t)b) & 3) != 0)
        return ZKVM_EFAIL;
    if (rows == 0 || columns == 0)
        return ZKVM_EOK;
    if (length == 0) {
        if (!accumulate)
            memset(c, 0, 4 * rows * columns);
        return ZKVM_EOK;
    }
    limpid_matmul_arguments arguments = {c, a, b, rows, columns, length, accumulate != 0};
    limpid_matmul_call(&arguments);
    return ZKVM_EOK;
}
