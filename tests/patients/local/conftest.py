"""A clinic whose patients have local accounts, and its post."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from storefront import commerce
from storefront.clinics.models import Clinic
from storefront.local_accounts.accounts import LocalAccounts
from storefront.local_accounts.models import LocalAccount
from storefront.upstream.ports import Commerce
from tests.mail.letterbox import letterbox
from tests.patients.local.fakes import FakeCharts
from tests.world import NEW_PATIENT, Shopper, World

EMAIL = NEW_PATIENT["email"]
PASSWORD = NEW_PATIENT["password"]
WITHOUT = "quay"  # a clinic whose upstream has accounts of its own


class Patient(Shopper):
    """A shopper with a mailbox."""

    def sign_up(self, **changed: str) -> HttpResponse:
        return self.post("/signup/", NEW_PATIENT | changed)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> HttpResponse:
        return super().sign_in(email, password)

    @property
    def signed_in(self) -> bool:
        return self.get("/account/").status_code == 200

    def link_by_mail(self, path: str) -> str:
        """The path of the newest mailed link that begins with ``path``."""
        found = [re.findall(rf"http://\S+?({path}\S+/)", letter.body) for letter in letterbox()]  # type: ignore[arg-type]
        return [paths[0] for paths in found if paths][-1]

    def confirm_email(self) -> HttpResponse:
        return self.post(self.link_by_mail("/verify/"))


@pytest.fixture
def charts() -> FakeCharts:
    return FakeCharts()


@pytest.fixture(autouse=True)
def local_accounts(charts: FakeCharts, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clinics of this kind sell as ever, but keep their patients' sign-ins here."""
    made = commerce.ADAPTERS["careportals"]

    def with_local_accounts(clinic: Clinic, kept: dict[str, object], *more: Any) -> Commerce:
        ready = made(clinic, kept, *more)
        if clinic.slug == WITHOUT:
            return ready
        return replace(ready, accounts=LocalAccounts(clinic, charts), can=replace(ready.can, saved_cards=False))

    monkeypatch.setitem(commerce.ADAPTERS, "careportals", with_local_accounts)
    settings.PASSWORD_HASHERS = ["tests.hashers.Quick"]
    settings.DEFAULT_FROM_EMAIL = "Platform <post@platform.example>"


@pytest.fixture
def patient(harbour: Clinic) -> Patient:
    return Patient("harbour.localhost")


@pytest.fixture
def another_browser(harbour: Clinic) -> Patient:
    return Patient("harbour.localhost")


@pytest.fixture
def account(harbour: Clinic) -> Callable[[], LocalAccount]:
    """The clinic's only account, as it is now."""
    return lambda: harbour.local_accounts.get()
