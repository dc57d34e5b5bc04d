"""The Host header names the clinic, or nothing is served at all."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_pages", "harbour")]
ODD_HOSTS = [
    "",
    " ",
    "evil.example",
    "localhost",
    "127.0.0.1",
    "127.0.0.1:8000",
    "[::1]",
    "[::1]:8000",
    "harbour.localhost..",
    "evil.example.",
    "harbour.localhost.@evil.example.",
    ".harbour.localhost",
    "harbour..localhost",
    "www.harbour.localhost",
    "harbour.localhost.evil.example",
    "xharbour.localhost",
    "harbour",
    "harbour.localhost:",
    "harbour.localhost:0",
    "harbour.localhost:99999",
    "harbour.localhost:80:80",
    "harbour.localhost:8o",
    "harbour.localhost:-1",
    "harbour.localhost:\u0661",
    "harbour.localhost,evil.example",
    "harbour.localhost, harbour.localhost",
    "harbour.localhost harbour.localhost",
    " harbour.localhost",
    "harbour.localhost ",
    "harbour.localhost\t",
    "harbour.localhost\r\nX-Evil: 1",
    "harbour.localhost\n",
    "harbour.localhost\x00",
    "ada@harbour.localhost",
    "ada:secret@harbour.localhost",
    "harbour.localhost@evil.example",
    "harbour.localhost/",
    "harbour.localhost/path",
    "harbour.localhost?query",
    "harbour.localhost#fragment",
    "http://harbour.localhost",
    "harbour_.localhost",
    "-harbour.localhost",
    "harbour-.localhost",
    "harbour%2elocalhost",
    "hàrbour.localhost",
    "harbour\u3002localhost",
    "ℋarbour.localhost",
    "xn--hrbour-jta.localhost",
    "*.localhost",
    "*",
    "a" * 64 + ".localhost",
    "a." * 130 + "localhost",
    "harbour.localhost" * 1000,
]


@pytest.mark.parametrize("host", ODD_HOSTS)
def test_an_odd_host_is_a_plain_400_without_a_cookie(host: str) -> None:
    reply = Client().get("/session/", HTTP_HOST=host)

    assert reply.status_code == 400
    assert not reply.cookies
    assert "Set-Cookie" not in reply.headers
    assert reply["Cache-Control"] == "no-store"
    assert "default-src 'none'" in reply["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("host", "right"),
    [
        ("harbour.localhost.", "harbour.localhost"),
        ("Harbour.localhost.:8000", "harbour.localhost:8000"),
        ("staff.localhost.", "staff.localhost"),
    ],
)
def test_a_dot_at_the_end_of_a_known_host_leads_to_the_host_without_it(host: str, right: str) -> None:
    reply = Client().get("/cart/?a=b", HTTP_HOST=host)

    assert (reply.status_code, reply["Location"]) == (301, f"http://{right}/cart/?a=b")
    assert not reply.cookies
    assert Client().post("/session/", {"name": "Ada"}, HTTP_HOST=host).status_code == 400


def test_a_missing_host_is_a_400_too() -> None:
    assert Client().get("/").status_code == 400


def test_an_unknown_host_neither_runs_a_view_nor_keeps_a_session() -> None:
    assert Client().post("/session/", {"name": "Ada"}, HTTP_HOST="evil.example").status_code == 400


def test_what_is_forwarded_never_names_the_host() -> None:
    forwarded = {"X-Forwarded-Host": "harbour.localhost", "Forwarded": "host=harbour.localhost"}

    assert Client().get("/", headers={"host": "evil.example"} | forwarded).status_code == 400
    reply = Client().get("/echo/", headers={"host": "harbour.localhost", "X-Forwarded-Host": "evil.example"})
    assert reply.json()["host"] == "harbour.localhost"


@pytest.mark.parametrize("host", ["harbour.localhost", "harbour.localhost:8000", "HARBOUR.Localhost:80"])
def test_a_known_host_is_its_clinic_with_any_port_and_case(host: str) -> None:
    assert Client().get("/", HTTP_HOST=host).content == b"this is harbour"
    assert Client().get("/echo/", HTTP_HOST=host).json()["host"] == host.lower()


def test_a_staff_host_has_no_clinic() -> None:
    assert Client().get("/", headers={"host": "staff.localhost"}).content == b"this is staff"


def test_the_demo_page_is_on_localhost_in_the_demo_only(settings: Settings) -> None:
    settings.DEMO, settings.DEMO_URLCONF = True, "tests.web.urls"

    assert Client().get("/", headers={"host": "localhost"}).status_code == 200
