"""What attempts say about a patient: told, and forgotten unless they are not over."""

from __future__ import annotations

import pytest

from checkout.models import OrderAttempt, State, Step
from checkout.orders.patient_data import export_orders, forget_orders
from storefront.clinics.models import Clinic
from storefront.patients.data import MustWaitError, Subject
from tests.checkout.staff_case import written


def subject(harbour: Clinic, cart: str = "1") -> Subject:
    return Subject(harbour, f"patient-of-{cart}")


def test_only_this_patients_orders_are_told(harbour: Clinic) -> None:
    mine = written(harbour, "1", State.PLACED, coupon="NEW20")
    written(harbour, "2", State.PLACED)

    (told,) = export_orders(subject(harbour))

    assert (told["reference"], told["coupon"], told["total"]) == (mine.reference, "NEW20", "34.00 CAD")


def test_only_this_patients_orders_are_forgotten(harbour: Clinic) -> None:
    written(harbour, "1", State.PLACED)
    written(harbour, "2", State.PLACED)

    forget_orders(subject(harbour))

    assert sorted(OrderAttempt.objects.values_list("patient_ref", flat=True)) == ["", "patient-of-2"]


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (State.SENT, Step.ORDER),
        (State.UNKNOWN, Step.ORDER),
        (State.REVIEW, Step.ORDER),
        (State.OPEN, Step.PAY),
        (State.REFUSED, Step.PAY),
    ],
)
def test_what_is_not_over_is_not_forgotten(harbour: Clinic, state: State, step: Step) -> None:
    written(harbour, "1", state, step=step)

    with pytest.raises(MustWaitError):
        forget_orders(subject(harbour))
