"""The email with the link to an order."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from checkout.models import OrderAttempt
from checkout.orders import finding
from storefront.clinics.models import Clinic
from storefront.limits.policy import EMAIL
from storefront.mail import outbox
from storefront.mail.models import Content
from storefront.sessions.digests import email_digests

KIND = "order_link"


def send_link(clinic: Clinic, email: str, attempt: OrderAttempt | None) -> None:
    """None takes as long, and nobody gets it. Nobody's mailbox is flooded: each asking counts, found or not."""
    may = not EMAIL.wait(mailbox=email_digests(clinic.slug, email)[0], kind=KIND)
    token = finding.token_of(clinic, attempt.pk if attempt else uuid4())
    link = clinic.origin() + reverse("checkout:found_order", settings.ROOT_URLCONF, args=[token])
    text = render_to_string("mail/order_link.txt", {"clinic": clinic, "link": link})
    content = Content(email, _("The link to your order"), text)
    if attempt and may:
        outbox.post(clinic, KIND, content, order=str(attempt.pk), lives=finding.LINK_LIVES)
    else:
        outbox.pretend(clinic, KIND, content)
