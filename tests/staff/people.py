"""Members of staff in a browser of their own, signed in with both factors."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from storefront.clinics.models import Clinic
from storefront.staff.models import Membership

HOST = "staff.localhost"


def signed_in(user: User) -> Client:
    """At the staff host, with password and second factor behind them."""
    device, _new = TOTPDevice.objects.get_or_create(user=user, name="phone")
    browser = Client(headers={"host": HOST})
    browser.force_login(user)
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return browser


def platform_staff(name: str = "pat") -> Client:
    """Sees all clinics."""
    return signed_in(User.objects.create_superuser(name, password="x"))


def clinic_staff(*clinics: Clinic, name: str = "claire") -> Client:
    """Sees these clinics only."""
    user = User.objects.create_user(name, password="x", is_staff=True)
    for clinic in clinics:
        Membership.objects.create(user=user, clinic=clinic)
    return signed_in(user)
