#include "zkvm/secp256k1.h"

#include "zkvm/ecdsa.h"

static const limpid_ecdsa secp256k1 = {
    .curve =
        {
            .field = LIMPID_RING(0xfffffc2f, 0xfffffffe, 0xffffffff, 0xffffffff,
                                 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff),
            .a = {{0}},
            .b = {{7}},
            .one = {{1}},
            .minus_one = {{0xfffffc2e, 0xfffffffe, 0xffffffff, 0xffffffff,
                           0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
            .minus_two = {{0xfffffc2d, 0xfffffffe, 0xffffffff, 0xffffffff,
                           0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
            .three_halves = {{0x7ffffe19, 0xffffffff, 0xffffffff, 0xffffffff,
                              0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff}},
            .minus_half_a = {{0}},
        },
    .scalars = LIMPID_RING(0xd0364141, 0xbfd25e8c, 0xaf48a03b, 0xbaaedce6,
                           0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff),
    .generator =
        {
            .x = {{0x16f81798, 0x59f2815b, 0x2dce28d9, 0x029bfcdb,
                   0xce870b07, 0x55a06295, 0xf9dcbbac, 0x79be667e}},
            .y = {{0xfb10d4b8, 0x9c47d08f, 0xa6855419, 0xfd17b448,
                   0x0e1108a8, 0x5da4fbfc, 0x26a3c465, 0x483ada77}},
        },
};

zkvm_status zkvm_secp256k1_verify(const zkvm_secp256k1_hash *msg, const zkvm_secp256k1_signature *sig,
                                  const zkvm_secp256k1_pubkey *pubkey, bool *verified)
{
    *verified = limpid_ecdsa_verify(msg->data, sig->data, pubkey->data, &secp256k1);
    return ZKVM_EOK;
}
