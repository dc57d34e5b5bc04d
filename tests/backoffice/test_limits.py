"""Staff see on their first page that a limit which many share is reached, at their own clinics."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storefront.backoffice.limits import limits_reached
from storefront.clinics.models import Clinic
from storefront.limits.policy import SIGN_IN
from storefront.staff.attention import PROVIDERS

pytestmark = pytest.mark.django_db


def test_wrong_tries_from_everywhere_are_shown_to_the_staff_of_that_clinic(
    make_clinic: Callable[..., Clinic], harbour: Clinic
) -> None:
    make_clinic("borealis")
    for number in range(301):
        place = {"network": f"network {number}", "block": f"block {number}", "account": f"account {number}"}
        assert SIGN_IN.wait(clinic="borealis", **place) == 0

    assert limits_reached in PROVIDERS
    assert [item.count for item in limits_reached(Clinic.objects.all())] == [1]
    assert [item.count for item in limits_reached(Clinic.objects.filter(pk=harbour.pk))] == [0]
