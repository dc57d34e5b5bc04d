"""The whole shop in a storm: the real server, PostgreSQL, the sandbox, a crowd, and a seed for everything that fails.

``python -m tests.storm.storm [--seconds 60] [--patients 60] [--seed 1] [--control]``; see docs/storm.md.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ADMIN_URL = os.environ.get("TEST_POSTGRES_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
HOW = "Set TEST_POSTGRES_URL=postgres://user:password@host:5432/postgres (a user who may create databases)."
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "storefront.settings",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "FIELD_KEYS": secrets.token_urlsafe(32),
    "PLAIN_HTTP": "1",
    "ALLOW_LOOPBACK_UPSTREAMS": "1",
    "DEBUG": "0",
    "DEMO": "0",
    "HOST": "127.0.0.1",
    "STAFF_HOSTS": "staff.localhost",
    "TRUSTED_PROXIES": "127.0.0.1",
    "CACHE_URL": "locmemcache://storm",
    "EMAIL_URL": "dummymail://",
    "WORKERS": "3",
    "THREADS": "32",
    "STOP_TIMEOUT": "5",
    "UPSTREAM_CONNECT_TIMEOUT": "1",
    "UPSTREAM_READ_TIMEOUT": "2",
    "UPSTREAM_TOTAL_TIMEOUT": "4",
}


def main() -> int:
    told = options()
    if (reason := no_postgres()) is not None:
        say(f"No storm ({reason}): it needs PostgreSQL. {HOW}")
        return 0
    sandbox = f"http://127.0.0.1:{told.port + 1}"
    database = f"storefront_storm_{told.port}"
    os.environ.update(SETTINGS | sandbox_settings(sandbox))
    os.environ["DATABASE_URL"] = urlsplit(ADMIN_URL)._replace(path=f"/{database}").geturl()
    logs = Path(tempfile.mkdtemp(prefix="storm-"))
    with fresh_database(database):
        ended = storm(told, sandbox, database, logs)
    if ended:
        say(f"Logs are in {logs}")
    else:
        shutil.rmtree(logs)
    return ended


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Submission, kill, reload, cut; and count what was ordered.")
    parser.add_argument("--seconds", type=float, default=60, help="how long patients keep coming (60)")
    parser.add_argument("--patients", type=int, default=60, help="at most so many (60)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=8710, help="of the server; the sandbox takes the next one (8710)")
    parser.add_argument("--control", action="store_true", help="without the guard: there must be duplicates")
    return parser.parse_args()


def storm(told: argparse.Namespace, sandbox: str, database: str, logs: Path) -> int:
    """Everything is up, patients gather, the weather turns; then calm, time leaps, and a reckoning."""
    import django

    django.setup()
    from django.core.management import call_command

    from tests.storm import misfortunes, reckoning
    from tests.storm.crowd import Crowd
    from tests.storm.processes import Program, Server, environment, manage
    from tests.storm.weather import Weather

    begun = time.monotonic()
    server = Server(told.port, environment(), logs / "server", guarded=not told.control)
    upstreams = Program(manage("sandbox", "--port", str(told.port + 1)), environment(), logs / "sandbox")
    resolving = Program(manage("resolve_orders", "--loop"), environment(), logs / "resolving")
    with upstreams, server, resolving:
        server.surroundings["MIGRATE"] = "0"
        with open(os.devnull, "w") as nowhere:
            call_command("load_clinics", "deploy/demo.toml", stdout=nowhere)
        hang_up()
        misfortunes.keep_carts_open(sandbox)
        crowd = Crowd(told.port, sandbox)
        crowd.gather(told.patients)
        misfortunes.arm(sandbox, random.Random(told.seed), told.patients)
        weather = Weather(server, [resolving], database, ADMIN_URL, told.seed)
        weather.start()
        crowd.place_order(told.seconds)
        weather.calm()
        reckoning.resolve_all(sandbox, resolving)
        found = reckoning.reckon(sandbox)
    disturbances = {
        "kills": weather.kills,
        "reloads": weather.reloads,
        "database kills": weather.cuts,
        "restarts of the whole server": server.starts - 1,
        "restarts of resolve_orders": resolving.starts - 1,
    }
    say(f"Storm {told.seed}{', without the guard' if told.control else ''}")
    table({"patients": told.patients, "submissions": crowd.submissions, **disturbances, **found.told()})
    table({"seconds": round(time.monotonic() - begun)})
    say(f"Answers to the submissions: {dict(crowd.answers)}")
    return verdict(told, found.duplicates, found.harm)


def table(figures: Mapping[str, int]) -> None:
    say("\n".join(f"{figure:>8}  {name}" for name, figure in figures.items()))


def hang_up() -> None:
    """Our own connections would be cut with the others'."""
    from django.db import connection

    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def verdict(told: argparse.Namespace, duplicates: int, harm: int) -> int:
    if told.control:
        say("Duplicates, as there must be." if duplicates else "No duplicates without the guard: not much of a storm.")
        return 0 if duplicates else 1
    say("HARM WAS DONE." if harm else "Every order was made once or not at all, and we know which.")
    return 1 if harm else 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def no_postgres() -> str | None:
    try:
        psycopg.connect(ADMIN_URL, connect_timeout=3).close()
    except psycopg.Error as error:
        return type(error).__name__
    return None


@contextmanager
def fresh_database(name: str) -> Iterator[None]:
    """Made for this storm, and dropped afterwards."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(ADMIN_URL, autocommit=True) as admin:
        admin.execute(drop)
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield
        finally:
            admin.execute(drop)


def sandbox_settings(origin: str) -> dict[str, str]:
    """What deploy/demo.toml asks the environment for."""
    from sandbox.keys import KEYS

    return KEYS | {
        "SANDBOX_ORIGIN": origin,
        "SANDBOX_CAREPORTALS_PATIENT": f"{origin}/careportals/patient-api",
        "SANDBOX_CAREPORTALS_PUBLIC": f"{origin}/careportals/public-api",
        "SANDBOX_CARD_SCRIPT": f"{origin}/processor/v3/",
        "SANDBOX_DECODA": f"{origin}/decoda",
        "SANDBOX_DECODA_APP": f"{origin}/decoda-app",
        "SANDBOX_ELASTICPATH": f"{origin}/elasticpath",
    }


if __name__ == "__main__":
    sys.exit(main())
