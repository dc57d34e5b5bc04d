"""``deploy/serve`` as it is run in production."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.test_production import GOOD, ROOT

pytestmark = pytest.mark.slow

# The request is made by a process of its own: tests themselves open no sockets.
ASK = "import sys, urllib.request as u; r = u.urlopen(sys.argv[1], timeout=5); print(r.status, r.read().decode())"


@pytest.fixture
def port() -> int:
    return random.randint(20000, 29999)


def start(tmp_path: Path, port: int, **environment: Any) -> Any:
    database = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/serve.sqlite3",
        "PORT": str(port),
        "WORKERS": "1",
        "MIGRATE": "0",
    }
    return subprocess.Popen(  # noqa: S603
        [ROOT / "deploy" / "serve"],
        cwd=ROOT,
        env=os.environ | GOOD | database | environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ask(url: Any) -> Any:
    for _ in range(100):
        done = subprocess.run([sys.executable, "-c", ASK, url], capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode == 0:
            return done.stdout.strip()
        time.sleep(0.1)
    raise AssertionError(done.stderr)


def test_it_serves_and_stops_when_it_is_told(tmp_path: Path, port: int) -> None:
    server = start(tmp_path, port)
    try:
        assert ask(f"http://127.0.0.1:{port}/healthz") == '200 {"status": "ok"}'
        assert ask(f"http://127.0.0.1:{port}/readyz") == '200 {"status": "ok"}'
    finally:
        server.send_signal(signal.SIGTERM)
        _, written = server.communicate(timeout=20)

    assert server.returncode == 0
    assert '"event": "request"' in written


def test_without_a_secret_it_says_what_to_set(tmp_path: Path, port: int) -> None:
    server = start(tmp_path, port, SECRET_KEY="")
    _, written = server.communicate(timeout=20)

    assert server.returncode == 1
    assert written.startswith("Not started: SECRET_KEY is missing or weak")
