"""Keys are changed without losing anything: ``manage.py reseal``."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from checkout.models import OrderAttempt
from sandbox.elasticpath import demo as elasticpath
from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from storefront.sessions.models import StoredSession
from storefront.sessions.store import end_sessions
from storefront.staff.totp import Authenticator
from tests.world import ELASTICPATH, Shopper, World

NEW = "a new key of the ring, quite long enough for it"


def reseal() -> str:
    out = StringIO()
    call_command("reseal", stdout=out, stderr=out)
    return out.getvalue()


def test_after_it_the_old_key_can_go(meadow: Clinic, world: World, settings: Settings) -> None:
    old = settings.FIELD_KEYS
    dana = Shopper("meadow.localhost")
    dana.sign_in("dana@meadow.example", "Meadow-2026!")
    app = Authenticator.give(User.objects.create_user("pat"), b"s" * 20)
    commerce, person = meadow.commerce, LocalAccount.objects.get().person
    attempt = OrderAttempt(
        clinic=meadow, upstream="decoda", cart_ref="c", patient_ref="p", shown_minor=1, currency="USD"
    )
    attempt.seal_away({"token": "t"})
    attempt.save()

    settings.FIELD_KEYS = (NEW, *old)
    said = reseal()
    settings.FIELD_KEYS = (NEW,)

    assert said == f"{4 + StoredSession.objects.count()} sealed anew.\n"
    assert Clinic.objects.get().commerce == commerce
    assert LocalAccount.objects.get().person == person
    assert OrderAttempt.objects.get().sealed_away() == {"token": "t"}
    assert Authenticator.objects.get(pk=app.pk).secret == b"s" * 20
    assert dana.get("/account/").status_code == 200
    again = Shopper("meadow.localhost")
    assert again.sign_in("dana@meadow.example", "Meadow-2026!")["Location"] == "/cart/"


def test_it_does_nothing_twice_and_nothing_without_a_new_key(harbour: Clinic) -> None:
    before = Clinic.objects.get().sealed_commerce

    assert reseal() == "0 sealed anew.\n"
    assert Clinic.objects.get().sealed_commerce == before


def test_what_no_key_opens_is_named_and_the_rest_is_done(harbour: Clinic, client: Client, settings: Settings) -> None:
    Authenticator.give(User.objects.create_user("pat"))
    Clinic.objects.update(sealed_commerce="v1.00000000.AAAA")
    settings.FIELD_KEYS = (NEW, *settings.FIELD_KEYS)
    out = StringIO()

    with pytest.raises(CommandError, match="1 cannot be opened"):
        call_command("reseal", stdout=out, stderr=out)

    assert f"clinic {harbour.pk}: none of FIELD_KEYS opens it" in out.getvalue()
    assert "1 sealed anew." in out.getvalue()


def test_sessions_can_still_be_ended_when_the_old_key_is_gone(
    harbour: Clinic, make_clinic: Callable[..., Clinic], world: World, settings: Settings
) -> None:
    make_clinic("summit", ELASTICPATH)
    ana, finn = Shopper("harbour.localhost"), Shopper("summit.localhost")
    ana.sign_in()
    finn.sign_in(elasticpath.TWO_ACCOUNTS, elasticpath.PASSWORD)
    signed_in = ana.browser.session["patient"]["access"]["patient_ref"]
    choosing = finn.browser.session["account_choice"][0]["access"]["patient_ref"]

    settings.FIELD_KEYS = (NEW, *settings.FIELD_KEYS)
    reseal()
    settings.FIELD_KEYS = (NEW,)

    assert end_sessions("harbour", signed_in) == 1
    assert end_sessions("summit", choosing) == 1
    assert not StoredSession.objects.exists()


def test_digests_that_an_earlier_release_left_behind_are_made_anew(
    harbour: Clinic, world: World, settings: Settings
) -> None:
    ana = Shopper("harbour.localhost")
    ana.sign_in()
    ref = ana.browser.session["patient"]["access"]["patient_ref"]
    StoredSession.objects.update(patient="a digest of a key that is gone")

    assert reseal() == "1 sealed anew.\n"
    assert end_sessions("harbour", ref) == 1
