#include "zkvm/curve.h"

/* A point that is added to. Doubling and adding leave the negative of the result, which takes fewer calls, so there is a
   sign; and x where there was room, so there are pointers. */
typedef struct {
    limpid_u256 *x, *y, *room, *slope;
    bool is_infinity;
    bool is_negated;
} accumulator;

#define INLINE static inline __attribute__((always_inline))

INLINE void exchange(accumulator *p)
{
    limpid_u256 *x = p->room;
    p->room = p->x;
    p->x = x;
    p->is_negated = !p->is_negated;
}

/* -2 P. With the negated slope s = -(3 x^2 + a) / (2 y) the new x is s^2 - 2 x, and the negated new y is
   y + s (x - new x). */
INLINE void twice(accumulator *p, const limpid_curve *curve)
{
    const limpid_ring *field = &curve->field;
    limpid_u256 *x = p->x, *y = p->y, *s = p->slope, *new_x = p->room;
    if (y->words[0] == 0 && limpid_is_zero(y)) {
        p->is_infinity = true;
        return;
    }
    limpid_multiply(s, x, &curve->three_halves, field);
    limpid_multiply(s, s, x, field);
    limpid_divide_difference(s, &curve->minus_half_a, y, field);
    limpid_multiply(new_x, x, &curve->minus_two, field);
    limpid_add_product(new_x, s, s, field);
    limpid_add_product(x, new_x, &curve->minus_one, field);
    limpid_add_product(y, s, x, field);
    exchange(p);
}

/* -(P + Q), or -(P - Q). With the negated slope s = (y of Q - y) / (x - x of Q) the new x is s^2 - x - x of Q, and
   the negated new y is y + s (x - new x). */
INLINE void add(accumulator *p, const limpid_multiple *q, bool is_subtracted,
                const limpid_curve *curve)
{
    const limpid_ring *field = &curve->field;
    limpid_u256 *x = p->x, *y = p->y, *s = p->slope, *new_x = p->room;
    const limpid_u256 *y_of_q = is_subtracted != p->is_negated ? &q->minus_y : &q->y;
    if (q->is_infinity)
        return;
    if (p->is_infinity) {
        *x = q->x;
        *y = *y_of_q;
        p->is_infinity = false;
        return;
    }
    if (x->words[0] == q->x.words[0] && limpid_equal(x, &q->x)) {
        if (limpid_equal(y, y_of_q))
            twice(p, curve);
        else
            p->is_infinity = true;
        return;
    }
    limpid_multiply(new_x, &q->x, &curve->minus_one, field);
    limpid_add_product(new_x, x, &curve->one, field);
    limpid_multiply(s, y, &curve->one, field);
    limpid_divide_difference(s, y_of_q, new_x, field);
    limpid_add_product(new_x, x, &curve->minus_two, field);
    limpid_add_product(new_x, s, s, field);
    limpid_add_product(x, new_x, &curve->minus_one, field);
    limpid_add_product(y, s, x, field);
    exchange(p);
}

void limpid_multiples(limpid_multiple multiples[LIMPID_MULTIPLES], const limpid_point *point,
                      const limpid_curve *curve)
{
    const limpid_ring *field = &curve->field;
    limpid_u256 x = point->x, y = point->y, room, slope;
    accumulator p = {&x, &y, &room, &slope, point->is_infinity, false};
    for (int k = 0; k < LIMPID_MULTIPLES; k++) {
        limpid_multiple *own = &multiples[k];
        if (k == 1 && !p.is_infinity)
            twice(&p, curve);
        else if (k > 1)
            add(&p, &multiples[0], false, curve);
        own->is_infinity = p.is_infinity;
        if (p.is_infinity)
            continue;
        limpid_multiply(&own->x, p.x, &curve->one, field);
        limpid_multiply(p.is_negated ? &own->minus_y : &own->y, p.y, &curve->one, field);
        limpid_multiply(p.is_negated ? &own->y : &own->minus_y, p.y, &curve->minus_one, field);
    }
}

/* A digit less 8 in base 16, times a point by its multiples. */
INLINE void add_digit(accumulator *p, const limpid_multiple *multiples, uint32_t digit,
                      const limpid_curve *curve)
{
    if (digit > 8)
        add(p, &multiples[digit - 9], false, curve);
    else if (digit < 8)
        add(p, &multiples[7 - digit], true, curve);
}

/* k plus 8 in each digit in base 16, so that its digits less 8 are those of k. Returns the carry, another digit. */
static uint32_t add_eights(limpid_u256 *sum, const limpid_u256 *k)
{
    uint32_t carry = 0;
    for (int i = 0; i < 8; i++) {
        uint32_t word = k->words[i] + carry;
        carry = word < carry;
        sum->words[i] = word + 0x88888888;
        carry += sum->words[i] < word;
    }
    return carry;
}

limpid_point limpid_double_product(const limpid_u256 *k, const limpid_multiple *p,
                                   const limpid_u256 *l, const limpid_multiple *q,
                                   const limpid_curve *curve)
{
    limpid_u256 x, y, room, slope, k_digits, l_digits;
    accumulator sum = {&x, &y, &room, &slope, true, false};
    if (add_eights(&k_digits, k) != 0)
        add(&sum, &p[0], false, curve);
    if (add_eights(&l_digits, l) != 0)
        add(&sum, &q[0], false, curve);
    for (int i = 7; i >= 0; i--) {
        uint32_t of_k = k_digits.words[i], of_l = l_digits.words[i];
        for (int digit = 0; digit < 8; digit++) {
            for (int bit = 0; bit < 4 && !sum.is_infinity; bit++)
                twice(&sum, curve);
            add_digit(&sum, p, of_k >> 28, curve);
            add_digit(&sum, q, of_l >> 28, curve);
            of_k <<= 4;
            of_l <<= 4;
        }
    }
    limpid_point result;
    result.is_infinity = sum.is_infinity;
    if (!sum.is_infinity) {
        const limpid_u256 *sign = sum.is_negated ? &curve->minus_one : &curve->one;
        result.x = *sum.x;
        limpid_multiply(&result.y, sum.y, sign, &curve->field);
    }
    return result;
}

bool limpid_is_on_curve(const limpid_u256 *x, const limpid_u256 *y, const limpid_curve *curve)
{
    const limpid_ring *field = &curve->field;
    const limpid_u256 *p = &field->multiply.modulus;
    if (!limpid_less(x, p) || !limpid_less(y, p))
        return false;
    limpid_u256 slope, left, right;
    limpid_multiply(&slope, x, x, field);
    limpid_add_product(&slope, &curve->a, &curve->one, field);
    limpid_multiply(&right, &curve->b, &curve->one, field);
    limpid_add_product(&right, &slope, x, field);
    limpid_multiply(&left, y, y, field);
    return limpid_equal(&left, &right);
}
