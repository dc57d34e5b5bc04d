"""The demo, for a tool that looks at its pages."""
# ruff: noqa: S310, S603 - starts what it names, and asks it over loopback

from __future__ import annotations

import os
import re
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
SECONDS = 300


@contextmanager
def demo() -> Iterator[int]:
    """The demo, in its production shape, for as long as this lasts. Gives its port."""
    port, sandbox = free_port(), free_port()
    environment = os.environ | {"PORT": str(port), "SANDBOX_PORT": str(sandbox)}
    with subprocess.Popen([HOME / "deploy" / "demo"], env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            if not any("The demo is ready" in line for line in process.stdout or ()):
                raise SystemExit("The demo did not start: run make demo to see why.")
            yield port
        finally:
            process.terminate()


def first_product(clinic: str, port: int) -> str:
    """The path of the first product on the clinic's shelf."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": f"{clinic}.localhost:{port}"})
    with urllib.request.urlopen(request, timeout=SECONDS) as page:
        return str(re.findall(r'href="(/products/[^"]+/)"', page.read().decode())[0])


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
