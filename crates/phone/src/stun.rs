//! As much of STUN (RFC 8489) as it takes to see to whom a connectivity check wants, before anything is spent on it.

/// A binding request (section 5).
const REQUEST: [u8; 2] = [0, 1];
const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const HEADER: usize = 20;
const USERNAME: u16 = 6;

/// The name of ours that a connectivity check begins its user name with (RFC 8445, section 7.2.2); none in any
/// other datagram.
pub(crate) fn wants(datagram: &[u8]) -> Option<&str> {
    if datagram.get(..2)? != REQUEST || datagram.get(4..8)? != COOKIE {
        return None;
    }
    let mut rest = datagram.get(HEADER..)?;
    loop {
        let (head, after) = rest.split_first_chunk::<4>()?;
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        if kind == USERNAME {
            let name = std::str::from_utf8(after.get(..length)?).ok()?;
            return Some(name.split_once(':')?.0);
        }
        rest = after.get(length.next_multiple_of(4)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_says_to_whom_it_wants() {
        let mut check = [&REQUEST[..], &[0, 20], &COOKIE, &[7; 12]].concat();
        check.extend_from_slice(&[0x80, 0x2a, 0, 3, 1, 2, 3, 0]);
        check.extend_from_slice(&[0, 6, 0, 7]);
        check.extend_from_slice(b"ours:xy\0");
        assert_eq!(wants(&check), Some("ours"));
        for end in 0..check.len() - 1 {
            assert_eq!(wants(&check[..end]), None);
        }
        check[1] = 0x11;
        assert_eq!(wants(&check), None);
    }
}
