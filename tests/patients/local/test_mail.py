"""What leaves in the mail, and what its links do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings
from pytest_django.asserts import assertContains

from storefront.clinics.models import Clinic, Domain
from storefront.local_accounts.models import AccountEvent, LocalAccount
from tests.mail.letterbox import letterbox
from tests.patients.local.conftest import EMAIL, PASSWORD, WITHOUT, Patient
from tests.patients.local.fakes import FakeCharts, links_in
from tests.patients.local.test_sign_in import without_tokens
from tests.world import NEW_PATIENT

Account = Callable[[], LocalAccount]

NEW_PASSWORD = "Calm-Tide-2027!"
MINUTES, DAYS = 60, 24 * 60 * 60


def later(seconds: float) -> time_machine.travel:
    return time_machine.travel(timezone.now().timestamp() + seconds, tick=True)


def ask_for_reset(patient: Patient, email: str = EMAIL) -> str:
    patient.post("/password/", {"email": email})
    return patient.link_by_mail("/password/")


# -- letters -----------------------------------------------------------------------------------------------------------


def test_letters_come_from_the_clinic_and_say_nothing_about_the_patient(patient: Patient) -> None:
    patient.sign_up()
    patient.sign_up()
    patient.post("/password/", {"email": EMAIL})

    letters = letterbox()
    assert [letter.subject for letter in letters] == [
        "Confirm your email address",
        "You already have an account",
        "Choose a new password",
    ]
    for letter in letters:
        assert letter.from_email == "Harbour Health <post@platform.example>"
        assert (letter.to, letter.reply_to) == ([EMAIL], ["help@harbour.example"])
        sent = letter.message()
        assert sent.get_content_type() == "text/plain"
        assert sent["Auto-Submitted"] == "auto-generated"
        assert sent["Message-ID"].endswith("@platform.example>")
        for private in ("Zoë", "Neill", NEW_PATIENT["phone"], "+1403", NEW_PATIENT["password"]):
            assert private not in letter.body


def test_links_lead_to_the_primary_host_whatever_host_was_asked(harbour: Clinic) -> None:
    Domain.objects.create(clinic=harbour, host="shop.localhost", position=1, verified_at=timezone.now())

    Patient("shop.localhost").sign_up()

    (letter,) = letterbox()
    assert all(link.startswith("http://harbour.localhost/") for link in links_in(letter))


def test_nobodys_mailbox_is_flooded_by_one_visitor(patient: Patient) -> None:
    patient.sign_up()

    answers = []
    for quarter in range(4):
        with later(quarter * 16 * MINUTES):
            answers += [patient.post("/password/", {"email": EMAIL}).status_code for _ in range(4)]

    assert answers == [200] * 10 + [422] * 6
    assert len(letterbox()) == 11  # the welcome, and the ten


def test_nobodys_mailbox_is_flooded_by_many_and_its_owner_still_gets_the_letter(patient: Patient) -> None:
    patient.sign_up()
    for number in range(60):
        stranger = Patient("harbour.localhost")
        stranger.browser.defaults["REMOTE_ADDR"] = f"203.0.{number}.9"
        stranger.post("/password/", {"email": EMAIL})
    assert len(letterbox()) == 51

    patient.post("/password/", {"email": EMAIL})

    assert len(letterbox()) == 52


def test_signing_up_again_and_again_tells_the_owner_a_few_times(patient: Patient) -> None:
    patient.sign_up()

    for _ in range(9):
        Patient("harbour.localhost").sign_up()

    assert [letter.subject for letter in letterbox()[1:]] == ["You already have an account"] * 5


# -- confirming the address --------------------------------------------------------------------------------------------


def test_following_the_link_only_asks_and_the_button_confirms_once(patient: Patient, account: Account) -> None:
    patient.sign_up()
    link = patient.link_by_mail("/verify/")

    assertContains(patient.get(link), "Confirm my address")
    assert account().email_verified_at is None

    reply = patient.post(link)
    assert (reply.status_code, reply["Location"]) == (303, "/account/")
    assert account().email_verified_at is not None
    assert AccountEvent.objects.filter(kind="email_confirmed").count() == 1
    assert patient.post(link).status_code == patient.get(link).status_code == 410


def test_the_confirmation_can_be_sent_again_until_it_is_done(patient: Patient) -> None:
    patient.sign_up()
    assert patient.post("/account/verify/").status_code == 303
    assert len(letterbox()) == 2

    patient.confirm_email()
    patient.post("/account/verify/")
    assert len(letterbox()) == 2


# -- choosing a new password -------------------------------------------------------------------------------------------


def test_known_and_unknown_addresses_get_one_answer_and_only_one_of_them_a_letter(patient: Patient) -> None:
    patient.sign_up()
    before = len(letterbox())

    known = patient.post("/password/", {"email": EMAIL})
    assert len(letterbox()) == before + 1
    unknown = patient.post("/password/", {"email": "nobody@harbour.example"})

    assert len(letterbox()) == before + 1
    assert known.status_code == unknown.status_code == 200
    assert without_tokens(known.content) == without_tokens(unknown.content)


def test_a_mailed_link_sets_a_password_signs_in_and_ends_all_other_sign_ins(
    patient: Patient, another_browser: Patient, account: Account
) -> None:
    patient.sign_up()
    link = ask_for_reset(another_browser)
    assertContains(another_browser.get(link), 'autocomplete="new-password"')
    assert patient.signed_in

    reply = another_browser.post(link, {"password": NEW_PASSWORD})

    assert (reply.status_code, reply["Location"]) == (303, "/cart/")
    assert another_browser.signed_in
    assert not patient.signed_in
    assert patient.sign_in(password=PASSWORD).status_code == 422  # type: ignore[unreachable]
    assert patient.sign_in(password=NEW_PASSWORD).status_code == 303
    assert account().email_verified_at is not None


def test_a_password_against_the_rule_is_refused_beside_the_field_and_the_link_stays_good(patient: Patient) -> None:
    patient.sign_up()
    link = ask_for_reset(patient)

    reply = patient.post(link, {"password": "short"})

    assertContains(reply, 'id="error-summary"', status_code=422)
    assertContains(reply, "<title>Error:", status_code=422)
    assert b"short" not in reply.content
    assert patient.post(link, {"password": NEW_PASSWORD}).status_code == 303


def test_the_new_sign_in_has_a_new_session_key(patient: Patient, another_browser: Patient) -> None:
    another_browser.sign_up()
    patient.get("/signup/")
    patient.add("Calm Evening Magnesium")
    planted = patient.browser.cookies["session"].value

    patient.post(ask_for_reset(patient), {"password": NEW_PASSWORD})

    assert patient.browser.cookies["session"].value != planted


def test_the_owner_of_the_mailbox_takes_over_an_account_that_somebody_else_made_with_it(
    patient: Patient, another_browser: Patient
) -> None:
    patient.sign_up()  # by somebody who does not own the address

    another_browser.post(ask_for_reset(another_browser), {"password": NEW_PASSWORD})

    assert another_browser.signed_in
    assert not patient.signed_in
    assert patient.sign_in().status_code == 422


def test_a_reset_while_the_upstream_is_down_still_sets_the_password(patient: Patient, charts: FakeCharts) -> None:
    charts.down = True
    patient.sign_up()

    reply = patient.post(ask_for_reset(patient), {"password": NEW_PASSWORD})

    assert (reply.status_code, reply["Location"]) == (303, "/login/")
    charts.down = False
    assert patient.sign_in(password=NEW_PASSWORD).status_code == 303


# -- tokens ------------------------------------------------------------------------------------------------------------


def test_a_clinic_whose_upstream_has_accounts_knows_no_such_pages(make_clinic: Callable[..., Clinic]) -> None:
    make_clinic(WITHOUT)
    visitor = Patient(f"{WITHOUT}.localhost")

    assert visitor.get("/verify/x/").status_code == visitor.get("/password/x/").status_code == 404


def test_no_log_line_holds_a_token_or_an_address(patient: Patient, caplog: pytest.LogCaptureFixture) -> None:
    patient.sign_up()
    verify, reset = patient.link_by_mail("/verify/"), ask_for_reset(patient)
    patient.get(verify)
    patient.post(reset, {"password": "short"})
    patient.post(reset, {"password": NEW_PASSWORD})
    patient.get(reset)
    patient.post(verify)

    assert "local:reset" in caplog.text
    for secret in (verify.split("/")[2], reset.split("/")[2], EMAIL, NEW_PASSWORD):
        assert secret not in caplog.text


def test_without_a_mail_server_an_email_is_refused_and_nothing_of_it_is_printed(
    patient: Patient, settings: Settings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "storefront.web.no_mail.NoMailBackend"

    patient.sign_up()

    assert letterbox() == []
    assert "mail_failed" in caplog.text
    assert "NoMailServer" in caplog.text
    printed = caplog.text + "".join(capfd.readouterr())
    for private in (EMAIL, "/verify/", "Confirm your email address"):
        assert private not in printed
