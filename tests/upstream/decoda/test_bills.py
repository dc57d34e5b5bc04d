"""Bills are the patient's charges, whoever wrote them down."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import NotFound
from tests.upstream.decoda.conftest import asked, dollars
from tests.upstream.decoda.examples import CHARGE, SENTENCE, STRANGER_REF


def test_the_bills_of_a_patient_are_listed(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering([CHARGE, CHARGE | {"id": "chg-2", "patientId": STRANGER_REF}])

    assert [(bill.ref, bill.due) for bill in shop.bills.list(me)] == [("chg-1", dollars("105.22"))]
    assert asked(recorder) == [("GET /billing/charge/list?patient_id=pat-1", None)]


def test_one_bill_is_read_by_its_id(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering(CHARGE)

    assert shop.bills.show("chg-1", me).total == dollars("105.22")
    assert asked(recorder) == [("GET /billing/charge/get/chg-1", None)]


@pytest.mark.parametrize("answer", [CHARGE | {"patientId": STRANGER_REF}, (404, SENTENCE)])
def test_a_bill_of_another_patient_is_as_little_there_as_none(shop: Any, answering: Any, me: Any, answer: Any) -> None:
    answering(answer)

    with pytest.raises(NotFound):
        shop.bills.show("chg-1", me)
