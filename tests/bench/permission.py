"""How long the proxy waits for permission: ``python -m tests.bench.permission``, in a database of its own.

The whole application answers over HTTP, as ``deploy/serve`` runs it, while 10,000 hosts are known.
"""

from __future__ import annotations

import os
import random
import secrets
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

HOSTS, ASKED = 10_000, 2_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        measure(Path(folder))


def measure(folder: Path) -> None:
    import django

    django.setup()
    import requests
    from django.core.management import call_command
    from django.utils import timezone

    from storefront.clinics.models import Clinic, Domain
    from tests.storm.processes import Server, free_port
    from tests.world import CAREPORTALS

    call_command("migrate", verbosity=0)
    clinic = Clinic(slug="bench", name="Bench", languages=["en"], country="CA", currency="CAD")
    clinic.set_commerce(CAREPORTALS)
    clinic.save()
    names = [f"shop{number}.localhost" for number in range(HOSTS)]
    Domain.objects.bulk_create(Domain(clinic=clinic, host=name, verified_at=timezone.now()) for name in names)
    random_names = [f"{secrets.token_hex(8)}.example" for _ in range(ASKED)]
    with Server(free_port(), dict(os.environ), folder / "server.log") as server, requests.Session() as proxy:
        address = f"http://127.0.0.1:{server.port}/tls/allowed"
        for kind, asked in (("known", random.choices(names, k=ASKED)), ("random", random_names)):
            times, allowed = [], 0
            for name in asked:
                started = time.perf_counter()
                allowed += proxy.get(address, params={"domain": name}, timeout=10).ok
                times.append((time.perf_counter() - started) * 1000)
            cuts = statistics.quantiles(times, n=100)
            sys.stdout.write(f"{ASKED} {kind} names: {allowed} allowed, p50 {cuts[49]:.2f} ms, p99 {cuts[98]:.2f} ms\n")


if __name__ == "__main__":
    main()
