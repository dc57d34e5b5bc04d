"""What there is to try in the demo: clinics, sign-ins, test cards and coupons. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from storefront.clinics.models import Clinic
from storefront.patients.local.models import LocalAccount
from storefront.sandbox.careportals import demo as careportals
from storefront.sandbox.decoda import demo as decoda
from storefront.sandbox.elasticpath import demo as elasticpath
from storefront.upstream.types import NewPatient

STAFF, STAFF_PASSWORD = "staff", "demo-staff-2026"
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
    """A member of staff, and Dana's account at the clinic whose patients sign in at the storefront."""
    staff, _created = User.objects.get_or_create(username=STAFF, defaults={"is_staff": True, "is_superuser": True})
    staff.set_password(STAFF_PASSWORD)
    staff.save()
    dana = decoda.DANA
    account = LocalAccount(
        clinic=Clinic.objects.get(slug="meadow"),
        password=make_password(MEADOW_PASSWORD),
        patient_ref=dana.id,
        email_verified_at=timezone.now(),
    )
    account.seal_person(NewPatient(dana.first_name, dana.last_name, dana.email, password=""))
    account.save()


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
    staff = next(iter(settings.STAFF_HOSTS), "")
    context = {
        "clinics": clinics,
        "staff_url": f"http://{staff}:{port}/admin/" if staff else "",
        "staff_login": f"{STAFF} / {STAFF_PASSWORD}",
    }
    return render(request, "demo/index.html", context)


def _demo_clinic(clinic: Clinic, request: HttpRequest) -> DemoClinic:
    guide = GUIDES[clinic.slug]
    return DemoClinic(clinic.name, f"{clinic.origin(request)}/", guide.signins, guide.cards, guide.coupons)
