//! System calls of the machine: numbers and registers of Linux.
use core::arch::asm;

const READ: u32 = 63;
const WRITE: u32 = 64;
const EXIT: u32 = 93;

pub fn read(descriptor: u32, bytes: &mut [u8]) -> usize {
    let moved: usize;
    // SAFETY: the call writes at most `bytes.len()` bytes to `bytes`, and changes no register but a0.
    unsafe {
        asm!("ecall", in("a7") READ, inlateout("a0") descriptor as usize => moved, in("a1") bytes.as_mut_ptr(),
            in("a2") bytes.len(), options(nostack));
    }
    moved
}

pub fn write(descriptor: u32, bytes: &[u8]) {
    // SAFETY: the call reads `bytes`, and changes no register but a0.
    unsafe {
        asm!("ecall", in("a7") WRITE, inlateout("a0") descriptor => _, in("a1") bytes.as_ptr(), in("a2") bytes.len(),
            options(nostack, readonly));
    }
}

pub fn exit(code: u32) -> ! {
    // SAFETY: the call does not return.
    unsafe { asm!("ecall", in("a7") EXIT, in("a0") code, options(noreturn, nostack)) }
}
