"""Staff resolve an order that no look-up could."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from checkout.models import OrderAttempt
from checkout.orders import by_staff


class Command(BaseCommand):
    help = (
        "Resolve an attempt in review, once somebody has searched for its order in the upstream: placed (with its "
        "id), or refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="as the patient reads it, such as H7K2-9QXM")
        parser.add_argument("outcome", choices=["placed", "refused"])
        parser.add_argument("--order", default="", help="the upstream's order id, for placed")
        parser.add_argument("--reason", required=True, help="what was found, and by whom; kept with the attempt")

    def handle(self, *, reference: str, outcome: str, order: str, reason: str, **_: Any) -> None:
        attempt = OrderAttempt.objects.filter(reference=reference.upper()).first()
        if attempt is None:
            raise CommandError(f"There is no attempt {reference}.")
        if (outcome == "placed") != bool(order):
            raise CommandError("Give --order with placed, and only then.")
        try:
            by_staff.resolve(attempt, by_staff.Decision(reason, order))
        except by_staff.NotResolvedError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{reference} is now {attempt.state}")
