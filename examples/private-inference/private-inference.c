/*
 * Which digit is on a private image? The private input is an image of 28 x 28 pixels, a byte each, 0 to 255; the output is
 * one character, the digit that a network with one hidden layer takes it for. The network is part of the program.
 */
#include "network.h"
#include "string.h"
#include "zkvm/matmul.h"

/* A pixel more, to see that there is none; rows of matrices are multiples of 16 bytes. */
static int8_t image[PIXELS + 4] __attribute__((aligned(4)));
static int8_t hidden[HIDDEN] __attribute__((aligned(4)));

int main(void)
{
    int32_t sums[HIDDEN];
    int32_t scores[CLASSES];
    if (read(PRIVATE_INPUT, image, PIXELS + 1) != PIXELS)
        return 1;
    /* Halves of pixels are signed bytes. */
    uint32_t *words = (uint32_t *)image;
    for (int i = 0; i < PIXELS / 4; i++)
        words[i] = (words[i] >> 1) & 0x7f7f7f7f;
    memcpy(sums, hidden_biases, sizeof sums);
    if (limpid_matmul(sums, hidden_weights, image, HIDDEN, 1, PIXELS, 1) != ZKVM_EOK)
        return 2;
    for (int i = 0; i < HIDDEN; i++) {
        int32_t value = sums[i] >> SHIFT;
        hidden[i] = (int8_t)(value < 0 ? 0 : value > 127 ? 127 : value);
    }
    memcpy(scores, class_biases, sizeof scores);
    if (limpid_matmul(scores, class_weights, hidden, CLASSES, 1, HIDDEN, 1) != ZKVM_EOK)
        return 2;
    int best = 0;
    for (int i = 1; i < CLASSES; i++)
        if (scores[i] > scores[best])
            best = i;
    char digit = (char)('0' + best);
    write(PUBLIC_OUTPUT, &digit, 1);
    return 0;
}
