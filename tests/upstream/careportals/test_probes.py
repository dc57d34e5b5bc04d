"""What staff can ask about a clinic's settings without a patient."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import Misconfigured, Refused, Unreadable
from storefront.upstream.ports import NothingToAskError
from tests.upstream.careportals.examples import ACCOUNT, HTML, OLD_PRODUCT, PATIENT_API, PUBLIC_API, REFUSAL, SITE


def test_the_shelf_then_one_product_then_the_patients_are_asked_for(shop: Any) -> None:
    clinic, recorder = shop([OLD_PRODUCT], OLD_PRODUCT, (401, REFUSAL))

    products, product, patients = (probe.ask() for probe in clinic.probes())

    assert (products.count, product.says, patients.says) == (1, "found", "sign-in is asked for")
    assert recorder.lines == [
        f"GET {PUBLIC_API}/v2/products",
        f"GET {PUBLIC_API}/v2/products/{OLD_PRODUCT['_id']}",
        f"GET {PATIENT_API}/users/account",
    ]
    assert recorder.last.headers["Origin"] == SITE
    assert "Authorization" not in recorder.last.headers


def test_an_empty_shelf_has_no_product_to_ask_for(shop: Any) -> None:
    clinic, _ = shop([])
    products, product, _patients = clinic.probes()

    assert products.ask().count == 0
    with pytest.raises(NothingToAskError):
        product.ask()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((200, ACCOUNT), Unreadable),
        ((403, REFUSAL), Misconfigured),
        ((400, {"message": "Organization not found"}), Misconfigured),
        ((404, REFUSAL), Refused),
        ((404, HTML), Unreadable),
    ],
)
def test_any_other_answer_to_a_call_without_a_token_is_trouble(shop: Any, answer: Any, error: Any) -> None:
    clinic, _ = shop(answer)
    *_shelf, patients = clinic.probes()

    with pytest.raises(error):
        patients.ask()
