"""Staff see what was sent, and send it again."""

from __future__ import annotations

from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from storefront.mail.models import EmailState, OutgoingEmail
from storefront.staff.models import Action, StaffEvent
from tests.mail.posting import CONTENT, posted
from tests.staff.people import clinic_staff

LIST = "/admin/mail/outgoingemail/"


def test_the_list_tells_states_and_never_what_an_email_says(harbour: Clinic) -> None:
    posted(harbour)

    page = clinic_staff(harbour).get(LIST)

    assertContains(page, "Order shipped")
    assertContains(page, "Sent")
    for private in (CONTENT.to, CONTENT.subject, CONTENT.text):
        assertNotContains(page, private)


def test_its_page_tells_what_it_says_and_who_read_that(harbour: Clinic) -> None:
    email = posted(harbour)

    page = clinic_staff(harbour).get(f"{LIST}{email.pk}/change/")

    assertContains(page, CONTENT.text)
    assert StaffEvent.objects.filter(action=Action.READ, about=f"mail.outgoingemail/{email.pk}").count() == 1


def test_a_link_that_opens_an_account_is_shown_to_nobody(harbour: Clinic) -> None:
    email = posted(harbour, "reset")
    email.seal_content(CONTENT)
    email.save()

    page = clinic_staff(harbour).get(f"{LIST}{email.pk}/change/")

    assertNotContains(page, CONTENT.text)
    assertNotContains(page, "Send it again")


def test_an_email_is_sent_again_and_that_is_written_down(harbour: Clinic, mailoutbox: list[object]) -> None:
    email, staff = posted(harbour), clinic_staff(harbour)

    page = staff.post(f"{LIST}{email.pk}/again/", follow=True)

    assertContains(page, "It is sent again now.")
    assert len(mailoutbox) == 2
    assert StaffEvent.objects.filter(action=Action.SENT_AGAIN).count() == 1


def test_what_waits_is_not_sent_twice(harbour: Clinic, mailoutbox: list[object]) -> None:
    email = posted(harbour)
    OutgoingEmail.objects.filter(pk=email.pk).update(state=EmailState.SENDING)

    assertContains(clinic_staff(harbour).post(f"{LIST}{email.pk}/again/", follow=True), "It cannot be sent again.")

    assert len(mailoutbox) == 1


def test_another_clinics_emails_do_not_exist(harbour: Clinic, meadow: Clinic) -> None:
    email, staff = posted(meadow), clinic_staff(harbour)

    assertNotContains(staff.get(LIST), "Order shipped")
    assert staff.post(f"{LIST}{email.pk}/again/").status_code == 404
    assert staff.get(f"{LIST}{email.pk}/change/").status_code in (302, 404)
