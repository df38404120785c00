/* Verifies a signature of ECDSA on secp256r1 in software. */
#include "ecdsa-software.h"

static const curve own = {
    .field = {
        .modulus = {{0xffffffff, 0xffffffff, 0xffffffff, 0x00000000,
                     0x00000000, 0x00000000, 0x00000001, 0xffffffff}},
        .one = {{0x00000001, 0x00000000, 0x00000000, 0xffffffff,
                 0xffffffff, 0xffffffff, 0xfffffffe, 0x00000000}},
        .square = {{0x00000003, 0x00000000, 0xffffffff, 0xfffffffb,
                    0xfffffffe, 0xffffffff, 0xfffffffd, 0x00000004}},
        .inverse = 0x00000001,
    },
    .scalars = {
        .modulus = {{0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad,
                     0xffffffff, 0xffffffff, 0x00000000, 0xffffffff}},
        .one = {{0x039cdaaf, 0x0c46353d, 0x58e8617b, 0x43190552,
                 0x00000000, 0x00000000, 0xffffffff, 0x00000000}},
        .square = {{0xbe79eea2, 0x83244c95, 0x49bd6fa6, 0x4699799c,
                    0x2b6bec59, 0x2845b239, 0xf3d95620, 0x66e12d94}},
        .inverse = 0xee00bc4f,
    },
    .a_is_minus_3 = true,
    .b = {{0x29c4bddf, 0xd89cdf62, 0x78843090, 0xacf005cd,
           0xf7212ed6, 0xe5a220ab, 0x04874834, 0xdc30061d}},
    .x = {{0x18a9143c, 0x79e730d4, 0x5fedb601, 0x75ba95fc,
           0x77622510, 0x79fb732b, 0xa53755c6, 0x18905f76}},
    .y = {{0xce95560a, 0xddf25357, 0xba19e45c, 0x8b4ab8e4,
           0xdd21f325, 0xd2e88688, 0x25885d85, 0x8571ff18}},
};

int main(void)
{
    claim given;
    return read_claim(&given) ? answer(verify(&given, &own)) : 2;
}
