"""Whoever runs the shop ends the sessions of one patient, of a clinic, of staff, or of everybody."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from storefront.clinics.models import Clinic
from storefront.sessions.models import StoredSession
from tests.world import Shopper, World

pytestmark = pytest.mark.usefixtures("world")


def end(*arguments: str) -> str:
    out = StringIO()
    call_command("end_sessions", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def ana(harbour: Clinic) -> Shopper:
    ana = Shopper("harbour.localhost")
    ana.sign_in()
    return ana


@pytest.fixture
def dana(meadow: Clinic, world: World) -> Shopper:
    dana = Shopper("meadow.localhost")
    dana.sign_in("dana@meadow.example", "Meadow-2026!")
    return dana


@pytest.fixture
def staff() -> Client:
    """Enough of a session to be one of the staff hosts."""
    browser = Client(headers={"host": "staff.localhost"})
    browser.post("/login/", {"username": "nobody", "password": "wrong"})
    StoredSession.objects.get_or_create(key="s", clinic="", sealed="", expires_at="2100-01-01T00:00:00Z")
    return browser


def is_signed_in(shopper: Shopper) -> bool:
    return shopper.get("/account/").status_code == 200


def test_those_of_one_clinic_end(ana: Shopper, dana: Shopper) -> None:
    assert end("--clinic", "harbour") == "1 session(s) ended.\n"

    assert (is_signed_in(ana), is_signed_in(dana)) == (False, True)


def test_those_of_one_patient_end(ana: Shopper, dana: Shopper) -> None:
    ref = ana.browser.session["patient"]["access"]["patient_ref"]

    assert end("--clinic", "meadow", "--patient", ref) == "0 session(s) ended.\n"
    assert end("--clinic", "harbour", "--patient", ref) == "1 session(s) ended.\n"

    assert (is_signed_in(ana), is_signed_in(dana)) == (False, True)


def test_those_of_staff_end(ana: Shopper, staff: Client) -> None:
    end("--staff")

    assert not StoredSession.objects.filter(clinic="").exists()
    assert is_signed_in(ana)


def test_those_of_everybody_end(ana: Shopper, dana: Shopper, staff: Client) -> None:
    end("--everybody")

    assert not StoredSession.objects.exists()
    assert (is_signed_in(ana), is_signed_in(dana)) == (False, False)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--clinic", "harbor"], "There is no clinic 'harbor'"),
        (["--staff", "--patient", "p-1"], "--patient needs --clinic"),
        (["--everybody", "--patient", "p-1"], "--patient needs --clinic"),
        ([], "required"),
    ],
)
def test_nothing_ends_by_a_mistake(ana: Shopper, arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        end(*arguments)

    assert is_signed_in(ana)
