"""Keys are changed without losing anything: ``manage.py reseal``."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from checkout.models import OrderAttempt
from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from storefront.sessions.models import StoredSession
from storefront.staff.totp import Authenticator
from tests.world import Shopper, World

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
