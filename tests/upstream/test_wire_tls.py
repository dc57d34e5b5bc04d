"""The same door over TLS: certificates are checked against the name, and the deadline holds inside the tunnel."""

from __future__ import annotations

import datetime
import socket
import ssl
import time
from ipaddress import ip_address
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from storefront.upstream.errors import OutcomeUnknown
from storefront.upstream.wire import Call, Timeouts, Wire
from tests.upstream.raw import serving

pytestmark = pytest.mark.enable_socket

QUICK = Timeouts(connect=1, read=0.4, total=0.8)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A certificate for 127.0.0.1, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "clinic test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def trusted(certificate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate))


def over_tls(certificate: Any, make_script: Any) -> Any:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def make(server: Any) -> Any:
        inner = make_script(server)

        def script(peer: socket.socket) -> None:
            with context.wrap_socket(peer, server_side=True) as tunnel:
                inner(tunnel)

        return script

    return serving(make)


def wire_to(server: Any, pools: Any, host: Any = "127.0.0.1") -> Any:
    url = server.url.replace("http://127.0.0.1", f"https://{host}")
    return Wire("example", url, timeouts=QUICK, allow_loopback=True, pools=pools)


def test_a_good_certificate_is_talked_to_and_the_connection_is_kept(certificate: Any, trusted: Any, pools: Any) -> None:
    with over_tls(certificate, lambda server: server.answer(b"{}", keep=True)) as server:
        wire = wire_to(server, pools)
        assert wire.send(Call("GET", "/x")).json == {}
        assert wire.send(Call("GET", "/x")).json == {}
        assert server.connections == 1


def test_a_certificate_of_another_name_gets_no_request(certificate: Any, trusted: Any, pools: Any) -> None:
    with over_tls(certificate, lambda server: server.answer(b"{}")) as server:
        with pytest.raises(OutcomeUnknown):
            wire_to(server, pools, "localhost").send(Call("POST", "/x", token="t0ken", act=True))
        assert server.requests == []


def test_a_certificate_nobody_vouches_for_gets_no_request(certificate: Any, pools: Any) -> None:
    with over_tls(certificate, lambda server: server.answer(b"{}")) as server:
        with pytest.raises(OutcomeUnknown):
            wire_to(server, pools).send(Call("POST", "/x", token="t0ken", act=True))
        assert server.requests == []


@pytest.mark.parametrize("parts", [[OK + b"Content-Length: 100\r\n\r\n", *[b" "] * 60], [b"H"] * 60])
def test_the_deadline_holds_within_the_tunnel(certificate: Any, trusted: Any, pools: Any, parts: Any) -> None:
    with over_tls(certificate, lambda server: server.raw(*parts, pause=0.1)) as server:
        started = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            wire_to(server, pools).send(Call("POST", "/x", act=True))
        assert time.monotonic() - started < 4  # all of it would take six
