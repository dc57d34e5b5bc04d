"""Staff find an account that is kept here by what the patient tells, and no address is written down on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from sandbox.decoda.demo import DANA
from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from storefront.staff.models import StaffEvent
from tests.staff.people import clinic_staff, platform_staff
from tests.world import DECODA

LIST = "/admin/patients/localaccount/"
FIND = f"{LIST}find/"


@pytest.fixture
def account(meadow: Clinic) -> LocalAccount:
    return LocalAccount.objects.get(clinic=meadow)


@pytest.fixture
def staff(meadow: Clinic) -> Client:
    return clinic_staff(meadow)


def page_of(account: LocalAccount) -> str:
    return f"{LIST}{account.pk}/change/"


@pytest.mark.parametrize("spelt", [DANA.email, f"  {DANA.email.upper()} "], ids=["as kept", "capitals"])
def test_an_address_leads_to_the_account(staff: Client, account: LocalAccount, spelt: str) -> None:
    assertRedirects(staff.post(FIND, {"what": spelt}), page_of(account))


def test_ids_lead_to_it_as_well(staff: Client, account: LocalAccount) -> None:
    for known in (str(account.external_id), account.external_id.hex.upper(), account.patient_ref):
        assertRedirects(staff.post(FIND, {"what": known}), page_of(account))
        assertContains(staff.get(LIST, {"q": known}), page_of(account))
    assertNotContains(staff.get(LIST, {"q": "nobody"}), page_of(account))


def test_the_address_is_written_down_nowhere(staff: Client, account: LocalAccount) -> None:
    assertContains(staff.get(LIST), f'method="post" action="{FIND}"')

    answer = staff.post(FIND, {"what": DANA.email})

    line = StaffEvent.objects.get()
    assert (line.subject, line.detail) == ("patient accounts", "searched by email address: 1 found")
    kept = [*StaffEvent.objects.values(), dict(staff.session.items()), answer["Location"]]
    assert DANA.email not in str(kept)


def test_an_address_in_the_address_bar_finds_nothing_and_says_where_to_type_it(
    staff: Client, account: LocalAccount
) -> None:
    shown = staff.get(LIST, {"q": DANA.email})

    assertContains(shown, "does not belong into the address bar")
    assertNotContains(shown, str(account.external_id))


def test_an_address_is_found_after_the_keys_were_rotated(
    staff: Client, account: LocalAccount, settings: Settings
) -> None:
    settings.FIELD_KEYS = ("a-new-first-key-of-the-ring-0123456789", *settings.FIELD_KEYS)

    assertRedirects(staff.post(FIND, {"what": DANA.email}), page_of(account))


def test_an_address_with_accounts_at_two_clinics_is_a_list_of_the_two_for_who_may_see_both(
    staff: Client, account: LocalAccount, make_clinic: Callable[..., Clinic]
) -> None:
    other = LocalAccount(clinic=make_clinic("valley", DECODA), password="x")
    other.seal_person(account.person)
    other.save()

    both = platform_staff().post(FIND, {"what": DANA.email}, follow=True)

    for each in (account, other):
        assertContains(both, str(each.external_id))
    assertRedirects(staff.post(FIND, {"what": DANA.email}), page_of(account))


def test_an_account_of_another_clinic_does_not_exist(account: LocalAccount, harbour: Clinic) -> None:
    neighbour = clinic_staff(harbour, name="carl")

    for known in (DANA.email, str(account.external_id), account.patient_ref):
        answer = neighbour.post(FIND, {"what": known}, follow=True)
        assertContains(answer, "No account was found")
        assertNotContains(answer, str(account.external_id))


@pytest.mark.parametrize("nonsense", ["", "   ", "@", "' OR 1=1 --", "x" * 5000, "\x00", "=1+1"])
def test_nonsense_finds_nothing(staff: Client, account: LocalAccount, nonsense: str) -> None:
    answer = staff.post(FIND, {"what": nonsense}, follow=True)

    assertContains(answer, "No account was found")
