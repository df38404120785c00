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

/* The point with this x, below the modulus, whose y is odd or even as asked, if there is one. */
static bool lift(limpid_point *point, const limpid_u256 *x, uint32_t parity)
{
    const limpid_curve *curve = &secp256k1.curve;
    const limpid_ring *field = &curve->field;
    limpid_u256 square, y, ones;
    limpid_multiply(&square, x, x, field);
    limpid_multiply(&square, &square, x, field);
    limpid_add_product(&square, &curve->b, &curve->one, field);
    /* The power (p + 1) / 4 is a root of every square: 223 ones, 0, 22 ones, 0000, 11, 00. */
    y = limpid_power_of_ones(&square, 223, field);
    limpid_square(&y, 1 + 22, field);
    ones = limpid_power_of_ones(&square, 22, field);
    limpid_multiply(&y, &y, &ones, field);
    limpid_square(&y, 4 + 2, field);
    ones = limpid_power_of_ones(&square, 2, field);
    limpid_multiply(&y, &y, &ones, field);
    limpid_square(&y, 2, field);
    /* y is not 0, since the order is odd. */
    if ((y.words[0] & 1) != parity)
        limpid_multiply(&y, &y, &curve->minus_one, field);
    *point = (limpid_point){*x, y, false};
    return limpid_is_on_curve(x, &y, curve);
}

zkvm_status zkvm_secp256k1_ecrecover(const zkvm_secp256k1_hash *msg, const zkvm_secp256k1_signature *sig,
                                     uint8_t recid, zkvm_secp256k1_pubkey *output)
{
    const limpid_ring *field = &secp256k1.curve.field;
    const limpid_ring *scalars = &secp256k1.scalars;
    const limpid_u256 *order = &scalars->multiply.modulus;
    limpid_u256 r = limpid_from_big_endian(sig->data), s = limpid_from_big_endian(sig->data + 32);
    limpid_u256 x = r;
    if (recid > 3 || !limpid_is_scalar(&r, scalars) || !limpid_is_scalar(&s, scalars))
        return ZKVM_EFAIL;
    if ((recid & 2) != 0) {
        limpid_add_product(&x, order, &secp256k1.curve.one, field);
        /* Reduced, the sum is less than the order, if it exceeded the modulus. */
        if (limpid_less(&x, order))
            return ZKVM_EFAIL;
    }
    limpid_point nonce;
    bool recovered = lift(&nonce, &x, recid & 1) &&
                     limpid_ecdsa_recover(output->data, msg->data, &r, &s, &nonce, &secp256k1);
    return recovered ? ZKVM_EOK : ZKVM_EFAIL;
}
