"""The example for nginx, and the secret that a proxy shares with the application."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest

from tests.nginx.conftest import SECRET
from tests.nginx.server import Nginx
from tests.storm.processes import PATIENCE
from tests.tls.stage import HARBOUR, MEADOW, STAFF, THREADS, Stage, converse, read_answer
from tests.tls.test_caddy import MANY, OWN, SPELLINGS, heard_by, posted, spelled

pytestmark = [pytest.mark.caddy, pytest.mark.nginx, pytest.mark.enable_socket]
CONNECTIONS = 100  # of one visitor, in deploy/nginx.conf


def lines(headers: dict[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers.items()]


def test_the_configuration_is_one(nginx: Nginx) -> None:
    command = [os.environ["NGINX"], "-t", "-c", str(nginx.configuration)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr  # noqa: S603

    assert "warn" not in said
    assert "test is successful" in said


@pytest.mark.parametrize(("host", "status"), [(HARBOUR, 200), (STAFF, 302)])
def test_a_host_of_ours_is_the_shop(nginx: Nginx, host: str, status: int) -> None:
    page = nginx.get(host)

    assert page.status == status
    assert page.headers["strict-transport-security"] == "max-age=63072000"


@pytest.mark.parametrize("host", ["evil.example", MEADOW])
def test_a_host_that_is_not_configured_gets_no_certificate(nginx: Nginx, host: str) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)), nginx.tunnel(host):
        pass


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_forged_scheme_changes_nothing(nginx: Nginx, spelling: str) -> None:
    assert nginx.get(HARBOUR, "/", *lines({spelling.format("Proto"): "http"} | MANY)).status == 200


def test_a_forged_address_does_not_lift_the_limit_on_guessing(nginx: Nginx) -> None:
    told = [guess(nginx, number) for number in range(21)]

    assert ["Too many tries" in page for page in told] == [False] * 20 + [True]


def guess(nginx: Nginx, number: int) -> str:
    """In chunks: nginx sends it on with its length."""
    address = f"203.0.{number}.9"
    forged = spelled("For", address) | {"X-Real-IP": address, "X_Storefront_Proxy": f"{SECRET} {address} https"} | MANY
    form, headers = filled_in(nginx, f"nobody{number}@harbour.example")
    request = ["POST /login/ HTTP/1.1", f"Host: {HARBOUR}", "Transfer-Encoding: chunked", *lines(headers | forged)]
    request += ["", f"{len(form):x}", form, "0", "", ""]
    answer = nginx.say(HARBOUR, "\r\n".join(request).encode())
    assert answer.status == 303  # to the page that says what is wrong
    return nginx.get(HARBOUR, answer.headers["location"], f"Cookie: {headers['Cookie']}").body


def filled_in(nginx: Nginx, email: str) -> tuple[str, dict[str, str]]:
    page = nginx.get(HARBOUR, "/login/")
    token = page.body.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    headers = {"Cookie": page.headers["set-cookie"].split(";")[0], "Origin": f"https://{HARBOUR}"}
    form = urlencode({"email": email, "password": "wrong", "csrfmiddlewaretoken": token})
    return form, headers | {"Content-Type": "application/x-www-form-urlencoded"}


def test_who_sends_slowly_holds_no_thread(nginx: Nginx) -> None:
    _, headers = filled_in(nginx, "nobody@harbour.example")
    request = ["POST /login/ HTTP/1.1", f"Host: {HARBOUR}", "Content-Length: 1000", *lines(headers), "", "a"]
    with ExitStack() as open_tunnels:
        slow = [open_tunnels.enter_context(nginx.tunnel(HARBOUR)) for _ in range(4 * int(THREADS))]
        for tunnel in slow:
            tunnel.sendall("\r\n".join(request).encode())

        assert nginx.get(HARBOUR).status == 200
        assert {heard_by(tunnel) for tunnel in slow} == {None}


def test_one_visitor_has_only_so_many_connections(nginx: Nginx) -> None:
    request = f"POST /login/ HTTP/1.1\r\nHost: {HARBOUR}\r\nContent-Length: 1000\r\n\r\na".encode()
    with ExitStack() as open_tunnels:
        for _ in range(CONNECTIONS):
            open_tunnels.enter_context(nginx.tunnel(HARBOUR)).sendall(request)
        told = (nginx.get(HARBOUR) for _ in range(1000))  # until all of them have been noticed
        refused = next(page for page in told if page.status != 200)

    assert (refused.status, "Too many connections" in refused.body) == (429, True)
    assert OWN.items() <= refused.headers.items()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/tls/allowed", "/tls/"])
@pytest.mark.parametrize("host", [HARBOUR, STAFF])
def test_what_only_the_operator_may_ask_is_not_there(nginx: Nginx, host: str, path: str) -> None:
    page = nginx.get(host, path)

    assert page.status == 404
    assert OWN.items() <= page.headers.items()


def test_a_body_that_is_larger_than_any_form_is_refused_before_it_comes(nginx: Nginx) -> None:
    page = nginx.say(HARBOUR, posted(4_000_000).replace(b"Connection: close\r\n", b""))

    assert (page.status, "This is larger than any form here takes" in page.body) == (413, True)
    assert OWN.items() <= page.headers.items()


def test_plain_http_leads_to_https(nginx: Nginx) -> None:
    with socket.create_connection(("127.0.0.1", nginx.plain_port), PATIENCE) as plain:
        request = f"GET /cart/?a=b HTTP/1.1\r\nHost: {HARBOUR}\r\nConnection: close\r\n\r\n"
        page = read_answer(converse(plain, request.encode()))

    assert (page.status, page.headers["location"]) == (308, f"https://{HARBOUR}/cart/?a=b")


def test_without_the_application_there_is_a_calm_page(nginx: Nginx, stage: Stage) -> None:
    stage.app.stop()
    try:
        page = nginx.get(HARBOUR)
    finally:
        stage.app.start()

    assert (page.status, "Back in a moment" in page.body) == (502, True)
    assert OWN.items() <= page.headers.items()


# -- the secret --------------------------------------------------------------------------------------------------------


def test_caddy_knows_the_secret_too(stage: Stage) -> None:
    assert stage.caddy.get(HARBOUR).status == 200
    assert "Harbour Health" in stage.caddy.get(HARBOUR, headers=spelled("Proto", "http") | MANY).body


@pytest.mark.parametrize(
    "forged",
    [
        {"X_Storefront_Proxy": "guess 203.0.113.9 https"},
        {"X-Storefront_Proxy": "guess 203.0.113.9 https"},
        {"X-Storefront-Proxy": "guess 203.0.113.9 https"},
    ],
)
def test_a_proxy_that_lets_underscores_through_is_of_no_use_to_anybody(stage: Stage, forged: dict[str, str]) -> None:
    """On the socket of the application, as such a proxy writes it: refused, whichever of the two headers counts."""
    right = {"X-Storefront-Proxy": f"{SECRET} 198.51.100.7 https"}
    request = [f"GET / HTTP/1.1\r\nHost: {HARBOUR}\r\nConnection: close", *lines(right), *lines(forged), "", ""]

    with socket.create_connection(("127.0.0.1", stage.app.port), PATIENCE) as plain:
        page = read_answer(converse(plain, "\r\n".join(request).encode()))

    assert page.status == 400
    assert SECRET not in stage.app.log.read_text()
    assert "X-Storefront-Proxy is missing or wrong" in stage.app.log.read_text()
