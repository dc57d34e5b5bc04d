"""What there is to try in the demo: clinics, sign-ins, test cards and coupons. All of it is invented."""

from __future__ import annotations

import time
from base64 import b32encode
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sandbox.careportals import demo as careportals
from sandbox.decoda import demo as decoda
from sandbox.elasticpath import demo as elasticpath
from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from storefront.staff.models import Membership
from storefront.staff.second_factor import has_authenticator
from storefront.staff.totp import STEP, Authenticator, code
from storefront.upstream.types import NewPatient


@dataclass(frozen=True, slots=True)
class StaffPerson:
    """``secret`` is their phone's, 20 bytes. ``clinic`` is the slug of the only one they see; empty: platform staff."""

    name: str
    password: str
    secret: bytes
    clinic: str = ""


STAFF = (
    StaffPerson("staff", "demo-staff-2026", b"demo-staff-phone-001"),
    StaffPerson("harbour-staff", "demo-harbour-2026", b"demo-harbour-phone-1", clinic="harbour"),
)
MEADOW_PASSWORD = "Meadow-2026!"  # noqa: S105 - invented, and told on the page

CARDS = (
    ("Visa ending in 4242", "pays"),
    ("Card that is declined", "the order is not placed"),
    ("Card that asks the bank", "the bank wants a confirmation"),
)


@dataclass(frozen=True, slots=True)
class Guide:
    """``signins`` are (email, password, what this patient is good for)."""

    signins: tuple[tuple[str, str, str], ...]
    cards: tuple[tuple[str, str], ...]
    coupons: tuple[str, ...]


GUIDES = {
    "harbour": Guide(
        signins=(
            ("ana@harbour.example", careportals.PASSWORD, "an address, a card that pays and one that is declined"),
            ("bo@harbour.example", careportals.PASSWORD, "a card that asks the bank"),
            ("cy@harbour.example", careportals.PASSWORD, "no card, no address"),
        ),
        cards=CARDS,
        coupons=("NEW20", "SAVE15", "MIN100", "ONCE", "EXPIRED", "SOON"),
    ),
    "meadow": Guide(
        signins=((decoda.DANA.email, MEADOW_PASSWORD, "saved cards, a bank account and credit"),),
        cards=(("Saved cards of Dana", "one pays, one is declined"), ("A new card", "in the processor's form")),
        coupons=("WELCOME10", "TAKE20", "EXPIRED"),
    ),
    "summit": Guide(
        signins=(
            (elasticpath.ONE_ACCOUNT, elasticpath.PASSWORD, "one account"),
            (elasticpath.TWO_ACCOUNTS, elasticpath.PASSWORD, "two accounts: choose one"),
            (elasticpath.NO_ACCOUNT, elasticpath.PASSWORD, "no account: cannot sign in"),
        ),
        cards=(("Invoice from the clinic", "nothing is charged online"),),
        coupons=(elasticpath.TEN_PERCENT, elasticpath.FIVE_OFF, elasticpath.EXPIRED),
    ),
}


def prepare() -> None:
    """Members of staff, and Dana's account at the clinic whose patients sign in at the storefront.

    Raises ``ImproperlyConfigured`` outside the demo: everybody knows these passwords and secrets.
    """
    refuse_outside_the_demo()
    for person in STAFF:
        _let_in(person)
    dana = decoda.DANA
    account = LocalAccount(
        clinic=Clinic.objects.get(slug="meadow"),
        password=make_password(MEADOW_PASSWORD),
        patient_ref=dana.id,
        email_verified_at=timezone.now(),
    )
    account.seal_person(NewPatient(dana.first_name, dana.last_name, dana.email, password=""))
    account.save()


def refuse_outside_the_demo() -> None:
    if not settings.DEMO:
        raise ImproperlyConfigured("People of the demo are for the demo only: they need DEMO=1.")


def _let_in(person: StaffPerson) -> None:
    user, _created = User.objects.get_or_create(username=person.name)
    user.is_staff, user.is_superuser = True, not person.clinic
    if not user.check_password(person.password):  # who is signed in stays so, unlike after a new password
        user.set_password(person.password)
    user.save()
    if not has_authenticator(user):
        Authenticator.give(user, person.secret)
    if person.clinic:
        Membership.objects.get_or_create(user=user, clinic=Clinic.objects.get(slug=person.clinic))


@dataclass(frozen=True, slots=True)
class DemoClinic:
    name: str
    url: str
    signins: tuple[tuple[str, str, str], ...]
    cards: tuple[tuple[str, str], ...]
    coupons: tuple[str, ...]


def index(request: HttpRequest) -> HttpResponse:
    port = request.get_port()
    clinics = [_demo_clinic(clinic, request) for clinic in Clinic.objects.filter(slug__in=GUIDES).order_by("pk")]
    host = next(iter(settings.STAFF_HOSTS), "")
    context = {
        "clinics": clinics,
        "staff_url": f"http://{host}:{port}/admin/" if host else "",
        "staff": STAFF,
    }
    return render(request, "demo/index.html", context)


def authenticator_codes(request: HttpRequest) -> HttpResponse:
    """What the authenticator apps of the demo's staff show now. Comes again by itself when the codes change."""
    shown = [(person, code(person.secret), b32encode(person.secret).decode()) for person in STAFF]
    response = render(request, "demo/authenticator_codes.html", {"codes": shown})
    response["Refresh"] = str(STEP - int(time.time()) % STEP)
    return response


def _demo_clinic(clinic: Clinic, request: HttpRequest) -> DemoClinic:
    guide = GUIDES[clinic.slug]
    return DemoClinic(clinic.name, f"{clinic.origin(request)}/", guide.signins, guide.cards, guide.coupons)
