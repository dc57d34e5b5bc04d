"""What every email has in common: who it is from, who is answered, and the headers.

No name of a person is in an email: whoever signed up may have chosen it to make us say something.
"""

from __future__ import annotations

from email.utils import formataddr, make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from storefront.clinics.models import Clinic
from storefront.mail.models import Content


def message_of(clinic: Clinic, content: Content) -> EmailMultiAlternatives:
    """From the clinic by name, at the platform's address; answers go to the clinic."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = EmailMultiAlternatives(
        content.subject,
        content.text,
        from_email=formataddr((" ".join(clinic.name.split()), sender)),
        to=[content.to],
        reply_to=[clinic.support_email],
        # Our own Message-ID: Django's would tell the name of this machine.
        headers={"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=sender.rpartition("@")[2])},
    )
    if content.html:
        message.attach_alternative(content.html, "text/html")
    return message
