"""Members of staff in a browser of their own, signed in with both factors."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from storefront.clinics.models import Clinic
from storefront.staff.models import Membership
from storefront.staff.session import SIGN_IN, just_begun
from storefront.staff.totp import Authenticator, code
from tests.browser import Browser

HOST = "staff.localhost"
PASSWORD = "correct-horse-battery"
ENROL = "/admin/enrol/"


def signed_in(user: User) -> Client:
    """At the staff host, with password and second factor behind them."""
    device = Authenticator.objects.filter(user=user, confirmed=True).first() or Authenticator.give(user)
    browser = Browser(headers={"host": HOST})
    browser.force_login(user)
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session[SIGN_IN] = just_begun()
    session.save()
    return browser


def platform_staff(name: str = "pat") -> Client:
    """Sees all clinics."""
    return signed_in(User.objects.create_superuser(name, password=PASSWORD))


def clinic_staff(*clinics: Clinic, name: str = "claire") -> Client:
    """Sees these clinics only."""
    return signed_in(clinic_person(*clinics, name=name))


def clinic_person(*clinics: Clinic, name: str = "claire") -> User:
    """Without a second factor yet."""
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    for clinic in clinics:
        Membership.objects.create(user=user, clinic=clinic)
    return user


def stranger() -> Client:
    """A browser at the staff host that nobody has signed in with."""
    return Browser(headers={"host": HOST})


def after_the_password(name: str = "new") -> Client:
    """Somebody who has no authenticator app yet, on the way to the page that sets one up."""
    browser = stranger()
    reply = browser.post("/admin/login/", {"username": name, "password": PASSWORD, "code": ""})
    assert (reply.status_code, reply["Location"]) == (303, ENROL)
    return browser


def code_of(user: User, later: int = 0, *, confirmed: bool = True) -> str:
    """What the person's authenticator app shows, or will show ``later`` times half a minute from now."""
    return code(Authenticator.objects.get(user=user, confirmed=confirmed).secret, later)


def latest(user: User) -> str:
    """A code the app shows now and that was not used yet."""
    Authenticator.objects.filter(user=user).update(last_step=-1)
    return code_of(user)


def wrong_code(user: User, *, confirmed: bool = True) -> str:
    """Six digits that the person's app shows neither now nor just before or after."""
    right = {code_of(user, later, confirmed=confirmed) for later in (-1, 0, 1, 2)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444") if code not in right)


def asks_for_code(reply: Any) -> bool:
    """On a page of its own before a form, and where a form was sent to, with what was typed held."""
    held = reply.status_code == 422 and b'name="_held"' in reply.content
    return held or str(reply.get("Location", "")).startswith("/admin/again/?next=")
