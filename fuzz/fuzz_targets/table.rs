//! Any bytes as a table of customers: it is read or refused in words, and its lines are as wide as it says.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run table -- -max_total_time=600`

#![no_main]

use std::io::Cursor;

use desk::customer_import::table::{read, rows};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut written = Vec::new();
    match read(Cursor::new(data), &mut written) {
        Ok(table) => {
            let rows: Vec<_> = rows(&*written).map(|row| row.expect("what we wrote can be read")).collect();
            assert_eq!(usize::try_from(table.lines), Ok(rows.len()));
            assert_eq!(table.header.len(), table.columns.len());
            assert!(rows.windows(2).all(|two| two[0].line < two[1].line), "{rows:?}");
        }
        Err(error) => assert!(error.to_string().ends_with('.'), "{error}"),
    }
});
