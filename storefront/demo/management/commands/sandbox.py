from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Serve the three commerce upstreams in miniature on 127.0.0.1, for the demo and for tests."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=9000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        if not settings.ALLOW_LOOPBACK_UPSTREAMS:
            raise CommandError("The sandbox is not for production: it needs ALLOW_LOOPBACK_UPSTREAMS=1.")
        from sandbox.server import serve  # imported here: production never loads it

        serve("127.0.0.1", port)
