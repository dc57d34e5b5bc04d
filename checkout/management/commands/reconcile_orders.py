"""Compare placed orders with the upstreams, both ways."""

from __future__ import annotations

from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from checkout.orders import jobs
from storefront.jobs.registry import JobFailed


class Command(BaseCommand):
    help = (
        "Compare the orders of the last 48 hours with every clinic's upstream, both ways. Exit status 1 when a clinic "
        "could not be compared. `jobs` does this each night."
    )

    def handle(self, **_: Any) -> None:
        try:
            self.stdout.write(jobs.reconcile_orders(Event()))
        except JobFailed as failure:
            raise CommandError(str(failure)) from None
