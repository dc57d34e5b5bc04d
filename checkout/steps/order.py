"""The steps of the checkout. Wherever a patient enters, the first unfinished one wins."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from checkout.cart.session import Draft

STEPS: list[tuple[str, str | Promise]] = [
    ("details", _("Details")),
    ("payment", _("Payment")),
    ("review", _("Review")),
]


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    name: str
    title: str
    url: str
    state: str  # done, current or todo


def first_unfinished(draft: Draft) -> str:
    """The name of the page that a patient with these answers has to see next."""
    if draft.address is None:
        return "checkout:details"
    return "checkout:review" if draft.payment_method else "checkout:payment"


def is_reached(name: str, draft: Draft) -> bool:
    order = [name for name, _title in STEPS]
    return order.index(name) <= order.index(first_unfinished(draft).removeprefix("checkout:"))


def steps_at(current: str) -> list[Step]:
    names = [name for name, _title in STEPS]
    here = names.index(current)
    return [
        Step(
            number=i + 1,
            name=name,
            title=str(title),
            url=reverse(f"checkout:{name}"),
            state="done" if i < here else "current" if i == here else "todo",
        )
        for i, (name, title) in enumerate(STEPS)
    ]
