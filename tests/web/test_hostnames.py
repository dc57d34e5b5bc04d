"""A host as staff type it: repaired where it can mean nothing else, refused with a sentence where it can."""

from __future__ import annotations

import pytest

from storefront.web.hostnames import is_host_name, parse_socket, shown_host, typed_host


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("shop.clinic.example", "shop.clinic.example"),
        ("Shop.CLINIC.Example", "shop.clinic.example"),
        ("shop.clinic.example.", "shop.clinic.example"),
        ("  shop.clinic.example\n", "shop.clinic.example"),
        ("clínica.example", "xn--clnica-4va.example"),
        ("CLÍNICA.example", "xn--clnica-4va.example"),
        ("xn--clnica-4va.example", "xn--clnica-4va.example"),
        ("faß.example", "xn--fa-hia.example"),
        ("shop。clinic。example", "shop.clinic.example"),
        ("ｓｈｏｐ.example", "shop.example"),
        ("1-2-3.example", "1-2-3.example"),
        ("4u.example", "4u.example"),
        ("clinic.example", "clinic.example"),
        ("new.localhost", "new.localhost"),
        ("a" * 63 + ".example", "a" * 63 + ".example"),
    ],
)
def test_what_can_mean_one_thing_only_is_repaired(typed: str, host: str) -> None:
    assert typed_host(typed) == host
    assert is_host_name(host)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Give a host name"),
        ("   ", "Give a host name"),
        (".", "Give a host name"),
        ("https://shop.clinic.example", "Leave out https:// and the path"),
        ("https://shop.clinic.example/", "Leave out https:// and the path"),
        ("shop.clinic.example/cart", "Leave out https:// and the path"),
        ("shop.clinic.example?x=1", "Leave out https:// and the path"),
        ("shop.clinic.example#top", "Leave out https:// and the path"),
        ("shop.clinic.example:443", "Leave out the port"),
        ("shop.clinic.example:", "Leave out the port"),
        ("192.0.2.1", "This is an IP address"),
        ("192.0.2.1:8000", "This is an IP address"),
        ("192.0.2", "This is an IP address"),
        ("2130706433", "This is an IP address"),
        ("::1", "This is an IP address"),
        ("[2001:db8::1]", "This is an IP address"),
        ("[2001:db8::1]:443", "This is an IP address"),
        ("*.clinic.example", "A wildcard cannot be checked"),
        ("*", "A wildcard cannot be checked"),
        ("help@clinic.example", "This is an email address"),
        ("a.example, b.example", "Give one host name here"),
        ("a.example b.example", "Give one host name here"),
        ("a.example\r\nb.example", "Give one host name here"),
        ("shop", "Give the whole name with its domain"),
        ("shop..clinic.example", "Give a host name of letters"),
        (".clinic.example", "Give a host name of letters"),
        ("shop.clinic.example..", "Give a host name of letters"),
        ("my_shop.clinic.example", "Give a host name of letters"),
        ("-shop.clinic.example", "Give a host name of letters"),
        ("shop-.clinic.example", "Give a host name of letters"),
        ("shop.clinic.example\x00", "Give a host name of letters"),
        ("shop%2eclinic.example", "Give a host name of letters"),
        ("clinic.123", "Give a host name of letters"),
        ("0x7f.1", "Give a host name of letters"),
        ("☃.example", "not a name that the DNS knows"),
        ("xn--a.example", "not a name that the DNS knows"),
        ("shop.clinic.local", "cannot have a certificate"),
        ("shop.internal", "cannot have a certificate"),
        ("a" * 64 + ".example", "too long"),
        ("a." * 113 + "example", "too long"),
        ("a." * 5000 + "example", "too long"),
    ],
)
def test_everything_else_is_refused_with_what_to_do(typed: str, says: str) -> None:
    with pytest.raises(ValueError) as caught:
        typed_host(typed)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


def test_letters_outside_ascii_are_shown_beside_what_the_dns_calls_them() -> None:
    assert shown_host("xn--clnica-4va.example") == "clínica.example (xn--clnica-4va.example)"
    assert shown_host("shop.clinic.example") == "shop.clinic.example"
    assert shown_host("xn--a.example") == "xn--a.example"


@pytest.mark.parametrize(
    ("text", "socket"),
    [
        ("192.0.2.1", ("192.0.2.1", 53)),
        ("192.0.2.1:5353", ("192.0.2.1", 5353)),
        ("2001:db8::1", ("2001:db8::1", 53)),
        ("[2001:db8::1]:5353", ("2001:db8::1", 5353)),
        ("dns.example", None),
        ("192.0.2.1:0", None),
        ("192.0.2.1:99999", None),
        ("192.0.2", None),
        ("", None),
    ],
)
def test_a_resolver_is_an_address_and_maybe_a_port(text: str, socket: tuple[str, int] | None) -> None:
    assert parse_socket(text, 53) == socket
