"""Check again whether clinics' domains still point to us."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from storefront.clinics.hosts import verification
from storefront.clinics.models import Domain

PAUSE = 60  # seconds between two passes of --loop
log = structlog.stdlib.get_logger(__name__)


class Command(BaseCommand):
    help = "Check every domain of every clinic once and name those that are not well, or keep checking with --loop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="keep going until stopped, each domain when it is due")

    def handle(self, *, loop: bool, **_: Any) -> None:
        if not loop:
            self.check_and_report(Domain.objects.select_related("clinic").order_by("clinic__slug", "position", "pk"))
        while loop:
            try:
                close_old_connections()
                self.check_and_report(verification.due(timezone.now()))
            except Error as error:  # the database is away for a moment: the next pass finds what this one missed
                log.warning("domain_checks_interrupted", error_class=type(error).__name__)
            time.sleep(PAUSE)

    def check_and_report(self, domains: Iterable[Domain]) -> None:
        """One line for each domain that is not well, nothing for the others."""
        for domain in domains:
            try:
                status = verification.check(domain)
            except Domain.DoesNotExist:  # taken away meanwhile
                continue
            if status.state is not verification.DomainState.LIVE or domain.problem:
                self.stdout.write(f"{domain.clinic.slug} {domain.host}: {status.title}. {status.sentence}")
