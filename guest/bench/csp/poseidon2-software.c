/* The Poseidon2 digest of the private input, elements of KoalaBear in four bytes each, in software. */
#include "limpid.h"

enum { P = 0x7f000001, WIDTH = 16, RATE = 8 };

static const uint32_t FULL[8][WIDTH] = {
    {0x7ee56a48, 0x11367045, 0x12e41941, 0x7ebbc12b, 0x1970b7d5, 0x662b60e8, 0x3e4990c6, 0x679f91f5,
     0x350813bb, 0x00874ad4, 0x28a0081a, 0x18fa5872, 0x5f25b071, 0x5e5d5998, 0x5e6fd3e7, 0x5b2e2660},
    {0x6f1837bf, 0x3fe6182b, 0x1edd7ac5, 0x57470d00, 0x43d486d5, 0x1982c70f, 0x0ea53af9, 0x61d6165b,
     0x51639c00, 0x2dec352c, 0x2950e531, 0x2d2cb947, 0x08256cef, 0x1a0109f6, 0x1f51faf3, 0x5cef1c62},
    {0x3d65e50e, 0x33d91626, 0x133d5a1e, 0x0ff49b0d, 0x38900cd1, 0x2c22cc3f, 0x28852bb2, 0x06c65a02,
     0x7b2cf7bc, 0x68016e1a, 0x15e16bc0, 0x5248149a, 0x6dd212a0, 0x18d6830a, 0x5001be82, 0x64dac34e},
    {0x5902b287, 0x426583a0, 0x0c921632, 0x3fe028a5, 0x245f8e49, 0x43bb297e, 0x7873dbd9, 0x3cc987df,
     0x286bb4ce, 0x640a8dcd, 0x512a8e36, 0x03a4cf55, 0x481837a2, 0x03d6da84, 0x73726ac7, 0x760e7fdf},
    {0x43e7dc24, 0x259a5d61, 0x27e85a3b, 0x1b9133fa, 0x343e5628, 0x485cd4c2, 0x16e269f5, 0x165b60c6,
     0x25f683d9, 0x124f81f9, 0x174331f9, 0x77344dc5, 0x5a821dba, 0x5fc4177f, 0x54153bf5, 0x5e3f1194},
    {0x3bdbf191, 0x088c84a3, 0x68256c9b, 0x3c90bbc6, 0x6846166a, 0x03f4238d, 0x463335fb, 0x5e3d3551,
     0x6e59ae6f, 0x32d06cc0, 0x596293f3, 0x6c87edb2, 0x08fc60b5, 0x34bcca80, 0x24f007f3, 0x62731c6f},
    {0x1e1db6c6, 0x0ca409bb, 0x585c1e78, 0x56e94edc, 0x16d22734, 0x18e11467, 0x7b2c3730, 0x770075e4,
     0x35d1b18c, 0x22be3db5, 0x4fb1fbb7, 0x477cb3ed, 0x7d5311c6, 0x5b62ae7d, 0x559c5fa8, 0x77f15048},
    {0x3211570b, 0x490fef6a, 0x77ec311f, 0x2247171b, 0x4e0ac711, 0x2edf69c9, 0x3b5a8850, 0x65809421,
     0x5619b4aa, 0x362019a7, 0x6bf9d4ed, 0x5b413dff, 0x617e181e, 0x5e7ab57b, 0x33ad7833, 0x3466c7ca},
};
static const uint32_t PARTIAL[20] = {
    0x54dfeb5d, 0x7d40afd6, 0x722cb316, 0x106a4573, 0x45a7ccdb, 0x44061375, 0x154077a5,
    0x45744faa, 0x4eb5e5ee, 0x3794e83f, 0x47c7093c, 0x5694903c, 0x69cb6299, 0x373df84c,
    0x46a0df58, 0x46b8758a, 0x3241ebcb, 0x0b09d233, 0x1af42357, 0x1e66cec2,
};
/* -2, 1, 2, 1/2, 3, 4, -1/2, -3, -4, 2^-8, 1/8, 2^-24, -2^-8, -1/8, -1/16, -2^-24. */
static const uint32_t DIAGONAL[WIDTH] = {
    0x7effffff, 0x00000001, 0x00000002, 0x3f800001, 0x00000003, 0x00000004, 0x3f800000, 0x7efffffe,
    0x7efffffd, 0x7e810001, 0x6f200001, 0x7effff82, 0x007f0000, 0x0fe00000, 0x07f00000, 0x0000007f,
};

static uint32_t add(uint32_t a, uint32_t b)
{
    uint32_t sum = a + b;
    return sum >= P ? sum - P : sum;
}

/* a b modulo p: the quotient, by 2^62 / p rounded down, is right or 1 too small. */
static uint32_t multiply(uint32_t a, uint32_t b)
{
    uint64_t product = (uint64_t)a * b;
    uint32_t quotient = (uint64_t)(uint32_t)(product >> 30) * 0x81020407 >> 32;
    uint32_t rest = (uint32_t)product - quotient * (uint32_t)P;
    return rest >= P ? rest - P : rest;
}

static uint32_t cube(uint32_t x)
{
    return multiply(x, multiply(x, x));
}

static void mix_full(uint32_t s[WIDTH])
{
    uint32_t sums[4] = {0};
    for (int i = 0; i < WIDTH; i += 4) {
        uint32_t ab = add(s[i], s[i + 1]), cd = add(s[i + 2], s[i + 3]);
        uint32_t all = add(ab, cd);
        uint32_t a = add(add(all, ab), s[i + 1]), b = add(add(all, s[i + 1]), add(s[i + 2], s[i + 2]));
        uint32_t c = add(add(all, cd), s[i + 3]), d = add(add(all, s[i + 3]), add(s[i], s[i]));
        s[i] = a;
        s[i + 1] = b;
        s[i + 2] = c;
        s[i + 3] = d;
        for (int k = 0; k < 4; k++)
            sums[k] = add(sums[k], s[i + k]);
    }
    for (int i = 0; i < WIDTH; i++)
        s[i] = add(s[i], sums[i & 3]);
}

static void full(uint32_t s[WIDTH], const uint32_t constants[WIDTH])
{
    for (int i = 0; i < WIDTH; i++)
        s[i] = cube(add(s[i], constants[i]));
    mix_full(s);
}

static void permute(uint32_t s[WIDTH])
{
    mix_full(s);
    for (int round = 0; round < 4; round++)
        full(s, FULL[round]);
    for (int round = 0; round < 20; round++) {
        uint32_t sum = 0;
        s[0] = cube(add(s[0], PARTIAL[round]));
        for (int i = 0; i < WIDTH; i++)
            sum = add(sum, s[i]);
        for (int i = 0; i < WIDTH; i++)
            s[i] = add(multiply(s[i], DIAGONAL[i]), sum);
    }
    for (int round = 4; round < 8; round++)
        full(s, FULL[round]);
}

int main(void)
{
    const uint8_t *bytes;
    size_t size;
    uint32_t state[WIDTH] = {0};
    read_input(&bytes, &size);
    const uint32_t *elements = (const uint32_t *)bytes;
    for (size_t at = 0; at < size / 4; at += RATE) {
        for (size_t i = 0; i < RATE && at + i < size / 4; i++)
            state[i] = elements[at + i];
        permute(state);
    }
    write_output((const uint8_t *)state, 4 * RATE);
    return 0;
}
