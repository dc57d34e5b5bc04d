"""Linking a chart that the clinic has had before the account."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from pytest_django.asserts import assertContains

from storefront.clinics.models import Clinic
from storefront.limits.models import Limit
from storefront.local_accounts.models import AccountEvent, LocalAccount
from tests.mail.letterbox import letterbox
from tests.patients.local.conftest import EMAIL, Patient
from tests.patients.local.fakes import Chart, FakeCharts
from tests.patients.local.test_mail import MINUTES, later
from tests.patients.local.test_sign_in import without_tokens

Account = Callable[[], LocalAccount]

DETAILS = {
    "family_name": "Dubois",
    "phone": "403-555-0199",
    "bday_year": "1990",
    "bday_month": "2",
    "bday_day": "7",
}
WRONG = [{"family_name": "Somebody"}, {"phone": "403-555-0100"}, {"bday_year": "1991"}]


def old_chart(email: str = EMAIL) -> Chart:
    return Chart("Zoë", "Dubois", email, "+14035550199", date(1990, 2, 7))


@pytest.fixture
def old(charts: FakeCharts) -> str:
    """The chart that the clinic has had for years."""
    return charts.put(old_chart())


@pytest.fixture
def member(patient: Patient) -> Patient:
    """Signed up, address confirmed."""
    patient.sign_up()
    patient.confirm_email()
    patient.get("/account/")  # says so once
    return patient


def give_to_somebody_else(ref: str, clinic: Clinic) -> None:
    Patient(clinic.primary_host).sign_up(email="max@harbour.example")
    somebody = clinic.local_accounts.latest("pk")
    assert somebody.change(patient_ref=ref)


def mailed_codes() -> list[str]:
    return [
        code
        for letter in letterbox()
        if letter.subject == "Your code"
        for code in re.findall(r"^\d{6}$", letter.body, re.M)  # type: ignore[arg-type]
    ]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_details_and_a_mailed_code_move_the_account_to_the_old_chart(
    member: Patient, old: str, account: Account
) -> None:
    assertContains(member.get("/account/link/"), "Find my chart")
    new = account().patient_ref
    reply = member.post("/account/link/", DETAILS)
    assert (reply.status_code, reply["Location"]) == (303, "/account/link/code/")
    assert account().patient_ref == new
    (letter,) = [letter for letter in letterbox() if letter.subject == "Your code"]
    assert letter.to == [EMAIL]

    (code,) = mailed_codes()
    reply = member.post("/account/link/code/", {"code": f"{code[:3]} {code[3:]}"})

    assert (reply.status_code, reply["Location"]) == (303, "/account/")
    assert account().patient_ref == old
    assert b"Dubois" in member.get("/account/").content
    assertContains(member.get("/account/link/"), "Your account is linked to your chart")
    trail = AccountEvent.objects.order_by("pk").values_list("kind", "patient_ref")
    assert list(trail)[-3:] == [("code_asked", new), ("linked", old), ("signed_in", old)]


def test_a_link_ends_the_account_s_other_sign_ins_and_renews_this_one(
    member: Patient, another_browser: Patient, old: str
) -> None:
    another_browser.sign_in()
    key = member.browser.cookies["session"].value
    member.post("/account/link/", DETAILS)
    member.post("/account/link/code/", {"code": mailed_codes()[0]})

    assert member.signed_in
    assert member.browser.cookies["session"].value != key
    assert not another_browser.signed_in


def test_only_signed_in_patients_may_ask(patient: Patient) -> None:
    assert patient.get("/account/link/")["Location"].startswith("/login/")
    assert patient.post("/account/link/", DETAILS)["Location"].startswith("/login/")
    assert patient.post("/account/link/code/", {"code": "123456"})["Location"].startswith("/login/")


def test_an_unconfirmed_address_proves_nothing(patient: Patient, old: str, account: Account) -> None:
    patient.sign_up()

    assertContains(patient.post("/account/link/", DETAILS), "First confirm your email address")
    assert patient.post("/account/link/code/", {"code": "123456"})["Location"] == "/account/link/"
    assert mailed_codes() == []


@pytest.mark.parametrize("changed", WRONG)
def test_details_that_do_not_match_get_the_same_answers_and_no_code(
    member: Patient, old: str, charts: FakeCharts, account: Account, changed: dict[str, str]
) -> None:
    right = member.post("/account/link/", DETAILS)
    right_page = member.get("/account/link/code/")
    refused = member.post("/account/link/code/", {"code": wrong(mailed_codes()[0])})

    mismatch = member.post("/account/link/", DETAILS | changed)
    mismatch_page = member.get("/account/link/code/")
    refused_too = member.post("/account/link/code/", {"code": wrong(mailed_codes()[0])})

    assert (mismatch.status_code, mismatch["Location"]) == (right.status_code, right["Location"])
    assert without_tokens(mismatch_page.content) == without_tokens(right_page.content)
    assert without_tokens(refused_too.content) == without_tokens(refused.content)
    assert refused_too.status_code == refused.status_code == 422
    assert len(mailed_codes()) == 1


def test_a_mismatch_takes_the_earlier_code_away(member: Patient, old: str, account: Account) -> None:
    member.post("/account/link/", DETAILS)
    member.post("/account/link/", DETAILS | WRONG[0])

    assert member.post("/account/link/code/", {"code": mailed_codes()[0]}).status_code == 422
    assert account().patient_ref != old


def test_a_chart_with_a_longer_address_is_not_the_patient_s(member: Patient, charts: FakeCharts) -> None:
    charts.sloppy_search = True
    charts.put(old_chart(f"jo{EMAIL}"))

    member.post("/account/link/", DETAILS)

    assert mailed_codes() == []


def test_a_chart_of_another_account_is_never_offered(member: Patient, old: str, harbour: Clinic) -> None:
    give_to_somebody_else(old, harbour)

    member.post("/account/link/", DETAILS)

    assert mailed_codes() == []


def test_a_chart_that_another_account_got_meanwhile_is_not_taken_away(
    member: Patient, old: str, harbour: Clinic
) -> None:
    member.post("/account/link/", DETAILS)
    give_to_somebody_else(old, harbour)

    assert member.post("/account/link/code/", {"code": mailed_codes()[0]}).status_code == 422
    assert member.signed_in


def test_two_charts_that_match_are_a_matter_for_the_clinic(member: Patient, old: str, charts: FakeCharts) -> None:
    charts.put(old_chart())

    member.post("/account/link/", DETAILS)

    assert mailed_codes() == []


def test_the_fifth_wrong_code_is_the_last(member: Patient, old: str, account: Account) -> None:
    member.post("/account/link/", DETAILS)
    (code,) = mailed_codes()
    for _ in range(5):
        assertContains(
            member.post("/account/link/code/", {"code": wrong(code)}), "This code does not work", status_code=422
        )
    assertContains(member.post("/account/link/code/", {"code": code}), "Too many tries", status_code=422)

    Limit.objects.all().delete()  # not only the limit stands in the way
    assertContains(member.post("/account/link/code/", {"code": code}), "This code does not work", status_code=422)
    assert account().patient_ref != old


def test_a_code_lives_ten_minutes(member: Patient, old: str, account: Account) -> None:
    member.post("/account/link/", DETAILS)

    with later(10 * MINUTES + 5):
        assert member.post("/account/link/code/", {"code": mailed_codes()[0]}).status_code == 422
    assert account().patient_ref != old


def test_an_account_is_linked_once(member: Patient, old: str, charts: FakeCharts, account: Account) -> None:
    member.post("/account/link/", DETAILS)
    code = mailed_codes()[0]
    member.post("/account/link/code/", {"code": code})
    charts.put(old_chart())

    assertContains(member.post("/account/link/", DETAILS), "Your account is linked to your chart")
    assert member.post("/account/link/code/", {"code": code})["Location"] == "/account/link/"
    assert account().patient_ref == old


def test_one_account_s_code_is_worth_nothing_to_another(
    member: Patient, another_browser: Patient, old: str, harbour: Clinic
) -> None:
    another_browser.sign_up(email="max@harbour.example")
    another_browser.confirm_email()
    another_browser.post("/account/link/", DETAILS)
    member.post("/account/link/", DETAILS)

    assert another_browser.post("/account/link/code/", {"code": mailed_codes()[0]}).status_code == 422
    assert not harbour.local_accounts.filter(patient_ref=old).exists()


def test_asking_is_limited(member: Patient, old: str) -> None:
    for _ in range(5):
        assert member.post("/account/link/", DETAILS | WRONG[0]).status_code == 303

    assertContains(member.post("/account/link/", DETAILS), "Too many tries", status_code=422)
    assert mailed_codes() == []


def test_asking_is_limited_by_the_day_too(member: Patient, old: str) -> None:
    for quarter in range(3):
        with later(quarter * 16 * MINUTES):
            member.sign_in()
            for _ in range(5):
                assert member.post("/account/link/", DETAILS | WRONG[0]).status_code == 303
    with later(50 * MINUTES):
        member.sign_in()
        assertContains(member.post("/account/link/", DETAILS), "Please try again tomorrow", status_code=422)


def test_an_outage_keeps_what_was_typed(member: Patient, old: str, charts: FakeCharts) -> None:
    charts.down = True

    reply = member.post("/account/link/", DETAILS)

    assertContains(reply, "We cannot reach", status_code=503)
    assertContains(reply, 'value="Dubois"', status_code=503)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_what_is_no_code_is_refused_beside_the_field(member: Patient, old: str, code: str) -> None:
    member.post("/account/link/", DETAILS)

    reply = member.post("/account/link/code/", {"code": code})

    assertContains(reply, 'href="#id_code"', status_code=422)


def test_no_log_line_holds_the_code_or_the_details(member: Patient, old: str, caplog: pytest.LogCaptureFixture) -> None:
    member.post("/account/link/", DETAILS)
    (code,) = mailed_codes()
    member.post("/account/link/code/", {"code": code})

    for secret in (code, "Dubois", "5550199", EMAIL):
        assert secret not in caplog.text.replace("request_id", "")
