"""Emails about an account: none goes to a mailbox that had too many, and only a real owner gets one."""

from __future__ import annotations

from storefront.clinics.models import Clinic
from storefront.local_accounts import mail
from tests.mail.letterbox import letterbox

TO = "zoe@harbour.example"


def test_an_email_is_in_the_clinics_name_and_its_text_is_in_no_repr(harbour: Clinic) -> None:
    email = mail.compose(harbour, TO, "Your code", "code", code="123456")

    assert "123456" in email.content.text
    assert "123456" not in repr(email)
    assert TO not in repr(email)


def test_an_email_that_is_only_pretended_reaches_nobody(harbour: Clinic) -> None:
    email = mail.compose(harbour, TO, "Your code", "code", code="123456")
    mail.pretend_to_send(email)
    assert letterbox() == []

    mail.send_soon(email)
    assert [letter.to for letter in letterbox()] == [[TO]]


def test_a_mailbox_gets_so_many_of_a_kind_and_no_more(harbour: Clinic) -> None:
    sent = [mail.may_send(harbour, TO, "code") for _ in range(200)]

    assert sent[0]
    assert not sent[-1]
    assert mail.may_send(harbour, "max@harbour.example", "code")
