/* Verification of ECDSA in software, for curves of prime order with a = 0 or a = -3: Montgomery's multiplication,
   Jacobian coordinates, and both products at once in signed digits to the base 16. */
#ifndef BENCH_ECDSA_SOFTWARE_H
#define BENCH_ECDSA_SOFTWARE_H

#include "ecdsa.h"
#include "string.h"

/* A number, lowest word first. */
typedef struct {
    uint32_t words[8];
} number;

/* Arithmetic modulo an odd number above 2^255. `one` is 2^256 and `square` 2^512 modulo it, `inverse` -1 / modulus modulo
   2^32. Elements are below the modulus, and 2^256 times what they stand for. */
typedef struct {
    number modulus, one, square;
    uint32_t inverse;
} ring;

/* Constants of a curve; b and the generator are elements of the field. */
typedef struct {
    ring field, scalars;
    bool a_is_minus_3;
    number b, x, y;
} curve;

/* x / z^2 and y / z^3; at infinity if z = 0. */
typedef struct {
    number x, y, z;
} point;

enum { MULTIPLES = 8 };

static bool is_zero(const number *a)
{
    uint32_t all = 0;
    for (int i = 0; i < 8; i++)
        all |= a->words[i];
    return all == 0;
}

static bool is_equal(const number *a, const number *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* difference = a - b modulo 2^256; returns the borrow. */
static uint32_t subtract_words(number *difference, const number *a, const number *b)
{
    uint32_t borrow = 0;
    for (int i = 0; i < 8; i++) {
        uint32_t x = a->words[i], y = b->words[i], rest = x - y;
        difference->words[i] = rest - borrow;
        borrow = (x < y) | (rest < borrow);
    }
    return borrow;
}

/* sum = a + b modulo 2^256; returns the carry. */
static uint32_t add_words(number *sum, const number *a, const number *b)
{
    uint32_t carry = 0;
    for (int i = 0; i < 8; i++) {
        uint32_t x = a->words[i], part = x + b->words[i];
        sum->words[i] = part + carry;
        carry = (part < x) | (sum->words[i] < carry);
    }
    return carry;
}

static bool is_less(const number *a, const number *b)
{
    number unused;
    return subtract_words(&unused, a, b) != 0;
}

static void add(number *sum, const number *a, const number *b, const ring *own)
{
    number all, reduced;
    uint32_t carry = add_words(&all, a, b);
    uint32_t borrow = subtract_words(&reduced, &all, &own->modulus);
    *sum = carry < borrow ? all : reduced;
}

static void subtract(number *difference, const number *a, const number *b, const ring *own)
{
    if (subtract_words(difference, a, b))
        add_words(difference, difference, &own->modulus);
}

/* product = a b / 2^256 */
static __attribute__((noinline)) void multiply(number *product, const number *a, const number *b,
                                               const ring *own)
{
    const uint32_t *modulus = own->modulus.words;
    uint32_t t[10] = {0};
    for (int i = 0; i < 8; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < 8; j++) {
            carry += (uint64_t)a->words[j] * b->words[i] + t[j];
            t[j] = (uint32_t)carry;
            carry >>= 32;
        }
        carry += t[8];
        t[8] = (uint32_t)carry;
        t[9] = (uint32_t)(carry >> 32);
        uint32_t times = t[0] * own->inverse;
        carry = ((uint64_t)times * modulus[0] + t[0]) >> 32;
        for (int j = 1; j < 8; j++) {
            carry += (uint64_t)times * modulus[j] + t[j];
            t[j - 1] = (uint32_t)carry;
            carry >>= 32;
        }
        carry += t[8];
        t[7] = (uint32_t)carry;
        t[8] = t[9] + (uint32_t)(carry >> 32);
    }
    number whole, reduced;
    memcpy(&whole, t, sizeof whole);
    uint32_t borrow = subtract_words(&reduced, &whole, &own->modulus);
    *product = t[8] < borrow ? whole : reduced;
}

/* Numbers below 2^256 and the elements that stand for them. */
static void to_element(number *element, const number *value, const ring *own)
{
    multiply(element, value, &own->square, own);
}

static void from_element(number *value, const number *element, const ring *own)
{
    static const number one = {{1}};
    multiply(value, element, &one, own);
}

/* 1 / a modulo a prime, by Fermat, four bits of the exponent at a time. */
static void invert(number *inverse, const number *a, const ring *own)
{
    static const number two = {{2}};
    number powers[16], exponent, result = own->one;
    powers[0] = own->one;
    for (int i = 1; i < 16; i++)
        multiply(&powers[i], &powers[i - 1], a, own);
    subtract_words(&exponent, &own->modulus, &two);
    for (int i = 63; i >= 0; i--) {
        for (int bit = 0; bit < 4; bit++)
            multiply(&result, &result, &result, own);
        uint32_t digit = exponent.words[i / 8] >> 4 * (i % 8) & 15;
        if (digit != 0)
            multiply(&result, &result, &powers[digit], own);
    }
    *inverse = result;
}

static void twice(point *p, const curve *own)
{
    const ring *f = &own->field;
    number m, s, yy, t;
    if (is_zero(&p->z))
        return;
    /* m = 3 x^2 + a z^4 */
    if (own->a_is_minus_3) {
        multiply(&t, &p->z, &p->z, f);
        subtract(&m, &p->x, &t, f);
        add(&t, &p->x, &t, f);
        multiply(&m, &m, &t, f);
    } else {
        multiply(&m, &p->x, &p->x, f);
    }
    add(&t, &m, &m, f);
    add(&m, &m, &t, f);
    /* z = 2 y z; s = 4 x y^2; x = m^2 - 2 s; y = m (s - x) - 8 y^4 */
    add(&t, &p->y, &p->y, f);
    multiply(&p->z, &p->z, &t, f);
    multiply(&yy, &t, &t, f);
    multiply(&s, &p->x, &yy, f);
    multiply(&p->x, &m, &m, f);
    subtract(&p->x, &p->x, &s, f);
    subtract(&p->x, &p->x, &s, f);
    subtract(&t, &s, &p->x, f);
    multiply(&m, &m, &t, f);
    multiply(&yy, &yy, &yy, f);
    /* yy = 16 y^4: half of it */
    uint32_t carry = yy.words[0] & 1 ? add_words(&yy, &yy, &f->modulus) : 0;
    for (int i = 0; i < 8; i++)
        yy.words[i] = yy.words[i] >> 1 | (i < 7 ? yy.words[i + 1] : carry) << 31;
    subtract(&p->y, &m, &yy, f);
}

/* p += q, or p -= q */
static void add_point(point *p, const point *q, bool is_subtracted, const curve *own)
{
    const ring *f = &own->field;
    static const number zero;
    number zz_p, zz_q, u, s, h, r, t, y_q = q->y;
    if (is_zero(&q->z))
        return;
    if (is_subtracted)
        subtract(&y_q, &zero, &y_q, f);
    if (is_zero(&p->z)) {
        *p = *q;
        p->y = y_q;
        return;
    }
    multiply(&zz_p, &p->z, &p->z, f);
    multiply(&zz_q, &q->z, &q->z, f);
    multiply(&u, &p->x, &zz_q, f);
    multiply(&h, &q->x, &zz_p, f);
    subtract(&h, &h, &u, f);
    multiply(&s, &q->z, &zz_q, f);
    multiply(&s, &s, &p->y, f);
    multiply(&r, &p->z, &zz_p, f);
    multiply(&r, &r, &y_q, f);
    subtract(&r, &r, &s, f);
    if (is_zero(&h)) {
        if (is_zero(&r))
            twice(p, own);
        else
            p->z = zero;
        return;
    }
    /* x = r^2 - h^3 - 2 u h^2; y = r (u h^2 - x) - s h^3; z = h z_p z_q */
    multiply(&p->z, &p->z, &q->z, f);
    multiply(&p->z, &p->z, &h, f);
    multiply(&t, &h, &h, f);
    multiply(&u, &u, &t, f);
    multiply(&h, &h, &t, f);
    multiply(&p->x, &r, &r, f);
    subtract(&p->x, &p->x, &h, f);
    subtract(&p->x, &p->x, &u, f);
    subtract(&p->x, &p->x, &u, f);
    subtract(&u, &u, &p->x, f);
    multiply(&u, &u, &r, f);
    multiply(&s, &s, &h, f);
    subtract(&p->y, &u, &s, f);
}

/* P, 2 P, .. 8 P */
static void multiples_of(point multiples[MULTIPLES], const point *p, const curve *own)
{
    multiples[0] = *p;
    for (int i = 1; i < MULTIPLES; i++) {
        multiples[i] = multiples[i / 2];
        if (i % 2 == 1) {
            twice(&multiples[i], own);
        } else {
            multiples[i] = multiples[i - 1];
            add_point(&multiples[i], p, false, own);
        }
    }
}

/* A digit less 8, times a point by its multiples. */
static void add_digit(point *sum, const point multiples[MULTIPLES], uint32_t digit, const curve *own)
{
    if (digit > 8)
        add_point(sum, &multiples[digit - 9], false, own);
    else if (digit < 8)
        add_point(sum, &multiples[7 - digit], true, own);
}

/* k P + l Q */
static point double_product(const number *k, const point *p, const number *l, const point *q,
                            const curve *own)
{
    static const number eights = {{0x88888888, 0x88888888, 0x88888888, 0x88888888,
                                   0x88888888, 0x88888888, 0x88888888, 0x88888888}};
    point of_p[MULTIPLES], of_q[MULTIPLES], sum;
    number k_digits, l_digits;
    memset(&sum, 0, sizeof sum);
    multiples_of(of_p, p, own);
    multiples_of(of_q, q, own);
    if (add_words(&k_digits, k, &eights))
        add_point(&sum, p, false, own);
    if (add_words(&l_digits, l, &eights))
        add_point(&sum, q, false, own);
    for (int i = 63; i >= 0; i--) {
        for (int bit = 0; bit < 4; bit++)
            twice(&sum, own);
        add_digit(&sum, of_p, k_digits.words[i / 8] >> 4 * (i % 8) & 15, own);
        add_digit(&sum, of_q, l_digits.words[i / 8] >> 4 * (i % 8) & 15, own);
    }
    return sum;
}

static bool is_on_curve(const point *p, const curve *own)
{
    const ring *f = &own->field;
    number left, right;
    multiply(&left, &p->y, &p->y, f);
    multiply(&right, &p->x, &p->x, f);
    if (own->a_is_minus_3)
        for (int i = 0; i < 3; i++)
            subtract(&right, &right, &f->one, f);
    multiply(&right, &right, &p->x, f);
    add(&right, &right, &own->b, f);
    return is_equal(&left, &right);
}

/* Highest byte first. */
static number from_bytes(const uint8_t bytes[32])
{
    number value;
    for (int i = 0; i < 8; i++, bytes += 4)
        value.words[7 - i] = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
                             (uint32_t)bytes[2] << 8 | bytes[3];
    return value;
}

/* FIPS 186-5, 6.4.2. */
static bool verify(const claim *claimed, const curve *own)
{
    const ring *f = &own->field, *scalars = &own->scalars;
    number r = from_bytes(claimed->signature), s = from_bytes(claimed->signature + 32);
    if (is_zero(&r) || is_zero(&s) || !is_less(&r, &scalars->modulus) || !is_less(&s, &scalars->modulus))
        return false;
    number x = from_bytes(claimed->key), y = from_bytes(claimed->key + 32);
    if (!is_less(&x, &f->modulus) || !is_less(&y, &f->modulus))
        return false;
    point key = {x, y, f->one}, generator = {own->x, own->y, f->one};
    to_element(&key.x, &x, f);
    to_element(&key.y, &y, f);
    if (!is_on_curve(&key, own))
        return false;

    /* The products of elements of z and r with one that stands for 1 / s stand for the quotients. */
    number z = from_bytes(claimed->digest), inverse, of_generator, of_key;
    to_element(&inverse, &s, scalars);
    invert(&inverse, &inverse, scalars);
    to_element(&of_generator, &z, scalars);
    multiply(&of_generator, &of_generator, &inverse, scalars);
    from_element(&of_generator, &of_generator, scalars);
    to_element(&of_key, &r, scalars);
    multiply(&of_key, &of_key, &inverse, scalars);
    from_element(&of_key, &of_key, scalars);

    point sum = double_product(&of_generator, &generator, &of_key, &key, own);
    if (is_zero(&sum.z))
        return false;
    /* x of the sum modulo the order is r: it is r, or r and the order if that is below the modulus of the field. */
    number zz, expected;
    multiply(&zz, &sum.z, &sum.z, f);
    to_element(&expected, &r, f);
    multiply(&expected, &expected, &zz, f);
    if (is_equal(&expected, &sum.x))
        return true;
    if (add_words(&r, &r, &scalars->modulus) || !is_less(&r, &f->modulus))
        return false;
    to_element(&expected, &r, f);
    multiply(&expected, &expected, &zz, f);
    return is_equal(&expected, &sum.x);
}

#endif
