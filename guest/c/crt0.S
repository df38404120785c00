# Entry point: a stack, main, and exit with its result. Memory needs no preparation. main is called without
# `jalr ra`, which a program that calls nothing else would need for this alone.
    .section .text.start, "ax", @progbits
    .globl _start
    .type _start, @function
_start:
    la sp, __stack_top
    la ra, ended
    la t0, main
    jr t0
ended:
    li a7, 93
    ecall
    .size _start, . - _start
