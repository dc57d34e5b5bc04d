"""The steps of the checkout. Wherever a patient enters, the first unfinished one wins."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from checkout.cart.session import Draft
from storefront.upstream.ports import AddressNeeds
from storefront.upstream.types import AddressUse

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


def address_use(needs: AddressNeeds, physical: bool) -> AddressUse:
    """``physical``: something in the cart is sent."""
    if physical:
        return AddressUse.DELIVERY
    return AddressUse.BILLING if needs.always else AddressUse.NONE


def first_unfinished(draft: Draft, use: AddressUse) -> str:
    """The name of the page that a patient with these answers has to see next."""
    if draft.address is None and use:
        return "checkout:details"
    return "checkout:review" if draft.payment_method else "checkout:payment"


def is_reached(name: str, draft: Draft, use: AddressUse) -> bool:
    order = [name for name, _title in STEPS]
    return order.index(name) <= order.index(first_unfinished(draft, use).removeprefix("checkout:"))


def steps_at(current: str, use: AddressUse) -> list[Step]:
    steps = [(name, title) for name, title in STEPS if use or name != "details"]
    names = [name for name, _title in steps]
    here = names.index(current)
    return [
        Step(
            number=i + 1,
            name=name,
            title=str(title),
            url=reverse(f"checkout:{name}"),
            state="done" if i < here else "current" if i == here else "todo",
        )
        for i, (name, title) in enumerate(steps)
    ]


def place_in_steps(current: str, use: AddressUse) -> dict[str, object]:
    """What the templates of a step say of where it stands."""
    steps = steps_at(current, use)
    return {"steps": steps, "step": next(step.number for step in steps if step.state == "current")}
