//! Any text as a check: what is understood is said back the same, and what is not is pointed at within the text.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run standard -- -max_total_time=600`

#![no_main]

use domain::standard::{Reach, Role, contradicts, judge::{Facts, judge}, never_met, understand};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    match understand(&text) {
        Ok(check) => {
            let said = check.to_string();
            assert_eq!(understand(&said).as_ref(), Ok(&check), "{said:?}");
            let _ = contradicts(&check, &check);
            let _ = never_met(&check, Reach::Any);
            let judged = judge(&check, Role::Anybody, &Facts::default());
            assert_eq!(judge(&check, Role::Anybody, &Facts::default()), judged);
        }
        Err(unread) => {
            assert!(text.get(unread.span.clone()).is_some(), "{unread:?}");
            assert!(!unread.to_string().is_empty());
        }
    }
});
