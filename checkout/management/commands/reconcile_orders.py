"""Compare placed orders with the upstreams, both ways."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from checkout.orders.reconciliation import reconcile
from storefront.clinics.models import Clinic
from storefront.statistics.health import RECORDER


class Command(BaseCommand):
    help = "Compare the orders of the last 48 hours with every clinic's upstream, both ways. Run it each night."

    def handle(self, **_: Any) -> None:
        new = sum(reconcile(clinic) for clinic in Clinic.objects.all())
        RECORDER.flush()
        self.stdout.write(f"{new} new difference(s); staff find them under Incidents")
