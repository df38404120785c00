//! The median of a private list of numbers, which whitespace separates. A word that is no number is a panic.
#![cfg_attr(target_os = "none", no_std, no_main)]

extern crate alloc;

use alloc::{format, string::String, vec::Vec};
use limpid_guest::{entry, read_private, write};

entry!(main);

fn main() {
    let text = String::from_utf8(read_private()).expect("the input is no text");
    let mut numbers: Vec<u64> = text
        .split_whitespace()
        .map(|word| word.parse().expect("this is no number"))
        .collect();
    numbers.sort_unstable();
    let median = numbers.get(numbers.len() / 2).expect("there is no number");
    write(format!("{median}\n").as_bytes());
}
