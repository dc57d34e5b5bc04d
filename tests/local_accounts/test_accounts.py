"""Signing up where the upstream keeps charts only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from pytest_django import Settings
from pytest_django.asserts import assertContains

from storefront.clinics.models import Clinic
from storefront.local_accounts.models import AccountEvent, LocalAccount
from tests.hashers import Quick
from tests.mail.letterbox import letterbox
from tests.patients.local.conftest import EMAIL, Patient
from tests.patients.local.fakes import FakeCharts, links_in
from tests.world import NEW_PATIENT

Account = Callable[[], LocalAccount]


def test_signing_up_makes_an_account_and_a_chart_and_signs_in(
    patient: Patient, charts: FakeCharts, account: Account
) -> None:
    reply = patient.sign_up()

    assert (reply.status_code, reply["Location"]) == (303, "/cart/")
    assert patient.signed_in
    (ref, chart), made = next(iter(charts.charts.items())), account()
    assert (made.patient_ref, chart.external_id) == (ref, str(made.external_id))
    assert (chart.given_name, chart.email, chart.phone) == (NEW_PATIENT["given_name"], EMAIL, "+14035550123")
    assert [event.kind for event in AccountEvent.objects.order_by("pk")] == ["signed_up", "signed_in"]


def test_the_upstream_never_sees_the_password(patient: Patient, charts: FakeCharts) -> None:
    patient.sign_up()

    assert [new.password for new in charts.created] == [""]


def test_what_only_the_chart_needs_is_forgotten_once_it_is_made(
    patient: Patient, charts: FakeCharts, account: Account
) -> None:
    charts.down = True
    patient.sign_up()
    assert account().person.phone == "+14035550123"

    charts.down = False
    patient.sign_in()
    person = account().person
    assert (person.given_name, person.email) == (NEW_PATIENT["given_name"], EMAIL)
    assert (person.phone, person.birth_date, person.gender) == ("", None, "")


@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper()])
def test_a_taken_address_is_refused_in_neutral_words_and_its_owner_is_told(
    patient: Patient, another_browser: Patient, charts: FakeCharts, email: str
) -> None:
    patient.sign_up()
    welcome = len(letterbox())
    before = Quick.runs

    reply = another_browser.sign_up(email=email, password="Quite-Different-9!")

    assertContains(reply, "We could not create an account with these details", status_code=422)
    assert Quick.runs - before == 1
    assert len(charts.charts) == 1
    assert not another_browser.signed_in
    (letter,) = letterbox()[welcome:]
    assert letter.to == [EMAIL]
    assert links_in(letter) == ["http://harbour.localhost/login/", "http://harbour.localhost/password/"]


def test_refused_data_reads_like_a_taken_address_and_can_be_corrected(
    patient: Patient, another_browser: Patient, charts: FakeCharts, harbour: Clinic
) -> None:
    another_browser.sign_up(email="max@harbour.example")
    taken = patient.sign_up(email="max@harbour.example")
    charts.refuses = True
    refused = patient.sign_up()

    assert refused.status_code == taken.status_code == 422
    assertContains(refused, "We could not create an account with these details", status_code=422)
    assert harbour.local_accounts.count() == 1

    charts.refuses = False
    assert patient.sign_up().status_code == 303


def test_a_lost_answer_makes_one_chart_and_the_patient_notices_nothing(
    patient: Patient, charts: FakeCharts, account: Account
) -> None:
    charts.loses_answer = True

    assert patient.sign_up()["Location"] == "/cart/"
    assert list(charts.charts) == [account().patient_ref]


def test_an_account_without_a_chart_gets_it_at_the_next_sign_in(
    patient: Patient, charts: FakeCharts, account: Account
) -> None:
    charts.down = True
    reply = patient.sign_up()
    assert reply["Location"].startswith("/login/")
    assert account().patient_ref == ""
    assert patient.sign_in().status_code == 503

    charts.down = False
    assert patient.sign_in().status_code == 303
    assert list(charts.charts) == [account().patient_ref]


def test_a_chart_that_was_made_after_all_is_found_and_not_made_twice(
    patient: Patient, charts: FakeCharts, account: Account
) -> None:
    charts.down = True
    patient.sign_up()
    charts.down = False
    late = charts.create(account().person, str(account().external_id))

    patient.sign_in()

    assert list(charts.charts) == [late] == [account().patient_ref]


def test_the_same_address_at_another_clinic_is_another_account(
    patient: Patient, make_clinic: Callable[..., Clinic]
) -> None:
    patient.sign_up()
    summit = make_clinic("summit")
    abroad = Patient("summit.localhost")

    assert abroad.sign_in().status_code == 422
    assert abroad.sign_up().status_code == 303
    one, other = LocalAccount.objects.order_by("pk")
    assert other.clinic == summit
    assert one.email_digest != other.email_digest


def test_a_broken_mail_server_breaks_no_sign_up_and_the_log_keeps_the_address_secret(
    patient: Patient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "tests.patients.local.fakes.BrokenMail"

    assert patient.sign_up()["Location"] == "/cart/"

    letterbox()
    assert "mail_failed" in caplog.text
    assert "ConnectionRefusedError" in caplog.text
    assert "zoe" not in caplog.text.casefold()
    assert mail.outbox == []
