"""What a proxy says counts only when it is one of ours."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from structlog.testing import capture_logs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_pages", "harbour")]

FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Ssl": "on",
    "X-Real-Ip": "203.0.113.9",
    "Forwarded": "for=203.0.113.9;proto=https;host=evil.example",
}
OURS = "10.0.0.1"


@pytest.fixture(autouse=True)
def _proxies(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.0/24"), ip_network("fd00::/8"))


def ask(headers: dict[str, str], came_from: str) -> dict[str, Any]:
    reply = Client(REMOTE_ADDR=came_from).get("/echo/", headers={"host": "harbour.localhost"} | headers)
    return dict(reply.json())


@pytest.mark.parametrize("came_from", ["198.51.100.7", "10.0.1.1", "::1", "", "unix:"])
def test_forged_headers_change_nothing(came_from: str) -> None:
    assert (
        ask(FORGED, came_from) == ask({}, came_from) == {"ip": came_from, "secure": False, "host": "harbour.localhost"}
    )


def test_our_proxy_is_believed_about_address_and_scheme_but_not_about_the_host() -> None:
    assert ask(FORGED, OURS) == {"ip": "203.0.113.9", "secure": True, "host": "harbour.localhost"}


@pytest.mark.parametrize(
    ("chain", "patient"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("2001:db8::5, fd00::1", "2001:db8::5"),
        ("10.0.0.2", OURS),
        ("203.0.113.9, nonsense", OURS),
        ("<script>", OURS),
        ("", OURS),
    ],
)
def test_the_patient_is_the_last_hop_that_is_not_ours(chain: str, patient: str) -> None:
    assert ask({"X-Forwarded-For": chain}, OURS)["ip"] == patient


@pytest.mark.parametrize(
    ("hop", "patient"),
    [
        ("203.0.113.9:51724", "203.0.113.9"),
        ("[2001:db8::5]", "2001:db8::5"),
        ("[2001:DB8::5]:51724", "2001:db8::5"),
        ('"[2001:db8::5]:51724"', "2001:db8::5"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::ffff:203.0.113.9]:51724", "203.0.113.9"),
        ("2001:0db8:0:0::5", "2001:db8::5"),
        ("203.0.113.9, 10.0.0.2:443", "203.0.113.9"),
        ("203.0.113.9, ::ffff:10.0.0.2", "203.0.113.9"),
    ],
)
def test_an_address_is_read_in_every_form_that_proxies_write(hop: str, patient: str) -> None:
    assert ask({"X-Forwarded-For": hop}, OURS)["ip"] == patient


@pytest.mark.parametrize("came_from", ["::ffff:10.0.0.1", "::FFFF:a00:1"])
def test_a_proxy_that_is_seen_through_a_dual_stack_socket_is_the_same_proxy(came_from: str) -> None:
    assert ask(FORGED, came_from) == {"ip": "203.0.113.9", "secure": True, "host": "harbour.localhost"}


@pytest.mark.parametrize(
    ("schemes", "hops", "secure"),
    [
        ("https", "203.0.113.9", True),
        ("HTTPS", "203.0.113.9", True),
        ("https, https", "203.0.113.9", True),
        ("https,http", "203.0.113.9, 10.0.0.2", True),  # each of our proxies has added how it was asked
        ("https, http", "1.2.3.4, 203.0.113.9", False),  # the first one is what the visitor made up
        ("http", "203.0.113.9", False),
    ],
)
def test_the_scheme_is_the_one_of_the_patients_hop(schemes: str, hops: str, secure: bool) -> None:
    assert ask({"X-Forwarded-Proto": schemes, "X-Forwarded-For": hops}, OURS)["secure"] is secure


@pytest.mark.parametrize("scheme", ["https, http", "javascript", "", "https, https, http"])
def test_a_scheme_that_cannot_be_told_is_not_believed_and_the_log_says_so(scheme: str) -> None:
    with capture_logs() as told:
        reply = ask({"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": scheme}, OURS)

    assert reply == {"ip": "203.0.113.9", "secure": False, "host": "harbour.localhost"}
    assert causes(told) == ["X-Forwarded-Proto is not one of http and https for each hop"]


@pytest.mark.parametrize("chain", ["unknown", "203.0.113.9, _hidden", "203.0.113.9,", "999.0.0.1", "203.0.113.9:x"])
def test_an_address_that_cannot_be_read_is_named_in_the_log(chain: str) -> None:
    with capture_logs() as told:
        assert ask({"X-Forwarded-For": chain}, OURS)["ip"] == OURS

    assert causes(told) == ["no IP address in X-Forwarded-For: all visitors count as one"]
    assert chain not in str(told)


def test_a_proxy_that_tells_no_address_is_named_in_the_log() -> None:
    with capture_logs() as told:
        ask({"X-Real-Ip": "203.0.113.9"}, OURS)

    assert causes(told) == ["no X-Forwarded-For: all visitors count as one"]


def causes(told: list[Any]) -> list[str]:
    return [line["cause"] for line in told if line["event"] == "proxy_not_believed"]


# -- with a secret that the proxy shares -------------------------------------------------------------------------------

SECRET = "s" * 32


@pytest.fixture
def _shared(settings: Settings) -> None:
    settings.PROXY_SECRET = SECRET


@pytest.mark.usefixtures("_shared")
@pytest.mark.parametrize(("address", "ip"), [("203.0.113.9", "203.0.113.9"), ("[2001:db8::5]:4711", "2001:db8::5")])
def test_only_the_header_with_the_secret_counts(address: str, ip: str) -> None:
    said = FORGED | {"X-Forwarded-For": "9.9.9.9", "X-Storefront-Proxy": f"{SECRET} {address} https"}

    assert ask(said, OURS) == {"ip": ip, "secure": True, "host": "harbour.localhost"}
    assert ask(said, "198.51.100.7") == {"ip": "198.51.100.7", "secure": False, "host": "harbour.localhost"}


@pytest.mark.usefixtures("_shared")
@pytest.mark.parametrize(
    "said",
    [
        "",
        SECRET,
        "203.0.113.9 https",
        f"{'t' * 32} 203.0.113.9 https",
        f"{SECRET} 203.0.113.9",
        f"{SECRET} 203.0.113.9 ftp",
        f"{SECRET} nobody https",
        f"{SECRET} 203.0.113.9 https,{SECRET} 9.9.9.9 https",  # as a server joins two of one name
        f"{SECRET} 203.0.113.9 https 9.9.9.9",
        f"\u00e9{SECRET} 203.0.113.9 https",
    ],
)
def test_a_forwarded_request_without_the_secret_is_refused_and_the_log_says_why(said: str) -> None:
    with capture_logs() as told:
        reply = Client(REMOTE_ADDR=OURS).get(
            "/echo/", headers=FORGED | {"host": "harbour.localhost", "X-Storefront-Proxy": said}
        )

    assert reply.status_code == 400
    assert causes(told) == ["X-Storefront-Proxy is missing or wrong"]
    assert SECRET not in str(told)


@pytest.mark.usefixtures("_shared")
def test_who_asks_without_a_proxy_needs_no_secret() -> None:
    assert ask({}, OURS) == {"ip": OURS, "secure": False, "host": "harbour.localhost"}
