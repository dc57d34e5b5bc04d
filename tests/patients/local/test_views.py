"""A patient changes their own password: the old one is asked for, and all other sign-ins end."""

from __future__ import annotations

from pytest_django.asserts import assertContains

from storefront.local_accounts.models import AccountEvent
from tests.mail.letterbox import letterbox
from tests.patients.local.conftest import EMAIL, PASSWORD, Patient

PAGE = "/account/password/"
NEW = "Calm-Tide-2027!"


def change(patient: Patient, old: str = PASSWORD, new: str = NEW) -> object:
    return patient.post(PAGE, {"old": old, "password": new})


def test_a_new_password_ends_every_other_sign_in_and_is_told(patient: Patient, another_browser: Patient) -> None:
    patient.sign_up()
    another_browser.sign_in()

    reply = patient.post(PAGE, {"old": PASSWORD, "password": NEW})

    assert reply["Location"] == "/account/"
    assert patient.signed_in
    assert not another_browser.signed_in
    assert another_browser.sign_in(EMAIL, PASSWORD).status_code == 422
    assert another_browser.sign_in(EMAIL, NEW).status_code == 303
    assert letterbox()[-1].subject == "Your password was changed"
    assert letterbox()[-1].to == [EMAIL]
    assert AccountEvent.objects.filter(kind="password_replaced").count() == 1


def test_the_old_password_is_asked_for(patient: Patient) -> None:
    patient.sign_up()

    assertContains(patient.post(PAGE, {"old": "wrong", "password": NEW}), "This is not your password.", status_code=422)
    assertContains(patient.post(PAGE, {"old": "", "password": NEW}), "Enter your password.", status_code=422)
    assert patient.sign_in(EMAIL, PASSWORD)


def test_the_old_password_cannot_be_guessed_from_an_open_browser(patient: Patient) -> None:
    patient.sign_up()

    answers = [patient.post(PAGE, {"old": f"wrong {n}", "password": NEW}) for n in range(6)]

    assertContains(answers[4], "This is not your password.", status_code=422)
    assertContains(answers[5], "Too many tries", status_code=422)


def test_a_password_by_a_mailed_link_is_told_too(patient: Patient) -> None:
    patient.sign_up()
    patient.post("/password/", {"email": EMAIL})

    patient.post(patient.link_by_mail("/password/"), {"password": NEW})

    assert letterbox()[-1].subject == "Your password was changed"


def test_nobody_changes_a_password_without_signing_in(patient: Patient) -> None:
    assert patient.get(PAGE)["Location"].startswith("/login/")
