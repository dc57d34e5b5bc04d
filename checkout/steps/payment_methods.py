"""The payment methods that a patient may choose from, and what becomes of a choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checkout.cart.session import Draft
from checkout.steps.forms import PaymentMethodForm
from storefront.upstream.ports import Capabilities, Commerce
from storefront.upstream.types import Access, Cart, PaymentMethod

FREE = PaymentMethod(ref="free", kind="free")


Methods = tuple[PaymentMethod, ...]


def offered(can: Capabilities, methods: Methods, cart: Cart | None, draft: Draft) -> Methods:
    """The upstream's methods, the card that was entered for this order, or nothing where nothing is to pay."""
    if cart is not None and not cart.total and not can.method_when_free:
        return (FREE,)
    one_time = (draft.one_time,) if draft.one_time and not can.saved_cards else ()
    return (*methods, *one_time)


def form(
    can: Capabilities, methods: Methods, country: str, data: Any = None, chosen: str = "", declined: str = ""
) -> PaymentMethodForm:
    """``declined`` was refused just now: whatever was chosen before, it is not chosen again by us."""
    refs = [method.ref for method in methods]
    initial = {"payment_method": chosen} if chosen in refs and not is_the_same(chosen, declined) else {}
    if not initial and len(refs) == 1 and not can.card_script:
        initial = {"payment_method": refs[0]}
    new, refused = can.card_script is not None, declined.rpartition("+")[2]
    return PaymentMethodForm(data, methods=methods, country=country, new=new, initial=initial, declined=refused)


def is_the_same(chosen: str, declined: str) -> bool:
    """Also with credit before it: a ref may be ``credit+<ref of the rest>``."""
    return bool(declined) and chosen.rpartition("+")[2] == declined.rpartition("+")[2]


def with_test_card(posted: Mapping[str, str], can: Capabilities) -> dict[str, str]:
    """At a sandbox clinic a page without scripts offers the processor's test cards as ``new:<id>``."""
    data = {name: posted[name] for name in posted}
    kind, _colon, test_card = data.get("payment_method", "").partition(":")
    if kind == "new" and can.card_script and test_card in dict(can.card_script.test_cards):
        data |= {"payment_method": "new", "new_payment_method": test_card}
    return data


def answer(choice: PaymentMethodForm, commerce: Commerce, access: Access) -> dict[str, Any]:
    """What to write down of a valid choice. A new card is kept by the upstream first: ``PaymentDeclined``."""
    if not choice.chosen_token:
        return {"payment_method": choice.cleaned_data["payment_method"]}
    card = commerce.cards.add(choice.chosen_token, access)
    return {"payment_method": card.ref, "one_time": None if commerce.can.saved_cards else card}
