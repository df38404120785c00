/* Points are those of the curve in Weierstrass form, with u = (1 + y) / (1 - y) and v = root u / x of Montgomery's
   form, at (u + 486662 / 3, v). The neutral element (0, 1) is at infinity, and (0, -1) has v = 0. */
#include "zkvm/ed25519.h"

#include "sha512.h"
#include "zkvm/curve.h"

static const limpid_curve curve = {
    .field = LIMPID_RING(0xffffffed, 0xffffffff, 0xffffffff, 0xffffffff,
                         0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff),
    .a = {{0x4914a144, 0xaaaaaa98, 0xaaaaaaaa, 0xaaaaaaaa,
           0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0x2aaaaaaa}},
    .b = {{0x7710c864, 0x260b5e9c, 0x5ed097b4, 0xed097b42,
           0xd097b425, 0x097b425e, 0x97b425ed, 0x7b425ed0}},
    .one = {{1}},
    .minus_one = {{0xffffffec, 0xffffffff, 0xffffffff, 0xffffffff,
                   0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff}},
    .minus_two = {{0xffffffeb, 0xffffffff, 0xffffffff, 0xffffffff,
                   0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff}},
    .three_halves = {{0xfffffff8, 0xffffffff, 0xffffffff, 0xffffffff,
                      0xffffffff, 0xffffffff, 0xffffffff, 0x3fffffff}},
    .minus_half_a = {{0xdb75af4b, 0xaaaaaab3, 0xaaaaaaaa, 0xaaaaaaaa,
                      0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0x6aaaaaaa}},
};
static const limpid_ring scalars =
    LIMPID_RING(0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de,
                0x00000000, 0x00000000, 0x00000000, 0x10000000);
static const limpid_point generator = {
    .x = {{0xaaad245a, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa,
           0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0x2aaaaaaa}},
    .y = {{0x81312c14, 0xd6163a5d, 0x92839e4d, 0x6dc2b281,
           0x88b72eb3, 0x1fe122d3, 0x475f794b, 0x5f51e65e}},
};
/* d of the twisted Edwards form, a root of -1, and 2^256 modulo the order. */
static const limpid_u256 edwards_d = {{0x135978a3, 0x75eb4dca, 0x4141d8ab, 0x00700a4d,
                                       0x7779e898, 0x8cc74079, 0x2b6ffe73, 0x52036cee}};
static const limpid_u256 root_of_minus_one = {{0x4a0ea0b0, 0xc4ee1b27, 0xad2fe478, 0x2f431806,
                                               0x3dfbd7a7, 0x2b4d0099, 0x4fc1df0b, 0x2b832480}};
static const limpid_u256 two_to_256 = {{0x8d98951d, 0xd6ec3174, 0x737dcf70, 0xc6ef5bf4,
                                        0xfffffffe, 0xffffffff, 0xffffffff, 0x0fffffff}};
/* A third of 486662, its negative, a root of -486664. */
static const limpid_u256 third = {{0xaaad2451, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa,
                                   0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0x2aaaaaaa}};
static const limpid_u256 minus_third = {{0x5552db9c, 0x55555555, 0x55555555, 0x55555555,
                                         0x55555555, 0x55555555, 0x55555555, 0x55555555}};
static const limpid_u256 root = {{0xff457e06, 0xcc6e04aa, 0x4b7d1a82, 0xc5a1d3d1,
                                  0x03fc4f7e, 0xd27b08dc, 0x60a006bb, 0x0f26edf4}};

static void multiply(limpid_u256 *result, const limpid_u256 *a, const limpid_u256 *b)
{
    limpid_multiply(result, a, b, &curve.field);
}

static void add(limpid_u256 *result, const limpid_u256 *a)
{
    limpid_add_product(result, a, &curve.one, &curve.field);
}

static void subtract(limpid_u256 *result, const limpid_u256 *a)
{
    limpid_add_product(result, a, &curve.minus_one, &curve.field);
}

/* x to the power (p + 3) / 8 = 2^252 - 2, which is a root of x or of -x if there is one. */
static limpid_u256 power(const limpid_u256 *x)
{
    limpid_u256 y = limpid_power_of_ones(x, 251, &curve.field);
    multiply(&y, &y, &y);
    return y;
}

/* The negative of the point that 32 bytes encode, if they do. */
static bool decode_negative(limpid_point *point, const zkvm_bytes_32 *encoded)
{
    const limpid_ring *field = &curve.field;
    limpid_u256 y = limpid_from_little_endian(encoded->data);
    uint32_t sign = y.words[7] >> 31;
    y.words[7] &= 0x7fffffff;
    if (!limpid_less(&y, &field->multiply.modulus))
        return false;
    /* x^2 = (y^2 - 1) / (d y^2 + 1); d is no square, so that there is no division by 0. */
    limpid_u256 y2, divisor = curve.one, x2, negated, square_of_x;
    multiply(&y2, &y, &y);
    limpid_add_product(&divisor, &edwards_d, &y2, field);
    subtract(&y2, &curve.one);
    limpid_divide(&x2, &y2, &divisor, field);
    limpid_u256 x = power(&x2);
    multiply(&square_of_x, &x, &x);
    if (!limpid_equal(&square_of_x, &x2)) {
        multiply(&negated, &square_of_x, &curve.minus_one);
        if (!limpid_equal(&negated, &x2))
            return false;
        multiply(&x, &x, &root_of_minus_one);
    }
    if (limpid_is_zero(&x)) {
        if (sign != 0)
            return false;
        point->is_infinity = limpid_equal(&y, &curve.one);
        point->x = third;
        point->y = x;
        return true;
    }
    if ((x.words[0] & 1) == sign)
        multiply(&x, &x, &curve.minus_one);
    limpid_u256 u = curve.one, below = curve.one;
    add(&u, &y);
    subtract(&below, &y);
    limpid_divide(&u, &u, &below, field);
    point->is_infinity = false;
    multiply(&point->y, &root, &u);
    limpid_divide(&point->y, &point->y, &x, field);
    point->x = u;
    add(&point->x, &third);
    return true;
}

static limpid_u256 encode(const limpid_point *point)
{
    if (point->is_infinity)
        return curve.one;
    if (limpid_is_zero(&point->y))
        return curve.minus_one;
    limpid_u256 u = point->x, x, y, below = curve.one;
    add(&u, &minus_third);
    multiply(&x, &root, &u);
    limpid_divide(&x, &x, &point->y, &curve.field);
    /* No point has u = -1. */
    y = u;
    subtract(&y, &curve.one);
    add(&below, &u);
    limpid_divide(&y, &y, &below, &curve.field);
    y.words[7] |= x.words[0] << 31;
    return y;
}

bool limpid_ed25519_verify(const uint8_t *message, size_t length, const zkvm_bytes_64 *signature,
                           const zkvm_bytes_32 *public_key)
{
    limpid_u256 r = limpid_from_little_endian(signature->data);
    limpid_u256 s = limpid_from_little_endian(signature->data + 32);
    limpid_point key;
    if (!limpid_less(&s, &scalars.multiply.modulus) || !decode_negative(&key, public_key))
        return false;

    sha512_context context;
    uint8_t digest[64];
    sha512_init(&context);
    sha512_update(&context, signature->data, 32);
    sha512_update(&context, public_key->data, 32);
    sha512_update(&context, message, length);
    sha512_final(&context, digest);
    limpid_u256 k = limpid_from_little_endian(digest);
    limpid_u256 high = limpid_from_little_endian(digest + 32);
    limpid_multiply(&k, &k, &curve.one, &scalars);
    limpid_add_product(&k, &high, &two_to_256, &scalars);

    limpid_multiple generators[LIMPID_MULTIPLES], keys[LIMPID_MULTIPLES];
    limpid_multiples(generators, &generator, &curve);
    limpid_multiples(keys, &key, &curve);
    limpid_point point = limpid_double_product(&s, generators, &k, keys, &curve);
    limpid_u256 encoded = encode(&point);
    return limpid_equal(&encoded, &r);
}
