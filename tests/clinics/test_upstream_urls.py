"""URLs that a clinic may be configured with, and those that lead where nothing of ours may be sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django import Settings

from storefront.clinics.upstream_urls import (
    base_url,
    base_url_or_nothing,
    origin,
    origin_or_nothing,
    refuse_own_hosts,
)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.decodahealth.com",
        "https://api.decodahealth.com:8443/v2",
        "https://shop.example/a/b_c~d.e-f",
        "https://8.8.8.8/api",
        "https://[2001:4860:4860::8888]/api",
        "http://127.0.0.1:9000/careportals",
        "http://sandbox.localhost:9000",
    ],
)
def test_a_url_that_can_be_asked_stays_as_it_came(url: str) -> None:
    assert base_url(url) == url


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://api.example", "must start with https://"),
        ("ftp://api.example", "must start with https://"),
        ("file:///etc/passwd", "must start with https://"),
        ("ftp://127.0.0.1", "must start with https://"),
        ("api.example", "must start with https://"),
        ("", "must start with https://"),
        ("https://", "must name a public host"),
        ("https://10.0.0.1", "must name a public host"),
        ("https://169.254.169.254/latest", "must name a public host"),
        ("https://[fd00::1]", "must name a public host"),
        ("https://0.0.0.0", "must name a public host"),
        ("https://Shop_Example", "must name a public host"),
        ("https://2130706433", "must name a public host"),
        ("https://user:secret@api.example", "must not carry a user name or password"),
        ("https://api.example@evil.example", "must not carry a user name or password"),
        ("https://api.example/?a=b", "must have no query and no fragment"),
        ("https://api.example/?", "must have no query and no fragment"),
        ("https://api.example/#", "must have no query and no fragment"),
        ("https://api.example/a b", "has a path that is not plain"),
        ('https://api.example/"x', "has a path that is not plain"),
        ("https://api.example/ä", "has a path that is not plain"),
        ("https://[", "is not a URL"),
        ("https://api.example:port", "is not a URL"),
        ("https://api.example:99999", "is not a URL"),
    ],
)
def test_any_other_is_refused_with_the_reason(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        base_url(url)


def test_this_machine_is_for_the_demo_and_tests(settings: Settings) -> None:
    settings.ALLOW_LOOPBACK_UPSTREAMS = False

    for url in ("http://127.0.0.1:9000", "https://localhost", "https://[::1]", "https://a.localhost"):
        with pytest.raises(ValueError, match="needs ALLOW_LOOPBACK_UPSTREAMS=1"):
            base_url(url)


def test_an_origin_is_scheme_host_and_port_and_nothing_more() -> None:
    """It goes into a header as it is."""
    assert origin("https://js.example:8443") == "https://js.example:8443"
    for url in ("https://js.example/", "https://js.example/a", "https://js.example?x", "https://js.example#"):
        with pytest.raises(ValueError, match="scheme, host and port only"):
            origin(url)
    with pytest.raises(ValueError, match="must start with https://"):
        origin("http://js.example")


@pytest.mark.parametrize(("either", "strict"), [(base_url_or_nothing, base_url), (origin_or_nothing, origin)])
def test_what_may_be_left_out_is_judged_where_it_is_given(
    either: Callable[[str], str], strict: Callable[[str], str]
) -> None:
    assert either("") == ""
    assert either("https://a.example") == strict("https://a.example")
    with pytest.raises(ValueError, match="must start with https://"):
        either("http://a.example")


def test_host_names_of_ours_are_no_clinics(settings: Settings) -> None:
    settings.STAFF_HOSTS, settings.PLATFORM_HOST = frozenset({"staff.example"}), "shops.example"

    refuse_own_hosts(["shop.clinic.example", "example"])
    for host, name in (("staff.example", "STAFF_HOSTS"), ("shops.example", "PLATFORM_HOST")):
        with pytest.raises(ValueError, match=f"{host} is .*{name}"):
            refuse_own_hosts(["shop.clinic.example", host])
