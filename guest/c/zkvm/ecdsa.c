#include "zkvm/ecdsa.h"

bool limpid_ecdsa_verify(const uint8_t digest[32], const uint8_t r_and_s[64],
                         const uint8_t x_and_y[64], const limpid_ecdsa *ecdsa)
{
    const limpid_curve *curve = &ecdsa->curve;
    const limpid_ring *scalars = &ecdsa->scalars;
    limpid_u256 r = limpid_from_big_endian(r_and_s), s = limpid_from_big_endian(r_and_s + 32);
    if (!limpid_is_scalar(&r, scalars) || !limpid_is_scalar(&s, scalars))
        return false;
    limpid_point key = {limpid_from_big_endian(x_and_y), limpid_from_big_endian(x_and_y + 32), false};
    if (!limpid_is_on_curve(&key.x, &key.y, curve))
        return false;

    limpid_u256 z = limpid_from_big_endian(digest);
    limpid_multiply(&z, &z, &curve->one, scalars);
    limpid_u256 of_generator, of_key;
    limpid_divide(&of_generator, &z, &s, scalars);
    limpid_divide(&of_key, &r, &s, scalars);

    limpid_multiple generators[LIMPID_MULTIPLES], keys[LIMPID_MULTIPLES];
    limpid_multiples(generators, &ecdsa->generator, curve);
    limpid_multiples(keys, &key, curve);
    limpid_point point = limpid_double_product(&of_generator, generators, &of_key, keys, curve);
    if (point.is_infinity)
        return false;
    limpid_multiply(&point.x, &point.x, &curve->one, scalars);
    return limpid_equal(&point.x, &r);
}

bool limpid_ecdsa_recover(uint8_t x_and_y[64], const uint8_t digest[32], const limpid_u256 *r,
                          const limpid_u256 *s, const limpid_point *nonce, const limpid_ecdsa *ecdsa)
{
    const limpid_curve *curve = &ecdsa->curve;
    const limpid_ring *scalars = &ecdsa->scalars;
    /* With the nonce k, s k = z + r d: the key d G is (s / r) k G - (z / r) G. */
    limpid_u256 of_generator = limpid_from_big_endian(digest), of_nonce;
    limpid_divide_difference(&of_generator, &(limpid_u256){{0}}, r, scalars);
    limpid_divide(&of_nonce, s, r, scalars);

    limpid_multiple generators[LIMPID_MULTIPLES], nonces[LIMPID_MULTIPLES];
    limpid_multiples(generators, &ecdsa->generator, curve);
    limpid_multiples(nonces, nonce, curve);
    limpid_point key = limpid_double_product(&of_generator, generators, &of_nonce, nonces, curve);
    if (key.is_infinity)
        return false;
    limpid_to_big_endian(x_and_y, &key.x);
    limpid_to_big_endian(x_and_y + 32, &key.y);
    return true;
}
