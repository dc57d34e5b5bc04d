"""Of a chart only what greets and prefills is read."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import NotFound
from storefront.upstream.types import Address, Profile
from tests.upstream.decoda.examples import PATIENT, STRANGER_REF


def test_a_profile_is_only_what_greets_and_prefills(charts: Any, answering: Any) -> None:
    answering(PATIENT)

    assert charts.profile("pat-1") == Profile(
        "Dana",
        "Whitfield",
        "dana@meadow.example",
        "+13035550141",
        Address("12 Quay Street", "Boulder", "CO", "80301", "US"),
    )


def test_an_empty_chart_prefills_nothing(charts: Any, answering: Any) -> None:
    answering({"id": "pat-1", "firstName": None, "state": "Colorado"})

    assert charts.profile("pat-1") == Profile()


def test_a_state_in_words_is_no_code(charts: Any, answering: Any) -> None:
    answering(PATIENT | {"state": "Colorado", "country": "United States"})

    address = charts.profile("pat-1").address
    assert (address.province, address.country) == ("", "")


def test_another_patients_chart_is_not_found(charts: Any, answering: Any) -> None:
    answering(PATIENT | {"id": STRANGER_REF})

    with pytest.raises(NotFound):
        charts.profile("pat-1")
