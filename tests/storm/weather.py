"""What happens to our own machines: workers are killed, the server is reloaded, database connections are cut."""

from __future__ import annotations

import random
import threading
import time

import psycopg

from tests.storm.processes import Program, Server

GROWN_UP = (
    6.0  # seconds; a worker that dies younger is a crash loop to Granian, and it ends: that is not the point here
)
RELOADS_APART = 14.0  # seconds; Granian replaces its workers one by one, for some seconds each
CUT = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()
"""


class Weather(threading.Thread):
    """Blows until ``calm``; is also the supervisor who starts what has ended anew."""

    def __init__(self, server: Server, helpers: list[Program], database: str, admin_url: str, seed: int) -> None:
        super().__init__(daemon=True)
        self.server, self.helpers, self.database, self.admin_url = server, helpers, database, admin_url
        self.drawn = random.Random(seed)
        self.kills = self.reloads = self.cuts = 0
        self.trouble: BaseException | None = None
        self._born: dict[int, float] = {}
        self._calm, self._reloaded_at = threading.Event(), time.monotonic()

    def calm(self) -> None:
        """From here on the sun shines, and everything is up."""
        self._calm.set()
        self.join()
        self._supervise()
        if self.trouble:
            raise self.trouble

    def run(self) -> None:
        try:
            while not self._calm.wait(self.drawn.uniform(0.4, 1.2)):
                self._supervise()
                self.drawn.choices([self._kill, self._reload, self._cut], [6, 2, 2])[0]()
        except BaseException as error:  # told by ``calm``
            self.trouble = error

    def _supervise(self) -> None:
        for program in (self.server, *self.helpers):
            program.keep_alive()

    def _kill(self) -> None:
        now = time.monotonic()
        self._born = {worker: self._born.get(worker, now) for worker in self.server.workers()}
        if grown_up := [worker for worker, born in self._born.items() if now - born > GROWN_UP]:
            self.server.kill_worker(self.drawn.choice(grown_up))
            self.kills += 1

    def _reload(self) -> None:
        if time.monotonic() - self._reloaded_at > RELOADS_APART:
            self._reloaded_at = time.monotonic()
            self.server.reload()
            self.reloads += 1

    def _cut(self) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute(CUT, [self.database])
        self.cuts += 1
