/* Verifies a signature of ECDSA on secp256k1 in software. */
#include "ecdsa-software.h"

static const curve own = {
    .field = {
        .modulus = {{0xfffffc2f, 0xfffffffe, 0xffffffff, 0xffffffff,
                     0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
        .one = {{0x000003d1, 0x00000001, 0x00000000, 0x00000000,
                 0x00000000, 0x00000000, 0x00000000, 0x00000000}},
        .square = {{0x000e90a1, 0x000007a2, 0x00000001, 0x00000000,
                    0x00000000, 0x00000000, 0x00000000, 0x00000000}},
        .inverse = 0xd2253531,
    },
    .scalars = {
        .modulus = {{0xd0364141, 0xbfd25e8c, 0xaf48a03b, 0xbaaedce6,
                     0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff}},
        .one = {{0x2fc9bebf, 0x402da173, 0x50b75fc4, 0x45512319,
                 0x00000001, 0x00000000, 0x00000000, 0x00000000}},
        .square = {{0x67d7d140, 0x896cf214, 0x0e7cf878, 0x741496c2,
                    0x5bcd07c6, 0xe697f5e4, 0x81c69bc5, 0x9d671cd5}},
        .inverse = 0x5588b13f,
    },
    .a_is_minus_3 = false,
    .b = {{0x00001ab7, 0x00000007, 0x00000000, 0x00000000,
           0x00000000, 0x00000000, 0x00000000, 0x00000000}},
    .x = {{0x487e2097, 0xd7362e5a, 0x29bc66db, 0x231e2953,
           0x33fd129c, 0x979f48c0, 0xe9089f48, 0x9981e643}},
    .y = {{0xd3dbabe2, 0xb15ea6d2, 0x1f1dc64d, 0x8dfc5d5d,
           0xac19c136, 0x70b6b59a, 0xd4a582d6, 0xcf3f851f}},
};

int main(void)
{
    claim given;
    return read_claim(&given) ? answer(verify(&given, &own)) : 2;
}
