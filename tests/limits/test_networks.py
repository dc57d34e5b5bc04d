from __future__ import annotations

import pytest

from storefront.limits.networks import block_of, network_of


@pytest.mark.parametrize(
    ("ip", "network", "block"),
    [
        ("203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("", "", ""),
        ("unix:", "unix:", "unix:"),
    ],
)
def test_a_visitor_is_counted_by_what_is_theirs_for_certain(ip: str, network: str, block: str) -> None:
    assert (network_of(ip), block_of(ip)) == (network, block)
