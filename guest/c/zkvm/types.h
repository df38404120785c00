/* What the accelerated functions have in common. */
#ifndef ZKVM_TYPES_H
#define ZKVM_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef enum { ZKVM_EOK = 0, ZKVM_EFAIL = -1 } zkvm_status;

typedef struct {
    uint8_t data[32];
} zkvm_bytes_32;

#endif
