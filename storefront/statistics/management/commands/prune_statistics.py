"""Delete statistics that are older than they are kept."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from storefront.statistics.retention import prune


class Command(BaseCommand):
    help = "Delete statistics older than 400 days, and hours of upstream health older than 60. Run it each night."

    def handle(self, **_: Any) -> None:
        self.stdout.write(f"{prune()} old row(s) deleted")
