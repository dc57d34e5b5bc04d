"""Saved cards: added on the hosted page only, and removed only by their patient."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.transport import SandboxAdapter
from storefront.upstream.errors import NotFound, PaymentDeclined
from storefront.upstream.types import Access
from tests.upstream.decoda.examples import CARD, STRANGER_REF, Calls

CALLS: Calls = {
    "cards": (
        lambda shop, me: shop.cards.list(me),
        [[CARD]],
        [("GET /billing/payment/methods?patient_id=pat-1", None)],
    ),
    "remove a card": (
        lambda shop, me: shop.cards.remove("pm-1", me),
        [[CARD], True],
        [
            ("GET /billing/payment/methods?patient_id=pat-1", None),
            ("DELETE /user/patient/payment-methods/pm-1?patient_id=pat-1", None),
        ],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_is_asked(asks: Any, name: str) -> None:
    asks(*CALLS[name])


def test_the_hosted_pages_are_addressed_by_tenant_and_patient(shop: Any, answering: Any) -> None:
    stranger = Access(patient_ref="pat 1?")

    url = shop.cards.hosted_entry(stranger, "https://meadow.example/account/?a=b")

    assert url == (
        "https://app.decodahealth.com/lumina/embed/store-details/pat%201%3F"
        "?redirect_url=https%3A%2F%2Fmeadow.example%2Faccount%2F%3Fa%3Db&redirectParent=true"
    )


def test_a_strangers_card_is_not_removed(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering([CARD | {"patientId": STRANGER_REF}])

    with pytest.raises(NotFound):
        shop.cards.remove("pm-1", me)
    assert len(recorder.asked) == 1


def test_a_card_is_never_added_here(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering([CARD])

    with pytest.raises(PaymentDeclined):
        shop.cards.add("tok", me)
    assert recorder.asked == []
    assert shop.can.card_script is None


def test_a_card_is_saved_on_the_hosted_page_and_removed_here(clinic: Any, sandbox: Any, dana: Any) -> None:
    before = clinic.cards.list(dana)
    browser = requests.Session()
    browser.mount("https://app.decodahealth.com", SandboxAdapter(sandbox, prefix="/decoda-app"))
    url = clinic.cards.hosted_entry(dana, "https://meadow.example/account/")

    browser.post(url, data={"card": "visa"}, allow_redirects=False)

    (saved,) = set(clinic.cards.list(dana)) - set(before)
    clinic.cards.remove(saved.ref, dana)
    assert clinic.cards.list(dana) == before
    with pytest.raises(NotFound):
        clinic.cards.remove(saved.ref, dana)
