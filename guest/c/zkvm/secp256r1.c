#include "zkvm/secp256r1.h"

#include "zkvm/ecdsa.h"

static const limpid_ecdsa secp256r1 = {
    .curve =
        {
            .field = LIMPID_RING(0xffffffff, 0xffffffff, 0xffffffff, 0x00000000,
                                 0x00000000, 0x00000000, 0x00000001, 0xffffffff),
            .a = {{0xfffffffc, 0xffffffff, 0xffffffff, 0x00000000,
                   0x00000000, 0x00000000, 0x00000001, 0xffffffff}},
            .b = {{0x27d2604b, 0x3bce3c3e, 0xcc53b0f6, 0x651d06b0,
                   0x769886bc, 0xb3ebbd55, 0xaa3a93e7, 0x5ac635d8}},
            .one = {{1}},
            .minus_one = {{0xfffffffe, 0xffffffff, 0xffffffff, 0x00000000,
                           0x00000000, 0x00000000, 0x00000001, 0xffffffff}},
            .minus_two = {{0xfffffffd, 0xffffffff, 0xffffffff, 0x00000000,
                           0x00000000, 0x00000000, 0x00000001, 0xffffffff}},
            .three_halves = {{0x00000001, 0x00000000, 0x80000000, 0x00000000,
                              0x00000000, 0x80000000, 0x80000000, 0x7fffffff}},
            .minus_half_a = {{0x00000001, 0x00000000, 0x80000000, 0x00000000,
                              0x00000000, 0x80000000, 0x80000000, 0x7fffffff}},
        },
    .scalars = LIMPID_RING(0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad,
                           0xffffffff, 0xffffffff, 0x00000000, 0xffffffff),
    .generator =
        {
            .x = {{0xd898c296, 0xf4a13945, 0x2deb33a0, 0x77037d81,
                   0x63a440f2, 0xf8bce6e5, 0xe12c4247, 0x6b17d1f2}},
            .y = {{0x37bf51f5, 0xcbb64068, 0x6b315ece, 0x2bce3357,
                   0x7c0f9e16, 0x8ee7eb4a, 0xfe1a7f9b, 0x4fe342e2}},
        },
};

zkvm_status zkvm_secp256r1_verify(const zkvm_secp256r1_hash *msg, const zkvm_secp256r1_signature *sig,
                                  const zkvm_secp256r1_pubkey *pubkey, bool *verified)
{
    *verified = limpid_ecdsa_verify(msg->data, sig->data, pubkey->data, &secp256r1);
    return ZKVM_EOK;
}
