/* Numbers as decimal text, for small programs. Every kind of instruction that a program executes adds a table
   to its proof, so these functions load and store words only, neither multiply nor divide, and are expanded
   in place; the empty assembly statements keep the compiler from changing that. */
#ifndef LIMPID_TEXT_H
#define LIMPID_TEXT_H

#include "limpid.h"

#define TEXT_INLINE static inline __attribute__((always_inline))

struct text {
    int descriptor;
    uint32_t word; /* the next bytes, lowest first */
    uint32_t left; /* how many */
};

/* The next byte of an input, or -1 at its end. */
TEXT_INLINE int next_byte(struct text *text)
{
    if (text->left == 0) {
        text->word = 0;
        text->left = read(text->descriptor, &text->word, 4);
        if (text->left == 0)
            return -1;
    }
    uint32_t byte = text->word << 24;
    __asm__("" : "+r"(byte));
    text->word >>= 8;
    text->left--;
    return (int)(byte >> 24);
}

/* Skips to the next digits and reads them: 1 and the number, or 0 at the end of the input. Exits with code 1
   at a number of 2^32 or more. */
TEXT_INLINE int next_number(struct text *text, uint32_t *number)
{
    uint32_t digit;
    do {
        int byte = next_byte(text);
        if (byte < 0)
            return 0;
        digit = (uint32_t)byte - '0';
    } while (digit > 9);
    uint32_t value = 0;
    do {
        if (value > UINT32_MAX / 10)
            exit(1);
        uint32_t twice = value << 1;
        uint32_t eight = value << 3;
        __asm__ volatile("" : "+r"(twice), "+r"(eight));
        value = twice + eight + digit;
        if (value < digit)
            exit(1);
        digit = (uint32_t)next_byte(text) - '0';
    } while (digit <= 9);
    *number = value;
    return 1;
}

/* Writes one byte to the public output. */
TEXT_INLINE void put(uint32_t byte)
{
    write(PUBLIC_OUTPUT, &byte, 1);
}

/* Writes a number to the public output. */
TEXT_INLINE void put_number(uint32_t number)
{
    static const uint32_t powers[] = {
        1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1,
    };
    const uint32_t *power = powers;
    const uint32_t *last = powers + 9;
    while (*power > number) {
        __asm__ volatile("");
        if (power == last)
            break;
        power++;
    }
    for (;; power++) {
        uint32_t digit = '0';
        for (; number >= *power; digit++)
            number -= *power;
        put(digit);
        if (power == last)
            return;
    }
}

#endif
