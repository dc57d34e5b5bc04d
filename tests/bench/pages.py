"""What a page costs, against a bare Django page: ``make bench``.

Two programs answer requests by turns, A B A B: one has bare pages (``floor``), the other is the storefront. Each tells
the CPU time of its own process, so nothing depends on what else the machine does. Upstreams answer from memory in both.
The ratio of each round counts; a page fails where even its smallest ratio is above its budget.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROUNDS, REQUESTS = 7, 60
# page of the storefront: the bare page that it is compared with, and how many times as much it may cost
BUDGETS = {
    "cart": ("call", 2.0),
    "swap": ("call", 2.0),
    "review": ("call", 2.0),
    "shelf": ("plain", 1.5),
    "product": ("plain", 1.5),
    "sign-in, no session": ("plain", 0.5),
    "shelf, no session": ("plain", 0.5),
    "product, no session": ("plain", 0.5),
}


class Worker:
    def __init__(self, which: str, database: str) -> None:
        command = [sys.executable, "-m", "tests.bench.worker", which]
        environment = os.environ | {"DATABASE_URL": database, "PYTHONWARNINGS": "ignore"}
        self._process = subprocess.Popen(  # noqa: S603
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._read()

    def cost(self, page: str) -> dict[str, float]:
        """Of one request, as ``worker.measured`` tells it."""
        assert self._process.stdin
        self._process.stdin.write(f"{json.dumps([page, REQUESTS])}\n")
        self._process.stdin.flush()
        return dict(json.loads(self._read()))

    def end(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _read(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a program ended by itself: what is wrong is written above")
        return line


def main() -> None:
    failed = [name for name, url in databases() if not measure(name, url)]
    sys.exit(1 if failed else 0)


def databases() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", f"sqlite:///{Path(folder)}/%s.sqlite3"
    if url := os.environ.get("TEST_POSTGRES_URL"):
        with postgres(url) as made:
            yield "PostgreSQL", made
    else:
        sys.stdout.write("\nNot on PostgreSQL: set TEST_POSTGRES_URL=postgres://user:password@host:5432/postgres\n")


@contextmanager
def postgres(url: str) -> Iterator[str]:
    import psycopg

    names = [f"bench_{os.getpid()}_{which}" for which in ("floor", "shop")]
    with psycopg.connect(url, autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{url.rpartition('/')[0]}/bench_{os.getpid()}_%s"
        finally:
            for name in names:
                with suppress(psycopg.Error):
                    server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measure(name: str, database: str) -> bool:
    floor, shop = (Worker(which, database % which) for which in ("floor", "shop"))
    sys.stdout.write(f"\n{name}: {ROUNDS} rounds of {REQUESTS} requests\n")
    sys.stdout.write(
        f"{'':22}{'least':>7}{'median':>8}{'most':>7}{'budget':>8}{'µs':>8}{'SQL':>5}{'writes':>8}{'calls':>7}{'bytes':>8}\n"
    )
    try:
        within = [reported(page, floor, shop) for page in BUDGETS]
        return all(within)
    finally:
        floor.end()
        shop.end()


def reported(page: str, floor: Worker, shop: Worker) -> bool:
    bare, budget = BUDGETS[page]
    ratios, cost = [], shop.cost(page)
    for _ in range(ROUNDS):
        below, cost = floor.cost(bare), shop.cost(page)
        ratios.append(cost["seconds"] / below["seconds"])
    least, median, most = min(ratios), statistics.median(ratios), max(ratios)
    counts = (cost["seconds"] * 1e6, cost["sql"], cost["writes"], cost["calls"], cost["bytes"])
    told = "" if least <= budget else "  above its budget"
    sys.stdout.write(
        f"{page:22}{least:7.2f}{median:8.2f}{most:7.2f}{budget:8.2f}"
        f"{counts[0]:8.0f}{counts[1]:5.0f}{counts[2]:8.0f}{counts[3]:7.0f}{counts[4]:8.0f}{told}\n"
    )
    sys.stdout.flush()
    return least <= budget


if __name__ == "__main__":
    main()
