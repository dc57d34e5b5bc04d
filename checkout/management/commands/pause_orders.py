"""Pause all orders after the database was restored or failed over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from checkout.orders import pause


class Command(BaseCommand):
    help = (
        "Send no orders for a while, at no clinic, after the database was restored or failed over. Afterwards every "
        "order that was begun before is looked up once before it is sent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--minutes", type=int, default=int(pause.QUIET.total_seconds() // 60), help="default: 3")
        how.add_argument("--off", action="store_true", help="end the pause now; the look-ups stay")

    def handle(self, *, minutes: int, off: bool, **_: Any) -> None:
        if off:
            self.stdout.write("orders go on" if pause.end() else "orders were not paused")
            return
        if not 1 <= minutes <= 24 * 60:
            raise CommandError("--minutes must be between 1 and 1440.")
        current = pause.begin(timedelta(minutes=minutes))
        self.stdout.write(f"no orders until {timezone.localtime(current.until):%Y-%m-%d %H:%M:%S %Z}")
