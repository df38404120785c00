//! An ordinary program: how often each public word occurs in the private text. Only for `wasm32-wasip1`.
//! The public input is its standard input, the private input descriptor 3.
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{read_to_string, stdin};
use std::os::fd::FromRawFd;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // SAFETY: the machine has this descriptor, and nobody else uses it.
    let private = read_to_string(unsafe { File::from_raw_fd(3) })?;
    let mut counts = BTreeMap::<&str, u64>::new();
    for word in private.split_whitespace() {
        *counts.entry(word).or_default() += 1;
    }
    for word in read_to_string(stdin())?.split_whitespace() {
        println!("{word} {}", counts.get(word).unwrap_or(&0));
    }
    Ok(())
}
