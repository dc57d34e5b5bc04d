"""What a proxy says counts only when it is one of ours."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.test import Client

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
def _proxies(settings):
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.0/24"), ip_network("fd00::/8"))


def ask(headers, came_from):
    return Client(REMOTE_ADDR=came_from).get("/echo/", headers={"host": "harbour.localhost"} | headers).json()


@pytest.mark.parametrize("came_from", ["198.51.100.7", "10.0.1.1", "::1", "", "unix:"])
def test_forged_headers_change_nothing(came_from):
    assert (
        ask(FORGED, came_from) == ask({}, came_from) == {"ip": came_from, "secure": False, "host": "harbour.localhost"}
    )


def test_our_proxy_is_believed_about_address_and_scheme_but_not_about_the_host():
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
def test_the_patient_is_the_last_hop_that_is_not_ours(chain, patient):
    assert ask({"X-Forwarded-For": chain}, OURS)["ip"] == patient


@pytest.mark.parametrize("scheme", ["HTTPS", "https, http", "javascript", ""])
def test_a_scheme_that_is_not_one_is_ignored(scheme):
    assert ask({"X-Forwarded-Proto": scheme}, OURS)["secure"] is False
