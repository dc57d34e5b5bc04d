"""An order that was paid, refunded in part, and all that is written about it."""

from __future__ import annotations

from datetime import UTC, datetime

from checkout.models import OrderAttempt
from checkout.receipts.facts import Receipt, receipt_of
from storefront.clinics.models import Clinic
from storefront.money import Money
from storefront.upstream.types import Order, OrderLine, Payment, PaymentMade, PaymentMethod

AT = datetime(2026, 11, 3, 12, tzinfo=UTC)
CARD = PaymentMethod("pm_1", "card", "visa", "4242", 4, 2030)


def cad(amount: str) -> Money:
    return Money.of(amount, "CAD")


ORDER = Order(
    "1",
    "10483",
    cad("64.60"),
    placed_at=AT,
    lines=(OrderLine("Crème Apaisante", 2, cad("68.00")), OrderLine("Three for ten", 3, cad("10.00"))),
    discount=cad("17.00"),
    tax=cad("3.60"),
)
PAID = PaymentMade(cad("64.60"), AT, CARD, fee=cad("1.90"), refunded=cad("20.00"))


def clinic() -> Clinic:
    return Clinic(
        slug="harbour",
        name="Harbour Health",
        legal_name="Harbour Health Services Inc.",
        postal_address="1 Main Street\nCalgary AB  T2P 1A1\n",
        tax_numbers="GST/HST 12345 6789 RT0001",
        country="CA",
        currency="CAD",
        support_email="help@harbour.example",
        languages=["en"],
    )


def receipt(
    order: Order = ORDER, *payments: PaymentMade, patient: str = "Zoë Núñez", paid_with: PaymentMethod | None = None
) -> Receipt:
    attempt = OrderAttempt(
        clinic=clinic(), reference="H7K2-9QXM", shown_minor=6460, charged_minor=6460, currency="CAD", created_at=AT
    )
    attempt.resolved_at = AT
    return receipt_of(attempt, (order,), payments, patient, paid_with)


UNPAID = Order("1", "1", cad("64.60"), payment=Payment.DUE, due=cad("64.60"))
