"""The email with the link to an order goes to its patient only."""

from __future__ import annotations

from checkout.mail.link import send_link
from checkout.models import State
from storefront.clinics.models import Clinic
from storefront.mail.models import OutgoingEmail
from tests.checkout.staff_case import written
from tests.mail.letterbox import letterbox

EMAIL = "zoe@patients.example"


def test_the_link_is_mailed_and_its_content_kept_nowhere(harbour: Clinic) -> None:
    attempt = written(harbour, "1", State.PLACED)

    send_link(harbour, EMAIL, attempt)

    (email,) = letterbox()
    assert (email.to, email.subject) == ([EMAIL], "The link to your order")
    assert "http://harbour.localhost/orders/link/" in email.body
    assert OutgoingEmail.objects.get().content() is None


def test_nothing_is_mailed_about_no_order_and_each_asking_counts(harbour: Clinic) -> None:
    attempt = written(harbour, "1", State.PLACED)
    for _ in range(5):
        send_link(harbour, EMAIL, None)

    send_link(harbour, EMAIL, attempt)

    assert letterbox() == []
    assert not OutgoingEmail.objects.exists()
