"""Look up orders whose outcome is not known."""

from __future__ import annotations

import time
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections

from checkout.orders.lookups import resolve_due
from storefront.statistics.health import RECORDER

log = structlog.stdlib.get_logger(__name__)


class Command(BaseCommand):
    help = "Look up every order whose outcome is not known once, or again and again with --loop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="keep going, one pass a second, until stopped")

    def handle(self, *, loop: bool, **_: Any) -> None:
        count = resolve_due()
        RECORDER.flush()
        if not loop:
            self.stdout.write(f"looked up {count}")
        while loop:
            time.sleep(1)
            try:
                close_old_connections()
                resolve_due()
                RECORDER.flush_when_due()
            except Error as error:  # the database is away for a moment: the next pass finds what this one missed
                log.warning("resolving_interrupted", error_class=type(error).__name__)
