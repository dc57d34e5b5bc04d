"""The real proxy before the real application: who gets a certificate, what passes, and what does not."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest

from storefront.clinics.hosts import certificates
from tests.storm.processes import PATIENCE, ROOT
from tests.tls.stage import HARBOUR, MEADOW, STAFF, SUMMIT, THREADS, WAITING, Answer, Stage, converse, read_answer

pytestmark = [pytest.mark.caddy, pytest.mark.enable_socket]
TWO_YEARS = "max-age=63072000"


@pytest.mark.parametrize("host", [HARBOUR, MEADOW, STAFF])
def test_a_host_of_ours_has_a_certificate_of_its_own_and_a_page(stage: Stage, host: str) -> None:
    with stage.caddy.tunnel(host) as tunnel:
        names = tunnel.getpeercert()["subjectAltName"]  # type: ignore[index]  # the chain is good, or there would be no tunnel
        assert tunnel.version() in ("TLSv1.2", "TLSv1.3")
    assert names == (("DNS", host),)

    page = stage.caddy.get(host)
    assert page.status == (302 if host == STAFF else 200)
    assert page.headers["strict-transport-security"] == TWO_YEARS  # this host alone, whoever else has the domain
    assert "server" not in page.headers
    assert "via" not in page.headers


@pytest.mark.parametrize(
    "host", ["evil.example", WAITING, f"www.{HARBOUR}", "harbour.example", "localhost", "platform.example", None]
)
def test_any_other_name_gets_no_certificate(stage: Stage, host: str | None) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)), stage.caddy.tunnel(host):
        pass
    assert not list(stage.caddy.storage.rglob(f"{host}.crt"))


def test_the_end_of_a_certificate_is_read_where_it_is_shown(stage: Stage) -> None:
    port, trust = stage.caddy.port, stage.caddy.trust()

    assert certificates.good_until(HARBOUR, ["127.0.0.1"], port=port, context=trust) is not None
    assert certificates.good_until("evil.example", ["127.0.0.1"], port=port, context=trust) is None
    assert certificates.good_until(HARBOUR, ["127.0.0.1"], port=port) is None  # of an authority nobody knows
    assert certificates.good_until(HARBOUR, [], port=port) is None


def test_both_versions_of_http_are_spoken(stage: Stage) -> None:
    for protocol in ("h2", "http/1.1"):
        with stage.caddy.tunnel(HARBOUR, protocol) as tunnel:
            assert tunnel.selected_alpn_protocol() == protocol


def test_plain_http_leads_to_https_on_the_same_host(stage: Stage) -> None:
    with socket.create_connection(("127.0.0.1", stage.caddy.plain_port), 30) as plain:
        heard = converse(plain, f"GET /cart/?a=b HTTP/1.1\r\nHost: {HARBOUR}\r\nConnection: close\r\n\r\n".encode())

    assert heard.startswith(b"HTTP/1.1 308")
    assert f"Location: https://{HARBOUR}/cart/?a=b\r\n".encode() in heard


@pytest.mark.parametrize("path", ["/tls/allowed?domain=", "/tls/allowed/?domain=", "/tls/../tls/allowed?domain="])
def test_nobody_asks_for_permission_from_outside(stage: Stage, path: str) -> None:
    for host in (HARBOUR, STAFF):
        assert stage.caddy.get(host, f"{path}{HARBOUR}").status == 404


@pytest.mark.parametrize("other", ["evil.example", "127.0.0.1", "127.0.0.1:8000", WAITING, MEADOW, STAFF])
def test_the_host_of_a_request_is_the_one_of_its_tunnel(stage: Stage, other: str) -> None:
    for line in (f"GET / HTTP/1.1\r\nHost: {other}", f"GET https://{other}/ HTTP/1.1\r\nHost: {HARBOUR}"):
        assert stage.caddy.say(HARBOUR, f"{line}\r\n\r\n".encode()).startswith(b"HTTP/1.1 421")


# -- what visitors say about the way they came -------------------------------------------------------------------------


# A server for Python takes each of these for the header with hyphens; which of several counts hangs on their number.
SPELLINGS = ("X-Forwarded-{}", "X_Forwarded_{}", "X-Forwarded_{}", "X_Forwarded-{}", "x_forwarded_{}")
MANY = {f"Zz{number}": "1" for number in range(8)}


def spelled(name: str, value: str) -> dict[str, str]:
    return {spelling.format(name): value for spelling in SPELLINGS}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("more", [{}, {"Zz0": "1"}, MANY])
def test_a_forged_scheme_changes_nothing(stage: Stage, spelling: str, more: dict[str, str]) -> None:
    forged = {spelling.format("Proto"): "http"}  # believed, it would lead to https once more

    assert stage.caddy.get(HARBOUR, headers=forged | more).status == 200


def test_a_forged_way_changes_nothing(stage: Stage) -> None:
    forged = {"X-Real-Ip": "127.0.0.1", "Forwarded": f"for=127.0.0.1;proto=http;host={MEADOW}"}
    forged |= spelled("Host", MEADOW) | spelled("Port", "80") | spelled("Proto", "http")

    page = stage.caddy.get(HARBOUR, headers=forged)

    assert page.status == 200
    assert "Harbour Health" in page.body
    assert "Meadow" not in page.body


def test_a_forged_address_does_not_lift_the_limit_on_guessing(stage: Stage) -> None:
    """At a shop where no other story signs in: its limit is used up afterwards."""
    told = [guess_password(stage, f"nobody{guess}@summit.example", f"203.0.{guess}.9") for guess in range(21)]

    assert ["Too many tries" in page for page in told] == [False] * 20 + [True]


def guess_password(stage: Stage, email: str, address: str) -> str:
    path, form, headers = filled_in_login(stage, SUMMIT, email)
    forged = spelled("For", address) | {"X-Real-IP": address, "X_Real_IP": address, "Forwarded": f"for={address}"}
    return shown(stage, SUMMIT, stage.caddy.get(SUMMIT, path, "POST", form, headers | forged | MANY), headers)


def shown(stage: Stage, host: str, answer: Answer, headers: dict[str, str]) -> str:
    """The page that a refused form leads to."""
    assert answer.status == 303
    return stage.caddy.get(host, answer.headers["location"], headers={"Cookie": headers["Cookie"]}).body


def filled_in_login(stage: Stage, host: str, email: str) -> tuple[str, str, dict[str, str]]:
    """Path, body and headers of a sign-in with a wrong password."""
    page = stage.caddy.get(host, "/login/")
    token = page.body.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = urlencode({"email": email, "password": "wrong", "csrfmiddlewaretoken": token})
    headers = {"Cookie": page.headers["set-cookie"].split(";")[0], "Origin": f"https://{host}"}
    return "/login/", form, headers | {"Content-Type": "application/x-www-form-urlencoded"}


# -- bodies ------------------------------------------------------------------------------------------------------------


def test_a_form_that_arrives_in_chunks_is_a_form(stage: Stage) -> None:
    path, form, headers = filled_in_login(stage, HARBOUR, "nobody@harbour.example")
    lines = [f"POST {path} HTTP/1.1", f"Host: {HARBOUR}", "Connection: close", "Transfer-Encoding: chunked"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    chunks = "".join(f"{len(part):x}\r\n{part}\r\n" for part in (form[:9], form[9:], ""))

    heard = stage.caddy.say(HARBOUR, "\r\n".join([*lines, "", chunks]).encode(), silence=PATIENCE)

    assert "do not match" in shown(stage, HARBOUR, read_answer(heard), headers)


def test_who_sends_slowly_holds_no_thread(stage: Stage) -> None:
    """More of them than the application has threads, and a page comes while all of them are still waited for."""
    path, _, headers = filled_in_login(stage, HARBOUR, "nobody@harbour.example")  # with the cookie the body is read
    lines = [f"POST {path} HTTP/1.1", f"Host: {HARBOUR}", "Content-Length: 1000"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    begun = "\r\n".join([*lines, "", "a"]).encode()
    with ExitStack() as open_tunnels:
        slow = [open_tunnels.enter_context(stage.caddy.tunnel(HARBOUR)) for _ in range(4 * int(THREADS))]
        for tunnel in slow:
            tunnel.sendall(begun)

        assert stage.caddy.get(HARBOUR).status == 200
        assert stage.caddy.get(STAFF).status == 302
        heard = [heard_by(tunnel) for tunnel in slow]

    assert set(heard) == {None}  # nobody of them has been answered or sent away


def heard_by(tunnel: ssl.SSLSocket) -> bytes | None:
    """None while there is nothing to be heard."""
    tunnel.setblocking(False)
    try:
        return tunnel.recv(1)
    except ssl.SSLWantReadError:
        return None


@pytest.mark.parametrize("length", [3_000_000, 64_000_000])
def test_a_body_that_is_larger_than_any_form_is_refused_before_it_comes(stage: Stage, length: int) -> None:
    page = read_answer(stage.caddy.say(HARBOUR, posted(length), PATIENCE))

    assert page.status == 413
    assert "This is larger than any form here takes" in page.body
    assert OWN.items() <= page.headers.items()


def test_a_body_as_large_as_a_form_may_be_reaches_the_application(stage: Stage) -> None:
    heard = stage.caddy.say(HARBOUR, posted(2_999_999) + b"x" * 2_999_999, PATIENCE)

    assert read_answer(heard).status == 403  # there is no form token in it


def posted(length: int) -> bytes:
    lines = ["POST /login/ HTTP/1.1", f"Host: {HARBOUR}", "Connection: close", f"Content-Length: {length}"]
    return "\r\n".join([*lines, "", ""]).encode()


def test_the_configuration_gives_a_body_five_seconds() -> None:
    command = [os.environ["CADDY"], "adapt", "--config", str(ROOT / "deploy/Caddyfile"), "--adapter", "caddyfile"]
    written = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603

    times = [server.get("read_timeout") for server in json.loads(written)["apps"]["http"]["servers"].values()]
    assert times == [5_000_000_000] * 2


# -- what is the proxy's own -------------------------------------------------------------------------------------------

OWN = {
    "strict-transport-security": TWO_YEARS,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/tls/allowed", "/tls/"])
@pytest.mark.parametrize("host", [HARBOUR, STAFF])
def test_what_only_the_operator_may_ask_is_not_there(stage: Stage, host: str, path: str) -> None:
    page = stage.caddy.get(host, path)

    assert page.status == 404
    assert OWN.items() <= page.headers.items()
    assert "server" not in page.headers


def test_the_operator_asks_the_application_itself(stage: Stage) -> None:
    for host, status in (("127.0.0.1", b"200"), ("localhost", b"200"), (HARBOUR, b"301"), (STAFF, b"301")):
        with socket.create_connection(("127.0.0.1", stage.app.port), PATIENCE) as plain:
            heard = converse(plain, f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert heard.split()[1] == status


def test_a_request_for_another_host_is_refused_with_the_headers_of_every_page(stage: Stage) -> None:
    page = read_answer(stage.caddy.say(HARBOUR, f"GET / HTTP/1.1\r\nHost: {MEADOW}\r\n\r\n".encode()))

    assert page.status == 421
    assert OWN.items() <= page.headers.items()


def test_a_dot_at_the_end_of_a_host_leads_to_the_host_without_it(stage: Stage) -> None:
    heard = stage.caddy.say(HARBOUR, f"GET /cart/?a=b HTTP/1.1\r\nHost: {HARBOUR}.\r\n\r\n".encode())

    assert read_answer(heard).status == 308
    assert read_answer(heard).headers["location"] == f"https://{HARBOUR}/cart/?a=b"


# -- smuggling: where one parser ends a request is where the other does -----------------------------------------------

# Only the proxy, directly, may ask this, so an answer to it is a request that nobody saw pass.
HIDDEN = f"GET /tls/allowed?domain={HARBOUR} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
CHUNKED = b"0\r\n\r\n"
POST = f"POST /cart/add/ HTTP/1.1\r\nHost: {HARBOUR}\r\nContent-Type: text/plain\r\n".encode()
LENGTH = len(CHUNKED + HIDDEN)
SMUGGLING = {
    "length and chunks": b"Content-Length: %d\r\nTransfer-Encoding: chunked" % LENGTH,
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: %d" % LENGTH,
    "two lengths": b"Content-Length: 5\r\nContent-Length: %d" % LENGTH,
    "two lengths in one": b"Content-Length: 5, %d" % LENGTH,
    "a length with a plus": b"Content-Length: +5",
    "a length in hex": b"Content-Length: 0x5",
    "a length below nothing": b"Content-Length: -5",
    "a space before the colon": b"Content-Length : 5",
    "a folded line": b"Transfer-Encoding:\r\n chunked\r\nContent-Length: 5",
    "chunks of another name": b"Transfer-Encoding: xchunked",
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "an odd space before the chunks": b"Transfer-Encoding:\x0bchunked\r\nContent-Length: 5",
    "a bare return": b"X: y\rTransfer-Encoding: chunked\r\nContent-Length: 5",
    "a nothing in a header": b"X: a\x00b\r\nContent-Length: 5",
}


def questions(stage: Stage) -> int:
    """How often the application was asked for permission, once it has answered all that came before."""
    assert stage.caddy.get(HARBOUR).status == 200
    lines = [json.loads(line) for line in stage.app.log.read_text().splitlines() if line.startswith("{")]
    return sum(line["event"] == "request" and line["route"] == "" and line["status"] in (200, 403) for line in lines)


@pytest.mark.parametrize("case", SMUGGLING)
def test_a_request_is_not_smuggled_past_the_proxy_in_another(stage: Stage, case: str) -> None:
    before = questions(stage)

    heard = stage.caddy.say(HARBOUR, POST + SMUGGLING[case] + b"\r\n\r\n" + CHUNKED + HIDDEN)

    assert questions(stage) == before
    assert heard.partition(b"\r\n")[0].split()[1] in (b"400", b"403", b"501")  # refused, or the first one alone


@pytest.mark.parametrize("case", SMUGGLING)
def test_the_application_alone_is_not_confused_either(stage: Stage, case: str) -> None:
    """Whatever it takes for one request, it is not two: the connection ends with what it refuses."""
    hidden = HIDDEN.replace(b"/tls/allowed", b"/healthz")
    with socket.create_connection(("127.0.0.1", stage.app.port), PATIENCE) as plain:
        heard = converse(plain, POST + SMUGGLING[case] + b"\r\n\r\n" + CHUNKED + hidden)

    assert heard.count(b"HTTP/1.1 ") <= 1 or case in PIPELINED
    assert heard.partition(b"\r\n")[0].split()[1:2] != [b"200"]


# Chunks count and the length does not, as the standard has it: what follows the last chunk is a request of its own.
PIPELINED = {"length and chunks", "chunks and length", "a folded line"}


@pytest.mark.parametrize(
    "line", ["Host: {0}\r\nHost: {1}", "X: y", "Host: {0}:80:80", "Host: {0}/{1}", "Host: {0}@{1}"]
)
def test_a_host_that_is_not_exactly_one_is_refused(stage: Stage, line: str) -> None:
    request = f"GET / HTTP/1.1\r\n{line.format(HARBOUR, MEADOW)}\r\nConnection: close\r\n\r\n".encode()

    heard = stage.caddy.say(HARBOUR, request)

    assert heard.partition(b"\r\n")[0].split()[1] in (b"400", b"421")


# -- without the application, and without a host that was ours ---------------------------------------------------------


def test_while_the_application_is_away_known_hosts_still_answer_and_others_still_do_not(stage: Stage) -> None:
    assert stage.caddy.get(HARBOUR).status == 200
    stage.app.stop()
    try:
        page = stage.caddy.get(HARBOUR)
        assert page.status == 502
        assert "Back in a moment" in page.body
        assert page.headers["retry-after"] == "30"
        assert OWN.items() <= page.headers.items()
        with pytest.raises(ssl.SSLError), stage.caddy.tunnel("evil.example"):
            pass

        stage.caddy.stop()
        stage.caddy.start()  # nothing in its memory now
        assert stage.caddy.get(HARBOUR).status == 502
    finally:
        stage.app.start()
    assert stage.caddy.get(HARBOUR).status == 200


def test_a_host_that_is_switched_off_shows_nothing_any_more(stage: Stage) -> None:
    host = "old.harbour.example"
    harbour = "clinic=Clinic.objects.get(slug='harbour')"
    stage.shell(f"Domain.objects.create({harbour}, host='{host}', position=8, verified_at=timezone.now())")
    assert stage.caddy.get(host).status == 200

    stage.shell(f"Domain.objects.filter(host='{host}').update(verified_at=None, off_since=timezone.now())")
    stage.app.stop()
    stage.app.start()  # what it remembered for some seconds is not what this is about
    assert stage.caddy.get(host).status == 400
