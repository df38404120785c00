//! System calls as imports, which `limpid build` knows.

#[link(wasm_import_module = "limpid")]
extern "C" {
    #[link_name = "read"]
    fn system_read(descriptor: u32, to: *mut u8, count: usize) -> i32;
    #[link_name = "write"]
    fn system_write(descriptor: u32, from: *const u8, count: usize) -> i32;
    #[link_name = "exit"]
    fn system_exit(code: u32);
}

pub fn read(descriptor: u32, bytes: &mut [u8]) -> usize {
    // SAFETY: the call writes at most `bytes.len()` bytes to `bytes`.
    unsafe { system_read(descriptor, bytes.as_mut_ptr(), bytes.len()) as usize }
}

pub fn write(descriptor: u32, bytes: &[u8]) {
    // SAFETY: the call reads `bytes`.
    unsafe {
        system_write(descriptor, bytes.as_ptr(), bytes.len());
    }
}

pub fn exit(code: u32) -> ! {
    // SAFETY: the call does not return.
    unsafe { system_exit(code) }
    unreachable!()
}
