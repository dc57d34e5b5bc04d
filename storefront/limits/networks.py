"""What one visitor has for certain, instead of single IP addresses of which some visitors have very many."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# An IPv6 customer has 2**64 addresses at least (RFC 6177), so one address says nothing. IPv4 addresses are scarce.
NETWORK = {4: 32, 6: 64}
# What is commonly handed out to one machine room or one site. Many people may share it, so its limits are wide.
BLOCK = {4: 24, 6: 48}


def network_of(ip: str) -> str:
    """The smallest network that belongs to one visitor: an IPv4 address, or the first 64 bits of an IPv6 address."""
    return _cut(ip, NETWORK)


def block_of(ip: str) -> str:
    """The neighbourhood of the network: the first 24 bits of an IPv4 address, or 48 of an IPv6 address."""
    return _cut(ip, BLOCK)


def _cut(ip: str, lengths: dict[int, int]) -> str:
    try:
        address: IPv4Address | IPv6Address = ip_address(ip.partition("%")[0])
    except ValueError:
        return ip  # a socket without an address: everybody there is one
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network((address, lengths[address.version]), strict=False))
