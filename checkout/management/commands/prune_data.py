"""Delete what is older than it is kept."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from checkout.retention import prune


class Command(BaseCommand):
    help = (
        "Delete expired sessions, counters of limits, old events of accounts, and whose old orders were. Run it daily."
    )

    def handle(self, **_: Any) -> None:
        for kind, rows in prune().items():
            self.stdout.write(f"{kind}: {rows} deleted")
