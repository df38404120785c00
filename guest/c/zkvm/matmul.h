/* Products of matrices of signed bytes by the precompile. Other zkVMs have none, so the names are limpid's. */
#ifndef LIMPID_MATMUL_H
#define LIMPID_MATMUL_H

#include "limpid.h"
#include "zkvm/types.h"

enum { LIMPID_MATMUL = 0x1004 };

/* Bytes that a row of `length` bytes takes: rows end with zeros up to a multiple of 16. */
#define LIMPID_MATMUL_ROW(length) (((length) + 15) & ~15)

/*
 * c[i][j], the sum of a[i][k] b[j][k] over all k, is written or, if `accumulate` is 1, added to what is there, modulo 2^32.
 * So b has the columns of the second factor as its rows. All are aligned to words, without gaps between rows, and may
 * overlap: a, b and this are read before c is written. 1 to 65535 rows and columns (of c), length 16, 32, .. 32768; other
 * sizes trap, and so do products that no proof has room for: more than 2^30 products of bytes, counting rows and columns in
 * multiples of 4, or more than 2^26 bytes of a and b.
 */
typedef struct {
    int32_t *c;
    const int8_t *a;
    const int8_t *b;
    uint32_t rows;
    uint32_t columns;
    uint32_t length;
    uint32_t accumulate;
} limpid_matmul_arguments;

static inline void limpid_matmul_call(const limpid_matmul_arguments *arguments)
{
    limpid_call(LIMPID_MATMUL, (uint32_t)arguments, 0, 0);
}

/*
 * The same for all sizes: without rows or columns nothing happens, and the sum of no products is zero. ZKVM_EFAIL if the
 * length is no multiple of 16, a size is too large, or a pointer is not aligned.
 */
zkvm_status limpid_matmul(int32_t *c, const int8_t *a, const int8_t *b, size_t rows, size_t columns, size_t length,
                          int accumulate);

#endif
