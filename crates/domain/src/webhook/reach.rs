//! Which network addresses may be gone to when somebody else chose where: never the machine that Bliss runs on, its
//! own network, or what a cloud tells its machines, unless whoever runs Bliss says so (server-side request forgery).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where a network address is, seen from this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// On the internet.
    Public,
    /// This machine, or a network that is somebody's own.
    Private,
    /// Nowhere that a webhook has any business: what a cloud tells its machines, groups of machines, what stands
    /// for nothing.
    Never,
}

/// Addresses at which clouds tell their machines secrets, beside all that is link-local: Oracle, Alibaba, Azure;
/// and Amazon's over IPv6.
const METADATA: [IpAddr; 4] = [
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
];

impl Reach {
    /// Where that address is, by the registries of special addresses of the IANA (RFC 6890).
    pub fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        if METADATA.contains(&address) {
            return Self::Never;
        }
        match address {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        match address.octets() {
            // Loopback; private use (RFC 1918); shared by a provider's customers (RFC 6598).
            [127 | 10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => {
                Self::Private
            }
            // This network; link-local (RFC 3927), where metadata is; protocol assignments; documentation
            // (RFC 5737); relays of 6to4 (RFC 7526); measuring (RFC 2544); multicast, reserved and broadcast.
            [0 | 224..=255, ..]
            | [169, 254, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [198, 18..=19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _] => Self::Never,
            _ => Self::Public,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        let parts = address.segments();
        let v4 = |high: u16, low: u16| {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            Self::of_v4(Ipv4Addr::new(a, b, c, d))
        };
        match (parts[0], parts[1]) {
            _ if address.is_loopback() => Self::Private,
            // Translated to IPv4 (RFC 6052) and 6to4 (RFC 3056): what they lead to decides, and is never private.
            (0x64, 0xff9b) if parts[2..6] == [0; 4] => v4(parts[6], parts[7]).unless_private(),
            (0x2002, _) => v4(parts[1], parts[2]).unless_private(),
            // Unique local addresses (RFC 4193).
            (0xfc00..=0xfdff, _) => Self::Private,
            // Teredo, ORCHID and other protocol assignments (RFC 2928); documentation (RFC 3849, RFC 9637).
            (0x2001, 0..=0x1ff | 0xdb8) | (0x3fff, 0..=0xfff) => Self::Never,
            // All that is given out to be reached is in 2000::/3 (RFC 4291).
            (0x2000..=0x3fff, _) => Self::Public,
            _ => Self::Never,
        }
    }

    fn unless_private(self) -> Self {
        if self == Self::Private { Self::Never } else { self }
    }

    /// Whether it may be gone to. `private_too` where whoever runs Bliss allows their own network.
    pub fn is_allowed(self, private_too: bool) -> bool {
        match self {
            Self::Public => true,
            Self::Private => private_too,
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Reach::*, *};

    #[test]
    fn special_addresses_are_known() {
        for (address, reach) in [
            ("93.184.215.14", Public),
            ("1.1.1.1", Public),
            ("172.15.0.1", Public),
            ("172.32.0.1", Public),
            ("100.63.255.255", Public),
            ("100.128.0.0", Public),
            ("192.0.1.1", Public),
            ("127.0.0.1", Private),
            ("127.255.255.254", Private),
            ("10.0.0.7", Private),
            ("172.16.0.1", Private),
            ("172.31.255.255", Private),
            ("192.168.1.1", Private),
            ("100.64.0.1", Private),
            ("0.0.0.0", Never),
            ("0.1.2.3", Never),
            ("169.254.169.254", Never),
            ("100.100.100.200", Never),
            ("192.0.0.192", Never),
            ("168.63.129.16", Never),
            ("192.0.2.1", Never),
            ("198.18.0.1", Never),
            ("198.51.100.1", Never),
            ("203.0.113.1", Never),
            ("224.0.0.1", Never),
            ("240.0.0.1", Never),
            ("255.255.255.255", Never),
            ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", Public),
            ("2a00:1450:4001:80b::200e", Public),
            ("::1", Private),
            ("fc00::1", Private),
            ("fd12:3456::1", Private),
            ("::ffff:10.0.0.1", Private),
            ("::ffff:169.254.169.254", Never),
            ("::ffff:1.1.1.1", Public),
            ("fd00:ec2::254", Never),
            ("::", Never),
            ("::7f00:1", Never),
            ("fe80::1", Never),
            ("fec0::1", Never),
            ("ff02::1", Never),
            ("100::1", Never),
            ("2001:db8::1", Never),
            ("2001::1", Never),
            ("3fff::1", Never),
            ("64:ff9b::101:101", Public),
            ("64:ff9b::a00:1", Never),
            ("64:ff9b::a9fe:a9fe", Never),
            ("64:ff9b:1::101:101", Never),
            ("2002:101:101::", Public),
            ("2002:7f00:1::", Never),
        ] {
            assert_eq!(Reach::of(address.parse().unwrap()), reach, "{address}");
        }
    }

    #[test]
    fn ones_own_network_has_to_be_allowed_and_metadata_never_is() {
        assert!(Public.is_allowed(false) && !Private.is_allowed(false) && Private.is_allowed(true));
        assert!(!Never.is_allowed(true));
    }

    proptest! {
        #[test]
        fn an_address_in_ipv6s_clothes_is_where_it_was(bits: u32) {
            let address = Ipv4Addr::from(bits);
            prop_assert_eq!(Reach::of(address.to_ipv6_mapped().into()), Reach::of(address.into()));
        }
    }
}
