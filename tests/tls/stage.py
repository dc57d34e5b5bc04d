"""The shop as visitors meet it: Caddy with ``deploy/Caddyfile``, ``deploy/serve`` in production settings, the sandbox.

Caddy is its own certificate authority here; nothing else is different from a server in the world.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sandbox.keys import KEYS
from tests.deploy.test_production import GOOD
from tests.storm.processes import PATIENCE, ROOT, Program, Server, free_port, manage

HARBOUR, MEADOW, SUMMIT = "shop.harbour.example", "shop.meadow.example", "shop.summit.example"
WAITING = "new.harbour.example"
STAFF = "staff.platform.example"
THREADS = "16"
FORGETFUL = ("CLINICS", "DATABASE_URL", "TEST_POSTGRES_URL")  # of the run around us


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


class Caddy(Program):
    def __init__(self, folder: Path, upstream: int, secret: str = "") -> None:
        self.port, self.plain_port, self.storage = free_port(), free_port(), folder / "storage"
        surroundings = os.environ | {
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "CADDY_STORAGE": str(self.storage),
            "BIND": "127.0.0.1",
            "HTTPS_PORT": str(self.port),
            "HTTP_PORT": str(self.plain_port),
            "UPSTREAM": f"127.0.0.1:{upstream}",
            "ISSUER": "issuer internal",
            "PROXY_SECRET": secret,
            "BODY_TIMEOUT": f"{PATIENCE}s",  # no test hangs on how fast this machine is
        }
        command = [os.environ["CADDY"], "run", "--config", str(ROOT / "deploy/Caddyfile"), "--adapter", "caddyfile"]
        super().__init__(command, surroundings, folder / "caddy.log")

    @property
    def root(self) -> Path:
        return self.storage / "pki/authorities/local/root.crt"

    def start(self) -> None:
        super().start()
        deadline = time.monotonic() + PATIENCE
        while not self.listens():
            if self.ended or time.monotonic() > deadline:
                raise RuntimeError(f"Caddy did not start: see {self.log}")
            time.sleep(0.1)

    def listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        except OSError:
            return False
        return self.root.exists()

    def trust(self, *protocols: str) -> ssl.SSLContext:
        """Nothing but Caddy's own authority is believed."""
        context = ssl.create_default_context(cafile=str(self.root))
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context

    @contextmanager
    def tunnel(self, host: str | None, *protocols: str) -> Iterator[ssl.SSLSocket]:
        """Raises ``ssl.SSLError`` where there is no good certificate for the host."""
        context = self.trust(*protocols)
        context.check_hostname = host is not None
        with (
            socket.create_connection(("127.0.0.1", self.port), PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=host) as tunnel,
        ):
            yield tunnel

    def get(
        self, host: str, path: str = "/", method: str = "GET", body: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request on a connection of its own, with headers exactly as they are given."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        return read_answer(self.say(host, "\r\n".join([*lines, "", body]).encode(), silence=PATIENCE))

    def say(self, host: str, request: bytes, silence: float = 2) -> bytes:
        """All that comes back until the other side has nothing more to say."""
        with self.tunnel(host) as tunnel:
            return converse(tunnel, request, silence)

    def chromium_arguments(self) -> list[str]:
        """Every name under .example is this machine, and the stage's own authority is believed: no other."""
        return [
            f"--host-resolver-rules=MAP *.example 127.0.0.1:{self.port}",
            f"--ignore-certificate-errors-spki-list={self._spki()}",
        ]

    def _spki(self) -> str:
        """Of the key that signs: the root itself is not sent along."""
        certificate = x509.load_pem_x509_certificate(self.root.with_name("intermediate.crt").read_bytes())
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(key).digest()).decode()


def converse(peer: socket.socket, request: bytes, silence: float = 2) -> bytes:
    """Until the peer hangs up or has been silent for a while, which ends nothing but the waiting."""
    peer.sendall(request)
    heard = b""
    try:
        while more := peer.recv(65536):
            heard += more
            peer.settimeout(silence)
    except OSError:
        pass
    return heard


def read_answer(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(int(first.split()[1]), headers, body.decode("utf-8", "replace"))


@dataclass
class Stage:
    caddy: Caddy
    app: Server
    surroundings: dict[str, str]
    folder: Path

    def manage(self, *arguments: str) -> str:
        return run(self.surroundings, *arguments)

    def shell(self, line: str) -> str:
        """A line of Python in the shop's own settings, with ``Domain`` and ``timezone`` at hand."""
        imports = "from django.utils import timezone; from storefront.clinics.models import Clinic, Domain"
        return self.manage("shell", "--verbosity", "0", "--command", f"{imports}; {line}")


def run(surroundings: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603
        manage(*arguments), cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {arguments[0]}: {done.stderr[-2000:]}")
    return done.stdout


def collect_static_files(surroundings: dict[str, str]) -> None:
    """Into the tree, once in a run of the tests: every shop of the run serves the same files."""
    this_run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"process {os.getpid()}")
    with (Path(tempfile.gettempdir()) / "storefront-static-files.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read() != f"{ROOT} {this_run}":
            run(surroundings, "collectstatic", "--noinput", "--verbosity", "0")
            lock.truncate(0)
            lock.write(f"{ROOT} {this_run}")


def clinics_file(folder: Path) -> Path:
    """The clinics of the demo, on hosts of their own."""
    text = (ROOT / "deploy/demo.toml").read_text()
    for host in (HARBOUR, MEADOW, SUMMIT):
        text = text.replace(f"{host.split('.')[1]}.localhost", host)
    file = folder / "clinics.toml"
    file.write_text(text)
    return file


@contextmanager
def empty_stage(folder: Path, **more: str) -> Iterator[Stage]:
    """Everything runs and the database is empty; ``more`` are further variables of the shop's."""
    sandbox_port, port = free_port(), free_port()
    sandbox = f"http://127.0.0.1:{sandbox_port}"
    surroundings = {name: value for name, value in os.environ.items() if name not in FORGETFUL} | GOOD | KEYS
    surroundings |= {
        "DATABASE_URL": f"sqlite:///{folder}/stage.sqlite3",
        "STAFF_HOSTS": STAFF,
        "TRUSTED_PROXIES": "127.0.0.1",
        "ALLOW_LOOPBACK_UPSTREAMS": "1",
        "WORKERS": "1",
        "THREADS": THREADS,
        "MIGRATE": "0",
        "SANDBOX_ORIGIN": sandbox,
        "SANDBOX_CAREPORTALS_PATIENT": f"{sandbox}/careportals/patient-api",
        "SANDBOX_CAREPORTALS_PUBLIC": f"{sandbox}/careportals/public-api",
        "SANDBOX_CARD_SCRIPT": f"{sandbox}/processor/v3/",
        "SANDBOX_DECODA": f"{sandbox}/decoda",
        "SANDBOX_DECODA_APP": f"{sandbox}/decoda-app",
        "SANDBOX_ELASTICPATH": f"{sandbox}/elasticpath",
    } | more
    collect_static_files(surroundings)
    with ExitStack() as running:
        run(surroundings, "migrate", "--noinput", "--verbosity", "0")
        running.enter_context(
            Program(manage("sandbox", "--port", str(sandbox_port)), surroundings, folder / "sandbox.log")
        )
        app = running.enter_context(Server(port, surroundings, folder / "app.log"))
        caddy = running.enter_context(Caddy(folder, port, surroundings["PROXY_SECRET"]))
        yield Stage(caddy, app, surroundings, folder)


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """With the clinics of the demo, and a host that is not live yet."""
    with empty_stage(folder) as made:
        made.manage("load_clinics", str(clinics_file(folder)))
        made.shell(f"Domain.objects.create(clinic=Clinic.objects.get(slug='harbour'), host='{WAITING}', position=9)")
        yield made
