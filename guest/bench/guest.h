/* The system calls for both targets: RV32IM directly, and WebAssembly for the translator. */
#ifdef __wasm__
typedef unsigned char uint8_t;
typedef signed char int8_t;
typedef int int32_t;
typedef unsigned int uint32_t;
__attribute__((import_module("limpid"), import_name("read"))) uint32_t read(int fd, void *to, uint32_t count);
__attribute__((import_module("limpid"), import_name("write"))) uint32_t write(int fd, const void *from, uint32_t count);
enum { PUBLIC_INPUT, PUBLIC_OUTPUT, DEBUG_OUTPUT, PRIVATE_INPUT };
#define MAIN __attribute__((export_name("main"))) int program(void)
#else
#include "limpid.h"
#define MAIN int main(void)
#endif
