"""Pages of a clinic beside its form: what a change of settings means, the test of the connection, the checklist."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from storefront import commerce
from storefront.clinics.models import Clinic
from storefront.sessions.models import StoredSession
from storefront.staff.models import Action, StaffEvent
from tests.backoffice.clinics.case import FIELDS, LIST, SECRET, TABLE, page_of, read
from tests.staff.people import asks_for_code, clinic_staff
from tests.world import DECODA, World

pytestmark = pytest.mark.django_db


def test_the_log_names_the_settings_that_changed_and_no_value(
    staff: Client, meadow: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    staff.post(f"{page_of(meadow, 'commerce')}?kind=decoda", FIELDS["decoda"] | {"api_key": "sk_canary_other_999"})

    event = StaffEvent.objects.filter(action=Action.CHANGED).get()
    assert (event.clinic, event.detail) == (meadow, "Commerce settings: api, api_key, app")
    history = read(staff, page_of(meadow, "history"))
    assert "sk_canary" not in history + caplog.text


def test_orders_in_doubt_keep_the_clinic_where_they_are(
    staff: Client, meadow: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commerce, "orders_in_doubt", lambda clinic: 2)
    address = f"{page_of(meadow, 'commerce')}?kind="

    for kind, sent in (
        ("careportals", FIELDS["careportals"]),
        ("decoda", FIELDS["decoda"] | {"tenant": "another", "api_key": "sk_canary_other_999"}),
    ):
        page = staff.post(address + kind, sent).content.decode()
        assert "2 of this clinic" in page
        assert "Wait until they are resolved" in page
    assert Clinic.objects.get().commerce == meadow.commerce

    staff.post(address + "decoda", FIELDS["decoda"] | {"api_key": "sk_canary_other_999"})
    assert Clinic.objects.get().commerce["api_key"] == "sk_canary_other_999"


@pytest.mark.parametrize(
    ("typed", "ended"), [({"api": "https://other.decoda.example"}, True), ({"tenant": "other"}, True), ({}, False)]
)
def test_patients_are_signed_out_where_their_tokens_would_go_to_somebody_else(
    staff: Client, make_clinic: Callable[..., Clinic], typed: dict[str, str], ended: bool
) -> None:
    clinic = make_clinic("meadow", DECODA | FIELDS["decoda"])
    later = timezone.now() + timedelta(hours=1)
    for slug in ("meadow", "harbour"):
        StoredSession.objects.create(key=slug, clinic=slug, sealed="", expires_at=later)

    staff.post(f"{page_of(clinic, 'commerce')}?kind=decoda", FIELDS["decoda"] | {"api_key": SECRET} | typed)

    assert Clinic.objects.get().commerce["api_key"] == SECRET
    assert StoredSession.objects.filter(key="harbour").exists()
    assert StoredSession.objects.filter(key="meadow").exists() is not ended


def test_settings_want_a_fresh_code(staff: Client, meadow: Clinic) -> None:
    session = staff.session
    session["staff"] = session["staff"] | {"code": 0}
    session.save()

    for send in (staff.get, staff.post):
        assert asks_for_code(send(page_of(meadow, "commerce")))


def test_settings_that_can_no_longer_be_opened_are_asked_for_anew(staff: Client, meadow: Clinic) -> None:
    Clinic.objects.update(sealed_commerce="not ours")

    assert "cannot be opened with the present FIELD_KEYS" in read(staff, page_of(meadow, "commerce"))
    assert "cannot be opened" in read(staff, page_of(meadow, "ready"))
    read(staff, LIST)
    staff.post(f"{page_of(meadow, 'commerce')}?kind=decoda", FIELDS["decoda"] | {"api_key": SECRET})
    assert Clinic.objects.get().commerce["api_key"] == SECRET


# -- the test of the connection ----------------------------------------------------------------------------------------


def test_a_test_of_the_connection_is_pressed_shown_and_logged(staff: Client, meadow: Clinic, world: World) -> None:
    assert "never tested" in read(staff, page_of(meadow, "connection"))
    assert not world.ledger.calls

    page = staff.post(page_of(meadow, "connection"), follow=True).content.decode()

    assert "Not all calls worked" in page
    assert "Check the tenant and its API key" in page
    assert re.search(r"GET /tenant/public</code> <span>answered 401, \d+ ms", page)
    assert SECRET not in page
    assert StaffEvent.objects.get(action=Action.TESTED).detail == "not all worked"


def test_a_connection_is_not_tested_again_and_again(staff: Client, meadow: Clinic, world: World) -> None:
    pages = [staff.post(page_of(meadow, "connection"), follow=True).content.decode() for _press in range(8)]

    assert ["It was tested 6 times within a minute: wait" in page for page in pages] == [False] * 6 + [True] * 2
    assert StaffEvent.objects.filter(action=Action.TESTED).count() == 6


def test_clinic_staff_see_the_checklist_and_cannot_touch_settings(meadow: Clinic, world: World) -> None:
    claire = clinic_staff(meadow)

    assert "Ready to go live" in read(claire, page_of(meadow, "ready"))
    assert page_of(meadow, "commerce") not in read(claire, page_of(meadow)) + read(claire, page_of(meadow, "ready"))
    assert "Test again" not in read(claire, page_of(meadow, "connection"))
    for send in (claire.get, claire.post):
        assert send(page_of(meadow, "commerce"), {"table": TABLE}).status_code == 403
    assert claire.post(page_of(meadow, "connection")).status_code == 403
    assert not world.ledger.calls
    assert claire.get(f"{LIST}add/").status_code == 403
