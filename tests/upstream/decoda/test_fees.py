"""Who is told of a card fee, and how much."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.money import Money
from storefront.upstream.decoda.api import Api
from storefront.upstream.decoda.fees import TENANTS_WITH_FEES, Fees
from storefront.upstream.errors import Unreadable
from storefront.upstream.types import PaymentMethod
from tests.upstream.decoda.examples import PATIENT, SENTENCE

VISA = PaymentMethod("pm-1", brand="visa", last4="4242")
BANK = PaymentMethod("pm-2", kind="bank")
CREDIT = PaymentMethod("credit", kind="credit")
FORTY = Money.of(40, "USD")


@pytest.fixture
def fees(settings: Any) -> Any:
    TENANTS_WITH_FEES.clear()
    return Fees(Api(settings))


def test_a_clinic_that_passes_no_fee_on_is_asked_once(fees: Any, answering: Any, me: Any) -> None:
    recorder = answering({"passFeeToPatient": False})

    assert fees.told([VISA], FORTY, me) == fees.told([VISA], FORTY, me) == (VISA,)
    assert len(recorder.asked) == 1


def test_the_fee_is_told_of_cards_and_of_nothing_else(fees: Any, answering: Any, me: Any) -> None:
    answering({"passFeeToPatient": True}, PATIENT, {"fee": 120})

    visa, bank, credit = fees.told([VISA, BANK, CREDIT], FORTY, me)

    assert (visa.surcharged, visa.fee) == (True, Money.of("1.20", "USD"))
    assert (bank, credit) == (BANK, CREDIT)


def test_a_fee_that_cannot_be_asked_for_is_told_without_its_sum(fees: Any, answering: Any, me: Any) -> None:
    answering({"passFeeToPatient": True}, PATIENT, (400, SENTENCE))

    [visa] = fees.told([VISA], FORTY, me)

    assert (visa.surcharged, visa.fee) == (True, None)


def test_a_patient_who_is_spared_is_told_of_none(fees: Any, answering: Any, me: Any) -> None:
    answering({"passFeeToPatient": True}, PATIENT | {"surchargeDisabled": True})

    assert fees.told([VISA], FORTY, me) == (VISA,)


def test_a_clinic_that_does_not_say_is_not_taken_for_one_without_fees(fees: Any, answering: Any, me: Any) -> None:
    answering({"name": "Meadow"})

    with pytest.raises(Unreadable):
        fees.told([VISA], FORTY, me)
