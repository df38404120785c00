//! What a Rust program that limpid proves has: its input, its output, and a way to end.
//!
//! ```ignore
//! #![cfg_attr(target_os = "none", no_std, no_main)]
//!
//! limpid_guest::entry!(main);
//!
//! fn main() {
//!     let secret = limpid_guest::read_private();
//!     limpid_guest::write(&secret.len().to_le_bytes());
//! }
//! ```
//!
//! Public input, what is written, and the exit code are part of what a proof shows; private input is not. All of the
//! public input has to be read. A panic shows its message as debug text and ends the program with exit code 101.
//!
//! The crate is for two targets: `riscv32im-unknown-none-elf`, whose executables limpid takes as they are, and
//! `wasm32-wasip1`, whose modules `limpid build` translates, with all of the standard library that needs no files,
//! clocks, sockets or threads. On the first it also brings the allocator and the panic handler.
#![no_std]

extern crate alloc;

#[cfg(target_os = "none")]
mod bare;
#[cfg(target_arch = "riscv32")]
#[path = "riscv.rs"]
mod system;
#[cfg(not(target_arch = "riscv32"))]
#[path = "wasm.rs"]
mod system;

use alloc::vec::Vec;

const PUBLIC_INPUT: u32 = 0;
const PUBLIC_OUTPUT: u32 = 1;
const DEBUG: u32 = 2;
const PRIVATE_INPUT: u32 = 3;
const FIRST_CHUNK: usize = 1024;

/// Makes a function what the program starts with. It returns nothing: a program that returns ends with exit code 0.
#[macro_export]
macro_rules! entry {
    ($main:path) => {
        #[cfg(target_os = "none")]
        #[no_mangle]
        extern "C" fn __limpid_main() {
            let main: fn() = $main;
            main()
        }
    };
}

/// All of the public input that is left.
pub fn read_public() -> Vec<u8> {
    read_all(PUBLIC_INPUT)
}

/// All of the private input that is left.
pub fn read_private() -> Vec<u8> {
    read_all(PRIVATE_INPUT)
}

/// Reads public input; returns how many bytes there were, less than asked for only at the end.
pub fn read_public_into(bytes: &mut [u8]) -> usize {
    system::read(PUBLIC_INPUT, bytes)
}

/// Reads private input; returns how many bytes there were, less than asked for only at the end.
pub fn read_private_into(bytes: &mut [u8]) -> usize {
    system::read(PRIVATE_INPUT, bytes)
}

/// Appends to the public output.
pub fn write(bytes: &[u8]) {
    system::write(PUBLIC_OUTPUT, bytes)
}

/// Shows text to whoever runs the program; no part of a proof.
pub fn debug(text: &str) {
    system::write(DEBUG, text.as_bytes())
}

/// Ends the program.
pub fn exit(code: u32) -> ! {
    system::exit(code)
}

fn read_all(descriptor: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut length = 0;
    loop {
        bytes.resize(length + FIRST_CHUNK.max(length), 0);
        length += system::read(descriptor, &mut bytes[length..]);
        if length < bytes.len() {
            bytes.truncate(length);
            return bytes;
        }
    }
}
