"""Which statistics are asked for: what an empty form means, and what cannot be asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings

from storefront.backoffice.statistics.forms import FunnelForm
from storefront.clinics.models import Clinic

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-11-21T12:00:00+00:00", tick=False):
        yield


def form(**typed: str) -> FunnelForm:
    return FunnelForm(typed, clinics=Clinic.objects.all())


def test_an_empty_form_means_four_weeks_of_everything(harbour: Clinic, summit: Clinic) -> None:
    empty = form()
    assert empty.is_valid()

    query = empty.query()

    assert (query.since, query.until) == (TODAY - timedelta(days=27), TODAY)
    assert (query.device, query.language, query.sandbox) == ("", "", False)
    assert set(query.clinics) == {harbour, summit}


def test_what_is_chosen_is_asked_for(harbour: Clinic, summit: Clinic) -> None:
    filled = form(
        clinic=str(harbour.pk), since="2026-11-01", until="2026-11-02", device="phone", language="fr", orders="sandbox"
    )
    assert filled.is_valid()

    query = filled.query()

    assert list(query.clinics) == [harbour]
    assert (query.since, query.until) == (date(2026, 11, 1), date(2026, 11, 2))
    assert (query.device, query.language, query.sandbox) == ("phone", "fr", True)


@pytest.mark.parametrize(
    ("marks", "orders"),
    [((False, False), "real"), ((True, False), "real"), ((True, True), "sandbox"), ((), "real")],
)
def test_real_orders_are_meant_unless_every_clinic_is_a_sandbox(
    make_clinic: Callable[..., Clinic], marks: tuple[bool, ...], orders: str
) -> None:
    for number, mark in enumerate(marks):
        make_clinic(f"clinic{number}", is_sandbox=mark)

    empty = form()

    assert empty.is_valid()
    assert empty.query().sandbox is (orders == "sandbox")


def test_of_one_clinic_its_own_mark_counts(make_clinic: Callable[..., Clinic]) -> None:
    ridge = make_clinic("ridge", is_sandbox=True)
    make_clinic("harbour")

    chosen = form(clinic=str(ridge.pk))

    assert chosen.is_valid()
    assert chosen.query().sandbox


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"since": "yesterday"}, "since", "Give a day as year, month and day"),
        ({"since": "21/11/2026"}, "since", "Give a day as year, month and day"),
        ({"since": "2026-11-20", "until": "2026-11-01"}, "since", "The first day is after the last one"),
        ({"since": "2020-01-01"}, "since", "Choose at most 400 days: older statistics are not kept."),
        ({"clinic": "99999"}, "clinic", "Choose one of the clinics in the list."),
        ({"clinic": "x"}, "clinic", "Choose one of the clinics in the list."),
        ({"device": "toaster"}, "device", "not one of the available choices"),
        ({"language": "de"}, "language", "not one of the available choices"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(
    harbour: Clinic, typed: dict[str, str], field: str, says: str
) -> None:
    wrong = form(**typed)

    assert not wrong.is_valid()
    assert says in str(wrong.errors[field])


def test_a_clinic_that_somebody_may_not_see_is_no_choice(harbour: Clinic, summit: Clinic) -> None:
    own = FunnelForm({"clinic": str(summit.pk)}, clinics=Clinic.objects.filter(pk=harbour.pk))

    assert not own.is_valid()


def test_every_language_can_be_chosen_by_its_own_name() -> None:
    choices: Any = form().fields["language"]

    assert choices.choices[1:] == list(settings.LANGUAGES)
