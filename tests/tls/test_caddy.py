"""The real proxy before the real application: who gets a certificate, what passes, and what does not."""

from __future__ import annotations

import json
import socket
import ssl
from urllib.parse import urlencode

import pytest

from storefront.clinics.hosts import certificates
from tests.storm.processes import PATIENCE
from tests.tls.stage import HARBOUR, MEADOW, STAFF, SUMMIT, WAITING, Stage, converse

pytestmark = [pytest.mark.caddy, pytest.mark.enable_socket]
TWO_YEARS = "max-age=63072000"


@pytest.mark.parametrize("host", [HARBOUR, MEADOW, STAFF])
def test_a_host_of_ours_has_a_certificate_of_its_own_and_a_page(stage: Stage, host: str) -> None:
    with stage.caddy.tunnel(host) as tunnel:
        names = tunnel.getpeercert()["subjectAltName"]  # the chain is good, or there would be no tunnel
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


def test_a_forged_way_changes_nothing(stage: Stage) -> None:
    page = stage.caddy.get(
        HARBOUR,
        X_Forwarded_Proto="http",  # believed, it would lead to https once more
        X_Forwarded_Host=MEADOW,
        X_Forwarded_Port="80",
        X_Real_Ip="127.0.0.1",
        Forwarded=f"for=127.0.0.1;proto=http;host={MEADOW}",
    )

    assert page.status == 200
    assert "Harbour Health" in page.body
    assert "Meadow" not in page.body


def test_a_forged_address_does_not_lift_the_limit_on_guessing(stage: Stage) -> None:
    """At a shop where no other story signs in: its limit is used up afterwards."""
    told = [guess_password(stage, f"nobody{guess}@summit.example", f"203.0.113.{guess}") for guess in range(21)]

    assert ["Too many tries" in page for page in told] == [False] * 20 + [True]


def guess_password(stage: Stage, email: str, address: str) -> str:
    page = stage.caddy.get(SUMMIT, "/login/")
    cookie = page.headers["set-cookie"].split(";")[0]
    token = page.body.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = urlencode({"email": email, "password": "wrong", "csrfmiddlewaretoken": token})
    return stage.caddy.get(
        SUMMIT,
        "/login/",
        "POST",
        form,
        Cookie=cookie,
        Origin=f"https://{SUMMIT}",
        X_Forwarded_For=address,
        X_Real_IP=address,
        Forwarded=f"for={address}",
        Content_Type="application/x-www-form-urlencoded",
    ).body


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
        assert (page.headers["cache-control"], page.headers["retry-after"]) == ("no-store", "30")
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
