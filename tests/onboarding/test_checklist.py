"""Ready to go live: each line turns with what it is about, and leads to where it is mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from storefront.clinics.hosts.verification import DomainProblem
from storefront.clinics.models import Clinic, ClinicText, Domain
from storefront.onboarding.checklist import ChecklistItem, checklist, selling_state, with_what_is_known
from storefront.onboarding.connection_test import run_test
from storefront.staff.models import Membership
from storefront.staff.totp import Authenticator
from storefront.upstream.probes import PRODUCTS
from tests.staff.people import platform_staff
from tests.world import CAREPORTALS, DECODA, ELASTICPATH, World

pytestmark = pytest.mark.django_db


def items(clinic: Clinic) -> dict[str, ChecklistItem]:
    known = with_what_is_known(Clinic.objects.all()).get(pk=clinic.pk)
    return {item.name: item for item in checklist(known).items}


def states(clinic: Clinic) -> dict[str, str]:
    return {name: str(item.state) for name, item in items(clinic).items()}


def say_everything(clinic: Clinic) -> None:
    for language in clinic.languages:
        urls = {"terms_url": "https://clinic.example/terms", "privacy_url": "https://clinic.example/privacy"}
        ClinicText.objects.create(clinic=clinic, language=language, welcome="Hello", consent="Yes, write to me", **urls)


def test_a_clinic_with_everything_has_nothing_left_to_do(harbour: Clinic, world: World, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "no-reply@shops.example"
    harbour.postal_address = "1 Main Street\nCalgary AB  T2P 1A1"
    harbour.save()
    say_everything(harbour)
    run_test(harbour)

    assert set(states(harbour).values()) == {"done"}
    assert checklist(harbour).progress == "14 of 14"
    assert selling_state(harbour) == "live"


def test_a_new_clinic_is_told_all_that_is_missing(make_clinic: Callable[..., Clinic]) -> None:
    clinic = make_clinic("harbour", is_open=False, is_sandbox=True, support_phone="")
    clinic.domains.all().delete()
    Clinic.objects.update(sealed_commerce="", commerce_kind="")

    assert {name for name, state in states(clinic).items() if state == "to do"} == {
        "Commerce settings",
        "Domain",
        "Texts",
        "Support contacts",
        "Email",
        "Sandbox mark",
        "Open",
    }


def test_every_line_that_is_to_do_leads_to_a_page_that_is_there(
    make_clinic: Callable[..., Clinic], settings: Settings
) -> None:
    clinic = make_clinic("harbour", is_open=False, is_sandbox=True, support_phone="")
    clinic.domains.all().delete()
    browser = platform_staff()

    for line in items(clinic).values():
        if line.where:
            assert browser.get(line.where.split("#")[0]).status_code == 200, line
    page = browser.get(f"/admin/clinics/clinic/{clinic.pk}/change/").content.decode()
    for line in items(clinic).values():
        if "#" in line.where and "texts" not in line.where:
            assert f'id="{line.where.split("#")[1]}"' in page, line


def test_credentials_are_good_only_as_long_as_they_are_those_that_were_tested(harbour: Clinic, world: World) -> None:
    assert "never tested" in items(harbour)["Commerce settings"].says
    run_test(harbour)
    assert items(harbour)["Commerce settings"].state == "done"

    harbour.set_commerce(CAREPORTALS | {"organization": "another"})
    harbour.save()
    assert "Changed since" in items(harbour)["Commerce settings"].says
    assert items(harbour)["Products"].state == "cannot know"

    run_test(Clinic.objects.get())
    told = items(harbour)["Commerce settings"]
    assert (told.state, "The catalogue" in told.says) == ("to do", True)


def test_an_empty_shelf_is_to_do(harbour: Clinic, world: World) -> None:
    world.faults.arm("status", upstream="careportals", path="*/v2/products", status=200, payload=[], times=None)
    run_test(harbour)

    assert "empty" in items(harbour)["Products"].says
    assert items(harbour)["Products"].state == "to do"


def test_products_are_known_by_their_id_and_their_number_whatever_the_words(harbour: Clinic, world: World) -> None:
    test = run_test(harbour)
    for finding in test.calls:
        finding["name"], finding["says"] = "Der Katalog", "0 Produkte"
    test.save()
    assert items(harbour)["Products"].state == "done"

    for finding in test.calls:
        finding["says"] = "12 Produkte"
        finding["count"] = 0 if finding["id"] == PRODUCTS else finding["count"]
    test.save()
    assert items(harbour)["Products"].state == "to do"


def test_a_test_that_an_earlier_release_stored_is_to_be_run_again(harbour: Clinic, world: World) -> None:
    test = run_test(harbour)
    test.calls = [{"name": "The catalogue", "outcome": "worked", "says": "3 products", "fix": "", "calls": []}]
    test.save()

    found = items(harbour)

    assert (found["Commerce settings"].state, found["Products"].state) == ("to do", "cannot know")
    assert "test them again" in found["Commerce settings"].says
    page = platform_staff().get(f"/admin/clinics/clinic/{harbour.pk}/connection/").content.decode()
    assert "This test is of an earlier release: test again." in page
    assert "3 products" in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"verified_at": None}, "Set the records below"),
        ({"verified_at": None, "off_since": timezone.now()}, "Off since"),
        (
            {"challenge": "x", "failing_since": timezone.now(), "problem": DomainProblem.POINTS_ELSEWHERE},
            "somebody else",
        ),
    ],
)
def test_a_host_that_is_not_well_is_to_do(harbour: Clinic, changes: dict[str, Any], says: str) -> None:
    Domain.objects.update(host="shop.harbour.example", **changes)

    line = items(harbour)["Domain"]

    assert line.state == "to do"
    assert says in line.says


@pytest.mark.parametrize(
    ("host", "days", "state"),
    [
        ("shop.harbour.example", None, "cannot know"),
        ("shop.harbour.example", 30, "done"),
        ("shop.harbour.example", -1, "to do"),
        ("harbour.localhost", None, "done"),
    ],
)
def test_a_certificate_is_what_was_last_seen(harbour: Clinic, host: str, days: int | None, state: str) -> None:
    Domain.objects.update(host=host, certificate_until=None if days is None else timezone.now() + timedelta(days=days))

    assert items(harbour)["Certificate"].state == state


def test_texts_are_missing_language_by_language(make_clinic: Callable[..., Clinic]) -> None:
    clinic = make_clinic("harbour", languages=["en", "fr"])
    say_everything(clinic)
    assert items(clinic)["Texts"].state == "done"
    ClinicText.objects.filter(language="fr").update(terms_url="", consent="")

    told = items(clinic)
    assert told["Texts"].says == "Missing: terms (French)."
    assert (told["Consent wording"].state, "French" in told["Consent wording"].says) == ("cannot know", True)


def test_a_faint_colour_is_shown_darker_and_told(make_clinic: Callable[..., Clinic]) -> None:
    assert "as it is" in items(make_clinic("harbour", brand_primary="#0b6e4f"))["Contrast"].says
    told = items(make_clinic("summit", brand_primary="#ffee00"))["Contrast"]
    assert (told.state, "#ffee00 is too faint" in told.says) == ("done", True)


def test_emails_need_a_way_out(make_clinic: Callable[..., Clinic], settings: Settings) -> None:
    settings.EMAIL_BACKEND = "storefront.web.no_mail.NoMailBackend"
    clinic = make_clinic("meadow", DECODA)
    assert "Emails about orders cannot be sent" in items(make_clinic("harbour"))["Email"].says
    assert "Codes for sign-up and passwords cannot be sent" in items(clinic)["Email"].says
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert items(clinic)["Email"].state == "to do"

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "no-reply@shops.example"
    assert items(clinic)["Email"].state == "done"


def test_clinic_staff_without_a_phone_are_named(harbour: Clinic) -> None:
    claire = User.objects.create_user("claire", password="x", is_staff=True)
    Membership.objects.create(user=claire, clinic=harbour)
    assert "claire" in items(harbour)["Clinic staff"].says

    Authenticator.give(claire)
    assert items(harbour)["Clinic staff"].state == "done"


def test_a_shop_where_nobody_new_could_pay_is_not_ready(make_clinic: Callable[..., Clinic]) -> None:
    """CarePortals charges cards that are on file: a new patient's comes from the processor's field."""
    without = make_clinic("harbour", CAREPORTALS | {"card_script": "", "publishable_key": ""})

    assert items(without)["New cards"].state == "to do"
    assert "Only patients with a card on file can pay" in items(without)["New cards"].says
    assert items(make_clinic("bayview"))["New cards"].state == "done"


def test_where_no_card_is_typed_nothing_is_said_of_cards(make_clinic: Callable[..., Clinic]) -> None:
    assert "New cards" not in items(make_clinic("meadow", DECODA))
    assert "New cards" not in items(make_clinic("summit", ELASTICPATH))
    by_card = ELASTICPATH | {"gateway": "stripe_payment_intents", "card_script": "", "publishable_key": ""}
    assert items(make_clinic("ridge", by_card))["New cards"].state == "to do"
