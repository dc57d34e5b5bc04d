"""Staff close a question that looking could not settle."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from checkout import attempts
from checkout.models import OrderAttempt, Refusal, State
from storefront.upstream.types import Order


class Command(BaseCommand):
    help = (
        "Close an attempt in review, once its order was looked for in the upstream: placed (with its id), or refused."
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
        if attempt.state != State.REVIEW:
            raise CommandError(f"{reference} is {attempt.state}: only an attempt in review is closed by hand.")
        if (outcome == "placed") != bool(order):
            raise CommandError("Give --order with placed, and only then.")
        if outcome == "placed":
            found = Order(ref=order, number=order, total=attempt.shown_total, patient_ref=attempt.patient_ref)
            closed = attempts.place(attempt, (found,), "staff")
        else:
            closed = attempts.refuse(attempt, Refusal.NOT_PLACED, "staff")
        if not closed:
            raise CommandError(f"{reference} was settled meanwhile: it is {attempt.state}.")
        attempt.record(attempt.state, "staff_reason", at=timezone.now(), note=reason)
        self.stdout.write(f"{reference} is now {attempt.state}")
