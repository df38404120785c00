/* The least and the greatest number of a list: [1,5,7,0] gives [0,7].
   The list is text in the public input, then the private input; whatever is no digit separates numbers. */
#include "text.h"

int main(void)
{
    uint32_t least = UINT32_MAX;
    uint32_t greatest = 0;
    for (int i = 0; i < 2; i++) {
        struct text text = {i == 0 ? PUBLIC_INPUT : PRIVATE_INPUT, 0, 0};
        uint32_t number;
        while (next_number(&text, &number)) {
            if (number < least)
                least = number;
            if (number > greatest)
                greatest = number;
        }
    }
    if (least > greatest)
        return 1;
    put('[');
    put_number(least);
    put(',');
    put_number(greatest);
    put(']');
    return 0;
}
