"""Whether a card costs more is said in so many words, or not taken for granted."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.decoda.api import Api
from storefront.upstream.decoda.fees import TENANTS_WITH_FEES, Fees
from storefront.upstream.errors import NotFound, Unreadable
from storefront.upstream.types import PaymentMethod
from tests.upstream.decoda.conftest import dollars
from tests.upstream.decoda.examples import PATIENT, STRANGER_REF

PASSES_ON = {"passFeeToPatient": True}
VISA = PaymentMethod("pm-1", brand="visa", last4="4242")


@pytest.fixture
def fees(settings: Any) -> Any:
    TENANTS_WITH_FEES.clear()
    return Fees(Api(settings))


@pytest.mark.parametrize("answer", [{"passFeeToPatient": None}, {"passFeeToPatient": "perhaps"}, [], None])
def test_a_clinic_that_does_not_say_is_unreadable(fees: Any, answering: Any, me: Any, answer: Any) -> None:
    answering(answer)

    with pytest.raises(Unreadable):
        fees.apply_to(me)


@pytest.mark.parametrize(
    ("said", "applies"), [({}, True), ({"surchargeDisabled": None}, True), ({"surchargeDisabled": True}, False)]
)
def test_a_patient_is_spared_only_where_the_chart_says_so(
    fees: Any, answering: Any, me: Any, said: Any, applies: bool
) -> None:
    answering(PASSES_ON, PATIENT | said)

    assert fees.apply_to(me) is applies


def test_another_patients_chart_spares_nobody(fees: Any, answering: Any, me: Any) -> None:
    answering(PASSES_ON, PATIENT | {"id": STRANGER_REF, "surchargeDisabled": True})

    with pytest.raises(NotFound):
        fees.apply_to(me)


@pytest.mark.parametrize("fee", [1.2, -1, "120", None])
def test_a_fee_is_whole_cents(fees: Any, answering: Any, me: Any, fee: Any) -> None:
    answering(PASSES_ON, PATIENT, {"fee": fee})

    with pytest.raises(Unreadable):
        fees.told([VISA], dollars("40.00"), me)
