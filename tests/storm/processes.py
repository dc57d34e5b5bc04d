"""The parts of the shop as processes of their own, on loopback, on the database that the caller is connected to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
SERVE = ROOT / "deploy" / "serve"
PATIENCE = 60  # seconds for a server to answer


def environment(**more: str) -> dict[str, str]:
    """The caller's, but for the database: in a test that is not the one of its settings."""
    return os.environ | {"DATABASE_URL": database_url()} | more


def database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def free_port() -> int:
    """On loopback, free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Program:
    """One process, started anew when it has ended: what a supervisor does. ``log`` takes what it says."""

    def __init__(self, command: list[str], surroundings: dict[str, str], log: Path) -> None:
        self.command, self.surroundings, self.log = command, surroundings, log
        self.starts = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        self.starts += 1
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command, cwd=ROOT, env=self.surroundings, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def stop(self) -> None:
        if self.ended:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def keep_alive(self) -> None:
        if self.ended:
            self.start()


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


class Server(Program):
    """``deploy/serve`` as in production; with ``guarded`` off, the same line serves the application of the control."""

    def __init__(self, port: int, surroundings: dict[str, str], log: Path, *, guarded: bool = True) -> None:
        line = SERVE.read_text() if guarded else SERVE.read_text().replace("storefront.wsgi:", "tests.storm.guard_off:")
        self.port = port
        super().__init__(["bash", "-c", line, str(SERVE)], surroundings | {"PORT": str(port)}, log)

    def start(self) -> None:
        super().start()
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.ended or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start: see {self.log}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Also what a server that was killed has left behind."""
        workers = self.workers()
        super().stop()
        for worker in workers:
            _kill(worker)

    def answers(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).ok
        except requests.RequestException:
            return False

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        pid = self.process.pid
        try:
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            return []

    def kill_worker(self, worker: int) -> None:
        _kill(worker)

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
