"""Staff end a patient's sessions: all of that patient, at that clinic, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.asserts import assertContains

from checkout.models import OrderAttempt
from sandbox.elasticpath import demo as elasticpath
from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from storefront.sessions.models import StoredSession
from storefront.sessions.store import end_sessions
from storefront.staff.models import Action, StaffEvent
from tests.checkout.staff_case import page_of, written
from tests.staff.people import clinic_staff
from tests.world import CAREPORTALS, ELASTICPATH, Shopper, World


@pytest.fixture
def staff(harbour: Clinic) -> Client:
    return clinic_staff(harbour)


@pytest.fixture
def ana(shopper: Shopper) -> Shopper:
    shopper.sign_in()
    return shopper


def ref_of(shopper: Shopper) -> str:
    return str(shopper.browser.session["patient"]["access"]["patient_ref"])


def is_signed_in(shopper: Shopper) -> bool:
    return shopper.get("/account/").status_code == 200


def end(staff: Client, attempt: OrderAttempt) -> str:
    return staff.post(page_of(attempt, "end-sessions"), follow=True).content.decode()


def test_the_patients_next_request_is_signed_out_on_every_device(staff: Client, ana: Shopper, harbour: Clinic) -> None:
    phone = Shopper("harbour.localhost")
    phone.sign_in()
    attempt = written(harbour, "c-1", patient_ref=ref_of(ana))

    answer = end(staff, attempt)

    assert "2 sessions ended." in answer
    assert not is_signed_in(ana)
    assert not is_signed_in(phone)
    line = StaffEvent.objects.get(action=Action.ENDED_SESSIONS)
    assert (line.clinic, line.subject, line.detail) == (harbour, f"order attempt {attempt}", "2 ended")
    assert "claire ended a patient" in answer


def test_other_patients_and_guests_and_staff_stay(staff: Client, ana: Shopper, harbour: Clinic) -> None:
    bo, guest = Shopper("harbour.localhost"), Shopper("harbour.localhost")
    bo.sign_in("bo@harbour.example")
    guest.add("Calm Evening Magnesium")

    end(staff, written(harbour, "c-1", patient_ref=ref_of(ana)))

    assert is_signed_in(bo)
    assert guest.lines()
    assert staff.get("/admin/").status_code == 200


def test_a_patient_with_the_same_id_at_another_clinic_stays(
    staff: Client, ana: Shopper, harbour: Clinic, make_clinic: Callable[..., Clinic]
) -> None:
    """Two clinics at one organization of the upstream: the same patient there, two shops here."""
    make_clinic("haven", CAREPORTALS)
    elsewhere = Shopper("haven.localhost")
    elsewhere.sign_in()
    assert ref_of(elsewhere) == ref_of(ana)

    end(staff, written(harbour, "c-1", patient_ref=ref_of(ana)))

    assert not is_signed_in(ana)
    assert is_signed_in(elsewhere)


@pytest.mark.parametrize("account", [0, 1])
def test_who_is_still_choosing_between_accounts_is_signed_out_too(
    world: World, make_clinic: Callable[..., Clinic], account: int
) -> None:
    summit = make_clinic("summit", ELASTICPATH)
    finn, other = Shopper("summit.localhost"), Shopper("summit.localhost")
    finn.sign_in(elasticpath.TWO_ACCOUNTS, elasticpath.PASSWORD)
    other.sign_in(elasticpath.ONE_ACCOUNT, elasticpath.PASSWORD)
    choices = finn.browser.session["account_choice"]
    assert len(choices) == 2

    assert end_sessions("summit", choices[account]["access"]["patient_ref"]) == 1

    assert "account_choice" not in finn.browser.session
    assert is_signed_in(other)
    assert end_sessions(summit.slug, "nobody") == 0


def test_it_is_asked_first(staff: Client, ana: Shopper, harbour: Clinic) -> None:
    attempt = written(harbour, "c-1", patient_ref=ref_of(ana))

    assertContains(staff.get(page_of(attempt, "end-sessions")), "is signed out on all devices")

    assert is_signed_in(ana)


def test_a_patient_who_is_signed_in_nowhere(staff: Client, harbour: Clinic, world: World) -> None:
    assert "This patient was signed in nowhere." in end(staff, written(harbour, "c-1", patient_ref="nobody"))


def test_sessions_that_began_before_the_keys_were_rotated_end_too(
    staff: Client, ana: Shopper, harbour: Clinic, settings: Settings
) -> None:
    attempt = written(harbour, "c-1", patient_ref=ref_of(ana))
    settings.FIELD_KEYS = ("a-new-first-key-of-the-ring-0123456789", *settings.FIELD_KEYS)

    assert "1 session ended." in end(staff, attempt)


def test_the_row_tells_nobody_who_is_signed_in(ana: Shopper) -> None:
    row = StoredSession.objects.get(clinic="harbour")

    assert len(row.patient) == 64
    assert ref_of(ana) not in row.patient


def test_the_mark_goes_with_the_sign_in(ana: Shopper) -> None:
    ana.add("Calm Evening Magnesium")
    with time_machine.travel(timezone.now() + settings.PATIENT_IDLE + timedelta(minutes=1), tick=False):
        ana.get("/")

    assert StoredSession.objects.get(clinic="harbour").patient == ""


def test_a_request_that_was_under_way_does_not_bring_the_session_back(ana: Shopper) -> None:
    under_way = ana.browser.session
    patient = ref_of(ana)
    under_way["cart"] = None

    assert end_sessions("harbour", patient) == 1

    with pytest.raises(UpdateError):
        under_way.save()
    assert not StoredSession.objects.filter(clinic="harbour").exists()


def test_an_account_that_is_kept_here_can_be_ended_too(meadow: Clinic, world: World) -> None:
    dana = Shopper("meadow.localhost")
    dana.sign_in("dana@meadow.example", "Meadow-2026!")
    account = LocalAccount.objects.get()
    path = f"/admin/patients/localaccount/{account.pk}"
    staff = clinic_staff(meadow)
    assertContains(staff.get(f"{path}/change/"), "Signed in")
    assert dana.get("/account/").status_code == 200

    assertContains(staff.post(f"{path}/end-sessions/", follow=True), "1 session ended.")

    assert dana.get("/account/").status_code != 200


def test_what_is_sealed_is_not_shown(meadow: Clinic) -> None:
    account = LocalAccount.objects.get()

    page = clinic_staff(meadow).get(f"/admin/patients/localaccount/{account.pk}/change/").content.decode()

    for secret in (account.sealed_person, account.password, account.email_digest, "dana@meadow.example"):
        assert secret not in page


@pytest.mark.parametrize("what", ["not a uuid", "1", "@", "' OR 1=1"])
def test_nonsense_in_the_search_finds_no_account(meadow: Clinic, what: str) -> None:
    page = clinic_staff(meadow).get("/admin/patients/localaccount/", {"q": what})

    assertContains(page, "0 patient accounts")
