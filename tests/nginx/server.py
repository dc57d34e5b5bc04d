"""nginx with ``deploy/nginx.conf`` on loopback: other ports, files and certificates, and nothing else."""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.storm.processes import PATIENCE, ROOT, Program, free_port
from tests.tls.stage import HARBOUR, STAFF, Answer, converse, read_answer

GLOBALS = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"  # who may read the test's folder
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Nginx(Program):
    def __init__(self, folder: Path, upstream: int, secret: str) -> None:
        self.port, self.plain_port, self.folder = free_port(), free_port(), folder
        self.certificate = folder / "fullchain.pem"
        self.configuration = folder / "nginx.conf"
        make_certificate(self.certificate, folder / "privkey.pem")
        self.configuration.write_text(self._configured(upstream, secret))
        command = [os.environ["NGINX"], "-p", str(folder), "-c", str(self.configuration), "-g", GLOBALS]
        super().__init__(command, dict(os.environ), folder / "nginx.log")

    def _configured(self, upstream: int, secret: str) -> str:
        """Each change has to find its place, or the test is about another file."""
        text = (ROOT / "deploy/nginx.conf").read_text()
        changes = {
            "[::]:443": f"[::1]:{self.port}",
            "[::]:80": f"[::1]:{self.plain_port}",
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "listen 80": f"listen 127.0.0.1:{self.plain_port}",
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            "/etc/ssl/storefront": str(self.folder),
            "/run/nginx.pid": f"{self.folder}/nginx.pid",
            "/var/log/nginx/error.log": f"{self.folder}/error.log",
            "client_body_timeout 5s": f"client_body_timeout {PATIENCE}s",  # no test hangs on how fast this machine is
            'proxy_set_header X-Storefront-Proxy "";': "",
            "# proxy_set_header X-Storefront-Proxy": "proxy_set_header X-Storefront-Proxy",
            "THE-SECRET": secret,
            "http {\n": "http {\n" + "".join(f"{each}_temp_path {self.folder}/{each};\n" for each in TEMPORARY),
        }
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new)
        return text

    def start(self) -> None:
        super().start()
        deadline = time.monotonic() + PATIENCE
        while not self._listens():
            if self.ended or time.monotonic() > deadline:
                raise RuntimeError(f"nginx did not start: see {self.log}")
            time.sleep(0.1)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        except OSError:
            return False
        return True

    @contextmanager
    def tunnel(self, host: str) -> Iterator[ssl.SSLSocket]:
        context = ssl.create_default_context(cafile=str(self.certificate))
        with (
            socket.create_connection(("127.0.0.1", self.port), PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=host) as tunnel,
        ):
            yield tunnel

    def get(self, host: str, path: str = "/", *lines: str) -> Answer:
        return self.say(host, "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", *lines, "", ""]).encode())

    def say(self, host: str, request: bytes) -> Answer:
        """``Connection: close`` is added, so that the answer ends."""
        with self.tunnel(host) as tunnel:
            return read_answer(converse(tunnel, request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1), PATIENCE))


def make_certificate(certificate: Path, key: Path) -> None:
    """Signed by itself, for the two hosts of the example."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HARBOUR)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HARBOUR), x509.DNSName(STAFF)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
