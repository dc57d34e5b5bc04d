"""Which hosts may have a certificate, asked by the proxy on this machine alone; and until when one is good."""

from __future__ import annotations

import random
import socket
import ssl
import string
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from storefront.clinics.hosts.certificates import good_until
from storefront.clinics.models import Domain
from tests.databases import database_away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
HERE: dict[str, Any] = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}


def ask(domain: str, path: str = "/tls/allowed", **meta: Any) -> Any:
    return Client().get(path, {"domain": domain}, **HERE | meta)


def test_a_verified_host_may_and_so_may_the_staff_hosts() -> None:
    assert ask("harbour.localhost").status_code == 200
    assert ask("staff.localhost").status_code == 200


@pytest.mark.parametrize(
    "domain",
    [
        "",
        "evil.example",
        "localhost",
        "127.0.0.1",
        "www.harbour.localhost",
        "localhost.harbour",
        "harbour.localhost.",
        "harbour.localhost.evil.example",
        "HARBOUR.localhost",
        "harbour.localhost:443",
        " harbour.localhost",
        "harbour.localhost\n",
        "harbour.localhost\x00",
        "*.localhost",
        "*",
        "%",
        "h%",
        "_arbour.localhost",
        "harbour.localhost' OR '1'='1",
        "https://harbour.localhost",
        "hàrbour.localhost",
        "a" * 100_000,
    ],
)
def test_anything_else_may_not(domain: str) -> None:
    reply = ask(domain)

    assert reply.status_code == 403
    assert reply.content == b""


def test_without_a_name_nothing_is_allowed() -> None:
    assert Client().get("/tls/allowed", **HERE).status_code == 403
    twice = Client().get("/tls/allowed?domain=harbour.localhost&domain=evil.example", **HERE)
    assert twice.status_code == 403


@pytest.mark.parametrize("fields", [{"verified_at": None}, {"off_since": timezone.now()}])
def test_a_host_that_is_not_served_may_not_at_once(fields: dict[str, Any]) -> None:
    assert ask("harbour.localhost").status_code == 200
    Domain.objects.update(**fields)  # what another process did, of which this one has not been told

    assert ask("harbour.localhost").status_code == 403


def test_of_a_thousand_random_names_none_is_allowed() -> None:
    dice = random.Random(20261121)
    names = ("".join(dice.choices(string.ascii_lowercase, k=dice.randint(1, 20))) + ".localhost" for _ in range(1000))

    assert sum(ask(name).status_code == 200 for name in names) == 0


def test_it_is_one_read_without_session_cookie_or_redirect(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    with django_assert_num_queries(1) as queries:
        reply = ask("harbour.localhost")

    assert reply.status_code == 200
    assert not reply.cookies
    assert queries.captured_queries[0]["sql"].count("JOIN") == 0
    with django_assert_num_queries(1):
        ask("evil.example")
    with django_assert_num_queries(0):
        ask("not a name")


def test_a_proxy_that_is_seen_through_a_dual_stack_socket_may_ask_too() -> None:
    assert ask("harbour.localhost", REMOTE_ADDR="::ffff:127.0.0.1").status_code == 200


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "::ffff:203.0.113.9"},
        {"HTTP_X_STOREFRONT_PROXY": "x"},
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_HOST": "harbour.localhost.evil.example"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": ""},
    ],
)
def test_who_is_elsewhere_or_came_by_way_of_a_proxy_learns_nothing(meta: Any) -> None:
    known, unknown = ask("harbour.localhost", **meta), ask("evil.example", **meta)

    assert known.status_code == unknown.status_code == 400  # this machine's address is no shop
    assert known.content == unknown.content


def test_at_a_shop_the_address_does_not_exist() -> None:
    meta = {"HTTP_HOST": "harbour.localhost", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}

    assert ask("harbour.localhost", **meta).status_code == 404


@pytest.mark.parametrize("path", ["/tls/allowed/", "/tls/", "/tls/allowed/x", "//tls/allowed"])
def test_only_this_address_answers(path: str) -> None:
    assert ask("harbour.localhost", path).status_code == 400


def test_without_its_database_it_allows_nothing() -> None:
    with database_away():
        assert ask("harbour.localhost").status_code == 503


# -- until when one is good --------------------------------------------------------------------------------------------

NAME = "shop.harbour.example"
ENDS = datetime(2099, 1, 31, 12, tzinfo=UTC)


class Authority:
    """Signs certificates that nobody but a test trusts."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "an authority of the test")])
        own = self._build(self.name, self.key, ENDS).add_extension(x509.BasicConstraints(True, None), critical=True)
        own = own.add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
        (folder / "authority.pem").write_bytes(
            own.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )

    def trusted(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.folder / "authority.pem")
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        return context

    def shown(self, host: str, ends: datetime) -> ssl.SSLContext:
        """What a server with a certificate for ``host`` speaks."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        made = self._build(subject, key, ends).add_extension(names, critical=False).sign(self.key, hashes.SHA256())
        file = self.folder / f"{host}.pem"
        file.write_bytes(
            made.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _build(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, ends: datetime) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
            .not_valid_after(ends)
        )


@contextmanager
def answering(context: ssl.SSLContext) -> Iterator[int]:
    """A server on loopback that shakes hands with everybody until it is closed; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _peer = server.accept()
                except OSError:  # closed
                    return
                with suppress(OSError), connection, context.wrap_socket(connection, server_side=True) as tunnel:
                    tunnel.recv(1)  # until the other side has seen enough

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=10)


@pytest.mark.enable_socket
def test_the_end_of_a_trusted_certificate_is_read_at_the_first_address_that_answers(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with answering(authority.shown(NAME, ENDS)) as port:
        for addresses in (["127.0.0.1"], ["::1", "127.0.0.1"]):  # nobody listens at the other one
            assert good_until(NAME, addresses, port=port, context=authority.trusted()) == ENDS
    assert good_until(NAME, ["127.0.0.1"], port=port, context=authority.trusted()) is None
    assert good_until(NAME, [], port=port, context=authority.trusted()) is None


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("host", "ends"), [("another.example", ENDS), (NAME, datetime(2001, 1, 1, tzinfo=UTC))], ids=["name", "time"]
)
def test_a_certificate_of_another_name_or_time_is_none(tmp_path: Path, host: str, ends: datetime) -> None:
    authority = Authority(tmp_path)
    with answering(authority.shown(host, ends)) as port:
        assert good_until(NAME, ["127.0.0.1"], port=port, context=authority.trusted()) is None


@pytest.mark.enable_socket
def test_a_certificate_that_nobody_trusts_is_none(tmp_path: Path) -> None:
    with answering(Authority(tmp_path).shown(NAME, ENDS)) as port:
        assert good_until(NAME, ["127.0.0.1"], port=port) is None
