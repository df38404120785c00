/* Points of curves y^2 = x^3 + a x + b over prime fields of at most 256 bits, in affine coordinates: with the precompile a
   quotient costs what a product does. Points may have any order. */
#ifndef ZKVM_CURVE_H
#define ZKVM_CURVE_H

#include "zkvm/modmul.h"

typedef struct {
    limpid_ring field;
    limpid_u256 a, b;
    /* Constants of the field. */
    limpid_u256 one, minus_one, minus_two, three_halves, minus_half_a;
} limpid_curve;

typedef struct {
    limpid_u256 x, y;
    bool is_infinity;
} limpid_point;

/* One of the multiples of a point, and its negative. */
typedef struct {
    limpid_u256 x, y, minus_y;
    bool is_infinity;
} limpid_multiple;

enum { LIMPID_MULTIPLES = 8 };

/* P, 2 P, .. 8 P. */
void limpid_multiples(limpid_multiple multiples[LIMPID_MULTIPLES], const limpid_point *point,
                      const limpid_curve *curve);

/* k P + l Q, by multiples of P and Q. */
limpid_point limpid_double_product(const limpid_u256 *k, const limpid_multiple *p,
                                   const limpid_u256 *l, const limpid_multiple *q,
                                   const limpid_curve *curve);

/* Whether coordinates are below the modulus and fulfil the equation. */
bool limpid_is_on_curve(const limpid_u256 *x, const limpid_u256 *y, const limpid_curve *curve);

#endif
