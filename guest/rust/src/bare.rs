//! What a program without an operating system needs: a start, an allocator, and an end for panics.
use core::alloc::{GlobalAlloc, Layout};
use core::arch::global_asm;
use core::cell::Cell;
use core::fmt::Write;
use core::panic::PanicInfo;

const PANIC_EXIT: u32 = 101;
/// The heap ends here; the stack has the 64 MiB above, and starts near 2^30.
const HEAP_END: usize = 0x3c00_0000;

// The machine starts with sp set and all other registers 0.
global_asm!(
    ".globl _start",
    "_start:",
    "call __limpid_main",
    "li a0, 0",
    "li a7, 93",
    "ecall",
);

extern "C" {
    /// The end of the program's data, which the linker defines.
    static _end: u8;
}

/// Memory that is never freed: every instruction is proved, and programs end soon. Fresh memory is zero.
struct Bump {
    next: Cell<usize>,
}

// SAFETY: the machine has one thread.
unsafe impl Sync for Bump {}

impl Bump {
    fn take(&self, start: usize, size: usize) -> *mut u8 {
        match start.checked_add(size) {
            Some(end) if end <= HEAP_END => {
                self.next.set(end);
                start as *mut u8
            }
            _ => core::ptr::null_mut(),
        }
    }
}

// SAFETY: blocks do not overlap, as each begins where the last one ended.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let next = match self.next.get() {
            0 => core::ptr::addr_of!(_end) as usize,
            next => next,
        };
        let mask = layout.align() - 1;
        self.take((next + mask) & !mask, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.alloc(layout)
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    /// The last block grows where it is.
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let start = block as usize;
        if size <= layout.size() {
            return block;
        }
        if start + layout.size() == self.next.get() {
            return self.take(start, size);
        }
        let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
        if !new.is_null() {
            core::ptr::copy_nonoverlapping(block, new, layout.size());
        }
        new
    }
}

#[global_allocator]
static HEAP: Bump = Bump { next: Cell::new(0) };

struct DebugText;

impl Write for DebugText {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        crate::debug(text);
        Ok(())
    }
}

#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    let _ = writeln!(DebugText, "{info}");
    crate::exit(PANIC_EXIT)
}
